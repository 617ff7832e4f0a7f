"""The ways in and out: a token on one's own machine, a password elsewhere, and sessions that end."""

from __future__ import annotations

import statistics
import time
from typing import Any

import pytest
from adjourn.inbox import security, serve
from adjourn.inbox.security import Limit
from adjourn.inbox.serve import Options
from adjourn.models.ground.errors import BadInput

from tests.support.by_hand import shaped
from tests.support.house import House
from tests.support.page import PASSWORD, Served, Visitor, served


def test_a_stranger_sees_the_login_and_nothing_else(house: House, page: Served) -> None:
    row = shaped(house, {"query": "a secret"})
    with page.stranger() as stranger:
        for path in ("/", f"/requests/{row['id']}", f"/jobs/{row['job_id']}", "/help", "/?all=1"):
            assert stranger.get(path).status_code == 401 and "Log in" in stranger.text, path
            assert "secret" not in stranger.page.text
        assert stranger.get("/login").status_code == 200
        stranger.http.cookies.set(page.site.cookie, "made up")
        assert stranger.get("/").status_code == 401


def test_the_token_becomes_a_cookie_and_leaves_the_address(page: Served) -> None:
    with page.stranger() as stranger:
        response = stranger.get("/?token=a+token&all=1")
        assert (response.status_code, response.headers["location"]) == (303, "/?all=1")
        cookie = response.headers["set-cookie"]
        assert cookie.startswith(f"{page.site.cookie}=") and "HttpOnly; Max-Age=604800; Path=/; SameSite=lax" in cookie
        assert "a token" not in cookie and "Secure" not in cookie
        assert stranger.get("/").status_code == 200 and "olga" in stranger.text
    with page.stranger() as stranger:
        assert stranger.get("/?token=another").status_code == 401 and "not the token" in stranger.text
        assert (
            stranger.post("/login", {"name": "", "password": "a token", "to": "/?all=1"}).headers["location"]
            == "/?all=1"
        )


def test_with_a_password_and_what_is_wrong_says_not_which(page: Served) -> None:
    page.give_password("paula")
    with page.stranger() as stranger:
        told = []
        for name, password in (("paula", "wrong"), ("nobody", PASSWORD), ("olga", PASSWORD), ("", "wrong")):
            assert stranger.post("/login", {"name": name, "password": password}).status_code == 401
            told.append(stranger.text)
        assert len({text.replace("nobody", "").replace("olga", "") for text in told[:3]}) == 1
        assert (
            stranger.post("/login", {"name": "paula", "password": PASSWORD, "to": "/help"}).headers["location"]
            == "/help"
        )
        assert "paula" in (stranger.get("/"), stranger.text)[1]


@pytest.mark.parametrize(
    "to", ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "", "/login"]
)
def test_a_login_leads_nowhere_else(page: Served, to: str) -> None:
    page.give_password("paula")
    with page.stranger() as stranger:
        assert stranger.post("/login", {"name": "paula", "password": PASSWORD, "to": to}).headers["location"] == "/"


def test_the_same_time_for_names_that_nobody_has() -> None:
    def cost(hash: str | None) -> float:
        began = time.perf_counter()
        assert not security.is_password("wrong", hash)
        return time.perf_counter() - began

    hash = security.hash_password(PASSWORD)
    known, unknown = (statistics.median(cost(each) for _ in range(5)) for each in (hash, None))
    assert 0.3 < known / unknown < 3
    assert security.is_password(PASSWORD, hash) and not security.is_password(PASSWORD, "no hash")
    assert hash.startswith("$argon2id$") and hash != security.hash_password(PASSWORD)


def test_ten_tries_in_five_minutes_for_a_name_and_from_an_address(house: House) -> None:
    with served(house.worker.settings) as page, page.stranger() as stranger:
        page.give_password("paula")
        for i in range(10):
            assert stranger.post("/login", {"name": "paula", "password": f"guess {i}"}).status_code == 401
        assert stranger.post("/login", {"name": "paula", "password": PASSWORD}).status_code == 429
        assert stranger.post("/login", {"name": "quentin", "password": PASSWORD}).status_code == 429, "by address"
        assert stranger.get("/?token=a+token").status_code == 429
    with served(house.worker.settings) as page, page.stranger() as stranger:
        for _ in range(12):
            assert stranger.get("/?token=a+token").status_code == 303, "what was right does not count"


def test_a_limit_forgets() -> None:
    now = 0.0
    limit = Limit(2, 60, lambda: now)
    assert [limit.allows("a") for _ in range(3)] == [True, True, False] and limit.allows("b")
    now = 61.0
    assert limit.allows("a")
    limit.forget("a")
    limit.forget("nobody")
    assert [limit.allows("a") for _ in range(3)] == [True, True, False]
    for i in range(10_001):
        limit.allows(str(i))
    now = 200.0
    limit.allows("c")
    assert len(limit._tried) <= 2, "strangers cannot fill the memory"


def test_the_database_keeps_no_cookie_and_no_password(house: House, page: Served, ada: Visitor) -> None:
    page.give_password("paula")
    [row] = house.db.execute(
        "SELECT * FROM adjourn.sessions WHERE person = 'ada' ORDER BY began_at DESC LIMIT 1"
    ).fetchall()
    secret = page.secret(ada)
    assert (
        len(secret) >= 43
        and bytes(row["hash"]) == security.digest(secret)
        and secret.encode() not in bytes(row["hash"])
    )
    [row] = house.db.execute("SELECT hash FROM adjourn.passwords WHERE person = 'paula'").fetchall()
    assert PASSWORD not in row["hash"]
    said = house.db.execute("SELECT string_agg(data::text, ' ') AS all FROM adjourn.events").fetchone()
    assert said and row["hash"] not in said["all"] and '"paula"' in said["all"]


@pytest.mark.parametrize(
    "aged", ["seen_at = now() - interval '8 hours 1 second'", "began_at = now() - interval '7 days 1 second'"]
)
def test_a_session_ends_after_eight_idle_hours_and_after_a_week(
    house: House, page: Served, ada: Visitor, aged: str
) -> None:
    assert ada.get("/").status_code == 200
    house.db.execute(f"UPDATE adjourn.sessions SET {aged} WHERE person = 'ada'")
    assert ada.get("/").status_code == 401
    with page.visitor("ada"):
        pass
    found = house.db.execute("SELECT count(*) AS n FROM adjourn.sessions s WHERE NOT adjourn.lasts(s)").fetchone()
    assert found == {"n": 0}, "it is swept"


def test_a_session_that_is_used_lasts(house: House, ada: Visitor) -> None:
    house.db.execute("UPDATE adjourn.sessions SET seen_at = now() - interval '7 hours' WHERE person = 'ada'")
    assert ada.get("/").status_code == 200
    house.db.execute("UPDATE adjourn.sessions SET seen_at = seen_at - interval '7 hours' WHERE person = 'ada'")
    assert ada.get("/").status_code == 200


def test_logging_out_here_and_everywhere_and_a_new_password_and_leaving(house: House, page: Served) -> None:
    with page.visitor("rita") as one, page.visitor("rita") as two:
        one.get("/")
        assert one.post("/logout", {"token": "wrong", "where": "here"}).headers["location"] == "/"
        assert one.get("/").status_code == 200
        assert one.post("/logout", one.hidden() | {"where": "here"}).headers["location"] == "/login?out=1"
        assert one.get("/").status_code == 401 and two.get("/").status_code == 200
        two.post("/logout", two.hidden() | {"where": "everywhere"})
        assert two.get("/").status_code == 401
    with page.visitor("rita") as one, page.visitor("rita") as two:
        page.give_password("rita")
        assert one.get("/").status_code == two.get("/").status_code == 401
    with page.visitor("rita") as one:
        house.db.execute("UPDATE adjourn.people SET active = false WHERE name = 'rita'")
        assert one.get("/").status_code == 401
        assert one.post("/login", {"name": "rita", "password": PASSWORD}).status_code == 401


def test_a_session_that_somebody_has_fixed_is_not_taken_over(house: House, page: Served) -> None:
    page.give_password("paula")
    with page.visitor("mallory") as mallory, page.stranger() as victim:
        fixed = page.secret(mallory)
        victim.http.cookies.set(page.site.cookie, fixed, domain="127.0.0.1")
        victim.post("/login", {"name": "paula", "password": PASSWORD})
        assert fixed not in victim.page.headers["set-cookie"]
        assert mallory.get("/").status_code == 401, "what came along has ended"


def test_beyond_this_machine_only_with_https_and_people(house: House, tmp_path: Any) -> None:
    settings = house.worker.settings
    house.db.execute("DELETE FROM adjourn.passwords")
    with pytest.raises(BadInput, match="reached from other machines"):
        serve.site(settings, Options(host="0.0.0.0", person="olga"), 80)
    with pytest.raises(BadInput, match="nobody could log in"):
        serve.site(settings, Options(host="0.0.0.0", behind_proxy=True, person="olga"), 80)
    house.db.execute("INSERT INTO adjourn.people (name) VALUES ('vera') ON CONFLICT DO NOTHING")
    house.db.execute("INSERT INTO adjourn.passwords VALUES ('vera', %s)", (security.hash_password(PASSWORD),))
    for options in (
        Options(host="127.0.0.1", behind_proxy=True, person="olga"),
        Options(host="::", certificate=tmp_path),
    ):
        site = serve.site(settings, options, 80)
        assert (site.token, site.owner, site.secure, site.cookie) == (None, None, True, "__Host-adjourn_80")
        site.engine.dispose()


def test_behind_https_cookies_are_for_https_and_there_is_no_token(house: House) -> None:
    with served(
        house.worker.settings, secure=True, behind_proxy=True, token=None, owner=None, cookie="__Host-adjourn_1"
    ) as page:
        page.give_password("paula")
        with page.stranger() as stranger:
            stranger.post("/login", {"name": "paula", "password": PASSWORD})
            assert "Secure" in stranger.page.headers["set-cookie"]
            assert stranger.page.headers["strict-transport-security"] == "max-age=31536000"
            assert stranger.get("/?token=").status_code == stranger.get("/?token=None").status_code == 401
            assert stranger.post("/login", {"name": "", "password": ""}).status_code == 401


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.9", "::1", "localhost"])
def test_this_machine(host: str) -> None:
    assert serve.is_local(host) and not serve.is_local("0.0.0.0") and not serve.is_local("example.org")
