"""One POST of one notice: to a host on the owner's list, at an address that was looked at, signed, and never passed on.

A connection of its own for each: of kept ones, a host could be given that of another at the same address. No proxy of
the environment, which would look the name up itself. Only the status of an answer counts; little of the rest is read.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import ssl
import time
from collections.abc import Sequence
from functools import cache
from importlib.metadata import version

import certifi
import httpx
from adjourn.models.notices import Notice
from adjourn.notify import addresses, signature
from adjourn.notify.undelivered import Undelivered

_AGENT = f"adjourn/{version('adjourn')}"
#: Seconds: to connect, for all of it. Less than half of what a claim lasts.
_CONNECT, _TOTAL = 5.0, 20.0
#: Bytes of an answer that are read, and seconds for it: for who would take it amiss if we hung up at once.
_READ, _REST = 16_384, 1.0


def body(notice: Notice, link: str | None) -> bytes:
    told = {"id": str(notice.id), "type": notice.topic, "timestamp": notice.at.isoformat(), "data": notice.data}
    return json.dumps(told | ({"link": link} if link else {}), separators=(",", ":")).encode()


def host_of(url: str) -> str:
    """With its port, if that is another than usual: as it is on the list, and in the operator's file. Raises
    Undelivered."""
    return _parsed(url).netloc.decode()


def _parsed(url: str) -> httpx.URL:
    try:
        return httpx.URL(url)
    except httpx.InvalidURL as error:
        raise Undelivered(f"it is no URL: {error}") from None


async def send(notice: Notice, keys: Sequence[bytes], link: str | None) -> None:
    """Raises Undelivered."""
    url = _parsed(notice.url)
    host = host_of(notice.url)
    if not notice.allowed:
        raise Undelivered(f"{host} is not on the list: adjourn subscriptions allow {host}")
    if url.scheme != "https" and not notice.http:
        raise Undelivered(f"to {host} webhooks go by https only: adjourn subscriptions allow {host} --http")
    if not keys:
        raise Undelivered(f"there is no key for {host} in the file of ADJOURN_NOTIFY: see `adjourn subscriptions key`")
    try:
        async with asyncio.timeout(_TOTAL):
            await _post(notice, url, keys, link)
    except TimeoutError:
        raise Undelivered(f"{host} took longer than {_TOTAL:g} s") from None


async def _post(notice: Notice, url: httpx.URL, keys: Sequence[bytes], link: str | None) -> None:
    host = host_of(notice.url)
    port = url.port or (443 if url.scheme == "https" else 80)
    found = await addresses.of(url.raw_host.decode().strip("[]"), port, private=notice.private)
    content = body(notice, link)
    headers = {
        "host": host,
        "content-type": "application/json",
        "user-agent": _AGENT,
        **signature.headers(keys, str(notice.id), int(time.time()), content),
    }
    # The certificate has to be that of the name, whatever address it is at.
    sni = {"sni_hostname": url.host}
    async with httpx.AsyncClient(
        verify=_tls(), trust_env=False, follow_redirects=False, timeout=httpx.Timeout(_TOTAL, connect=_CONNECT)
    ) as client:
        for at in found:
            request = client.build_request("POST", _at(url, at, port), content=content, headers=headers, extensions=sni)
            try:
                await _answer(client, request, host)
                return
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                if at == found[-1]:
                    raise Undelivered(f"{host} cannot be reached: {_reason(error)}") from None
            except httpx.HTTPError as error:
                raise Undelivered(f"{host} gave no answer: {_reason(error)}") from None


def _at(url: httpx.URL, address: str, port: int) -> str:
    return f"{url.scheme}://{address}:{port}{url.raw_path.decode()}"


async def _answer(client: httpx.AsyncClient, request: httpx.Request, host: str) -> None:
    response = await client.send(request, stream=True)
    try:
        if response.is_redirect:
            raise Undelivered(f"{host} answers {response.status_code}, and redirects are not followed")
        if not response.is_success:
            raise Undelivered(f"{host} answers {response.status_code}")
        # It has said that it took it, whatever becomes of the rest.
        with contextlib.suppress(httpx.HTTPError, TimeoutError):
            async with asyncio.timeout(_REST):
                await _skip(response)
    finally:
        await response.aclose()


async def _skip(response: httpx.Response) -> None:
    read = 0
    async for chunk in response.aiter_raw():
        read += len(chunk)
        if read >= _READ:
            return


def _reason(error: Exception) -> str:
    return str(error).strip() or type(error).__name__


@cache
def _tls() -> ssl.SSLContext:
    """The authorities of this host (SSL_CERT_FILE, too), and those that everybody knows."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context
