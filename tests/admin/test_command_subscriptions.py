"""Who hears of what, as an operator says it."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from tests.support.command import Command
from tests.support.house import House
from tests.support.receiver import receiving
from tests.support.senders import KEY, a_minute_passes, sending, unsent
from tests.support.waiting import until


def test_a_host_is_allowed_and_a_subscription_added_listed_paused_and_removed(house: House, adjourn: Command) -> None:
    assert adjourn.quick("subscriptions").out == "nobody hears of anything (adjourn subscriptions add)\n"
    add = ("subscriptions", "add", "shop", "https://hooks.example.org/a")
    assert adjourn.quick(*add).complaint == (
        "webhooks may not go to hooks.example.org (first: adjourn subscriptions allow hooks.example.org)"
    )
    assert adjourn.quick("subscriptions", "allow", "hooks.example.org", "--private").code == 0
    assert "hooks.example.org  private" in adjourn.quick("subscriptions", "hosts").out
    assert adjourn.quick(*add, "--topic", "job.*").out == "shop hears of job.*\n"
    assert "there is a subscription shop already" in adjourn.quick(*add).complaint
    finance = ("subscriptions", "add", "finance", "apprise:finance", "--team", "finance")
    assert adjourn.quick(*finance).out == "finance hears of request.*\n"
    assert (
        "there is no topic 'job'" in adjourn.quick("subscriptions", "add", "x", "apprise:x", "--topic", "job").complaint
    )
    house.run("steps", {"log": []})
    [none, shop] = adjourn.quick("subscriptions", "--json").json
    assert (none["unsent"], shop["name"], shop["topics"], shop["unsent"]) == (0, "shop", ["job.*"], 1)
    assert adjourn.quick("subscriptions", "pause", "shop").out == "paused: shop\n"
    assert "paused" in adjourn.quick("subscriptions", "unsent").out
    assert adjourn.quick("subscriptions", "unpause", "shop").out == "goes on: shop\n"
    assert adjourn.quick("subscriptions", "disallow", "hooks.example.org").code == 0
    assert adjourn.quick("subscriptions", "hosts").out == "to none (adjourn subscriptions allow)\n"
    assert adjourn.quick("subscriptions", "remove", "shop").out == "there is no subscription shop any more\n"
    assert adjourn.quick("subscriptions", "unsent").out == "all is sent\n"
    assert "there is no subscription shop" in adjourn.quick("subscriptions", "again", "shop").complaint
    assert "is no host: as hooks.example.org" in adjourn.quick("subscriptions", "allow", "https://x/").complaint


def test_a_key_is_one_that_standard_webhooks_takes(adjourn: Command) -> None:
    first, second = (adjourn.quick("subscriptions", "key").out.strip() for _ in range(2))
    assert first != second and first.startswith("whsec_") and len(base64.b64decode(first[6:])) == 32


@pytest.mark.parametrize("url", ["ftp", "https", "inbox.example.org", "https://a b", "https://u:p@inbox.example.org"])
def test_an_address_of_the_page_that_is_none_is_a_sentence(adjourn: Command, url: str) -> None:
    adjourn.env["ADJOURN_INBOX_URL"] = url
    assert "ADJOURN_INBOX_URL: is no address of a page" in adjourn.quick("notify").complaint


def test_what_is_parked_is_seen_and_sent_again(
    house: House, adjourn: Command, database_url: str, tmp_path: Path
) -> None:
    assert "none is needed: nobody has subscribed" in adjourn.quick("doctor", "sender").out
    with receiving() as receiver:
        (keys := tmp_path / "notify.json").write_text(f'{{"webhooks": {{"{receiver.host}": "{KEY}"}}}}')
        adjourn.quick("subscriptions", "allow", receiver.host, "--http", "--private")
        adjourn.quick("subscriptions", "add", "shop", f"{receiver.url}/broken")
        done = adjourn.quick("doctor", "sender")
        assert (done.code, "none runs for 1 subscriptions" in done.out) == (1, True)
        house.run("steps", {"log": []})
        with sending(database_url, keys):
            house.db.execute("UPDATE adjourn.outbox SET tries = 11")
            until(lambda: unsent(house.db)[0]["error"], "it has failed")
            a_minute_passes(house.db)
            until(lambda: unsent(house.db)[0]["parked_at"], "it is parked")
            assert " parked " in adjourn.quick("subscriptions", "unsent").out
            done = adjourn.quick("doctor", "sender")
            assert (done.code, f"1 for shop are parked: {receiver.host} answers 500" in done.out) == (1, True)
            house.db.execute("UPDATE adjourn.subscriptions SET url = replace(url, 'broken', 'ok')")
            assert adjourn.quick("subscriptions", "again", "shop").out == "will be sent again: 1\n"
            until(lambda: not unsent(house.db), "it is sent")
            assert "1 runs" in adjourn.quick("doctor", "sender").out
        assert len({heard.id for heard in receiver.heard}) == 1
