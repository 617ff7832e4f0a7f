"""`adjourn inbox` and `adjourn people password`."""

from __future__ import annotations

from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from tests.support.command import Command
from tests.support.house import House


def test_the_page_is_served_until_a_signal_and_only_who_has_the_token_comes_in(adjourn: Command) -> None:
    with adjourn.start("inbox", "--port", "0") as serving:
        try:
            assert serving.stdout is not None
            name, address = serving.stdout.readline().split()
            at = address.partition("?token=")[0]
            assert name == "inbox" and at.startswith("http://127.0.0.1:")
            with urlopen(f"{at}login") as page:
                assert "Log in" in page.read().decode()
            with pytest.raises(HTTPError, match="401"):
                urlopen(at)
            serving.terminate()
            assert serving.wait(20) == 0
        finally:
            serving.kill()


def test_beyond_this_machine_it_says_what_is_missing(adjourn: Command) -> None:
    told = adjourn("inbox", "--host", "0.0.0.0", "--port", "0").complaint
    assert "give --certificate and --key, or --behind-proxy" in told
    told = adjourn("inbox", "--host", "0.0.0.0", "--port", "0", "--behind-proxy").complaint
    assert "nobody could log in" in told and "adjourn people password NAME" in told
    assert "cannot listen at 192.0.2.1:0" in adjourn("inbox", "--host", "192.0.2.1", "--port", "0").complaint


def test_a_password_comes_from_standard_input(house: House, adjourn: Command) -> None:
    adjourn("people", "add", "ada")
    assert "at least 12 characters" in adjourn("people", "password", "ada", stdin="short\n").complaint
    assert "there is no person bob" in adjourn("people", "password", "bob", stdin="long enough for that\n").complaint
    assert "new password" in adjourn("people", "password", "ada", stdin="long enough for that\n").out
    [row] = house.db.execute("SELECT person, hash FROM adjourn.passwords").fetchall()
    assert row["person"] == "ada" and row["hash"].startswith("$argon2id$")
