"""One webhook: what is in it, and what becomes of it with each kind of receiver."""

from __future__ import annotations

import base64
import http.server
import ssl
import subprocess
import threading
import time
from pathlib import Path

import pytest
from adjourn.notify import addresses, keys, signature, webhook
from adjourn.notify.undelivered import Undelivered

from tests.support.receiver import HUGE, Receiver
from tests.support.senders import KEY, send


def test_it_is_signed_as_standard_webhooks_does() -> None:
    """The example in the documentation of their libraries."""
    key = base64.b64decode(KEY.removeprefix(keys.PREFIX))
    signed = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    said = signature.headers([key, key], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    assert said == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": f"{signed} {signed}",  # by two keys
    }


def test_what_is_received(receiver: Receiver) -> None:
    send(f"{receiver.url}/ok/a%20b?c=d")
    [heard] = receiver.heard
    assert heard.path == "/ok/a%20b?c=d"
    assert heard.json == {
        "id": "0197a4a5-7f00-7000-8000-000000000001",
        "type": "job.succeeded",
        "timestamp": "2026-11-28T00:00:00+00:00",
        "data": {"job_id": "1", "graph": "g", "status": "succeeded"},
    }
    assert (heard.headers["host"], heard.headers["content-type"]) == (receiver.host, "application/json")
    assert heard.id == heard.json["id"] and abs(int(heard.headers["webhook-timestamp"]) - time.time()) < 60


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/broken", "answers 500"),
        ("/moved", "answers 302, and redirects are not followed"),
        ("/dead", "gave no answer"),
    ],
)
def test_what_does_not_answer_well_has_not_taken_it(receiver: Receiver, path: str, why: str) -> None:
    with pytest.raises(Undelivered, match=f"^{receiver.host} {why}"):
        send(receiver.url + path)
    assert [heard.path for heard in receiver.heard] == [path], "and nobody else was asked"


def test_one_that_hangs_is_left(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhook, "_TOTAL", 0.3)
    began = time.monotonic()
    with pytest.raises(Undelivered, match=r"took longer than 0.3 s"):
        send(f"{receiver.url}/held")
    assert time.monotonic() - began < 2


def test_of_a_huge_answer_little_is_read(receiver: Receiver) -> None:
    began = time.monotonic()
    send(f"{receiver.url}/huge")
    assert time.monotonic() - began < 1
    assert receiver.huge < HUGE, "what the sockets hold, and no more"


def test_one_that_is_not_there(receiver: Receiver) -> None:
    with pytest.raises(Undelivered, match="cannot be reached"):
        send("http://127.0.0.1:9/ok")
    with pytest.raises(Undelivered, match=r"the name of the host nobody\.invalid cannot be looked up"):
        send("http://nobody.invalid/ok")


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "0x7f.1", "2130706433", "0177.0.0.1", "127.1", "0.0.0.0", "[::1]", "[::ffff:127.0.0.1]"],
)
def test_this_host_is_not_written_to_whatever_it_is_called(receiver: Receiver, host: str) -> None:
    with pytest.raises(Undelivered, match=r"is no public address|cannot be looked up|it is no URL"):
        send(f"http://{host}:{receiver.port}/ok", private=False)
    assert receiver.heard == []


def test_which_addresses_are_public() -> None:
    public = ("1.1.1.1", "2606:4700:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101", "2002:101:101::1")
    others = (
        *("10.0.0.1", "172.16.0.1", "192.168.1.1", "127.8.8.8", "169.254.169.254", "100.64.0.1", "0.0.0.0"),
        *("224.0.0.1", "255.255.255.255", "240.0.0.1", "198.18.0.1", "192.0.2.1"),
        *("::", "::1", "fe80::1", "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1", "2001:db8::1", "fe80::1%eth0"),
        *("::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1", "64:ff9b::a9fe:a9fe", "64:ff9b::7f00:1"),
        *("2002:7f00:1::1", "2002:a00:1::", "2001:0:7f00:1::", "64:ff9b:1::a00:1"),
    )
    assert {address: addresses.is_public(address) for address in public} == dict.fromkeys(public, True)
    assert {address: addresses.is_public(address) for address in others} == dict.fromkeys(others, False)


def test_what_the_list_does_not_allow_is_not_sent(receiver: Receiver) -> None:
    for values, why in (
        ({"allowed": False}, f"{receiver.host} is not on the list: adjourn subscriptions allow {receiver.host}"),
        ({"http": False}, "by https only"),
        ({"private": False}, "127.0.0.1 is at 127.0.0.1, which is no public address"),
    ):
        with pytest.raises(Undelivered, match=why):
            send(f"{receiver.url}/ok", **values)
    assert receiver.heard == []


def test_nothing_goes_out_unsigned(receiver: Receiver) -> None:
    with pytest.raises(Undelivered, match="there is no key for"):
        send(f"{receiver.url}/ok", keys=())
    assert receiver.heard == []


def test_the_certificate_is_that_of_the_name_at_the_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Connected to is the address that was looked at; asked for, and believed, is the name."""
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", cert, "-days", "2"),
            *("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"),
        ],
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    asked: list[str | None] = []
    context.sni_callback = lambda _socket, name, _context: asked.append(name)

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    port = server.server_address[1]
    try:
        with pytest.raises(Undelivered, match="certificate verify failed"):
            send(f"https://localhost:{port}/")
        monkeypatch.setenv("SSL_CERT_FILE", str(cert))
        webhook._tls.cache_clear()
        send(f"https://localhost:{port}/")
        with pytest.raises(Undelivered, match="certificate verify failed"):
            send(f"https://127.0.0.1:{port}/")
        assert asked[:2] == ["localhost", "localhost"]
    finally:
        webhook._tls.cache_clear()
        server.shutdown()
        server.server_close()
        thread.join()
