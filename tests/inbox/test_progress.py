"""What happens to a job stands on its page, and comes there while it is open: once, for who may see the job."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import psycopg
from playwright.sync_api import Browser

from tests.inbox.test_news import streams
from tests.support.browsing import tab
from tests.support.house import House
from tests.support.page import Served, Visitor
from tests.support.saying import PAGES
from tests.support.staff import change
from tests.support.waiting import until

SAYS: Any = {"log": []}


def events(stream: httpx.Response) -> Iterator[tuple[str, dict[str, Any]]]:
    """Ids and data of a stream, as they come."""
    id = ""
    for line in stream.iter_lines():
        name, _, value = line.partition(": ")
        if name == "id":
            id = value
        elif name == "data" and value:
            yield id, json.loads(value)


def test_it_stands_on_the_page_without_a_script(house: House, ada: Visitor) -> None:
    job = house.run("says", SAYS)["id"]
    ada.get(f"/jobs/{job}")
    assert 'five {"page": 1, "of": 5}' in ada.text and "step begin" in ada.text
    said = ada.text.partition("What happens")[2]
    words = ["queued", "running", "begin", *(f'{{"page": {each["page"]}' for each in PAGES), "waiting", "asks"]
    places = [said.index(word) for word in words]
    assert places == sorted(places)
    house.answer_all(job, "yes")
    house.advance_due()
    ada.get(f"/jobs/{job}")
    assert "succeeded" in ada.text.partition("What happens")[2] and "data-job=" not in ada.page.text


def test_nothing_of_what_is_said_is_obeyed_or_hidden(house: House, page: Served, browser: Browser) -> None:
    job = house.run("says_odd", SAYS)["id"]
    house.run("says", SAYS)
    # It asks nothing: so that somebody sees it, one of another job is made its own.
    with house.db.transaction():
        house.db.execute("SET LOCAL session_replication_role = replica")
        house.db.execute("UPDATE adjourn.human_requests SET job_id = %s WHERE title = 'publish?'", (job,))
    with page.visitor("ada") as ada:
        ada.get(f"/jobs/{job}")
        assert "<script>alert" not in ada.page.text and "\u202e" not in ada.page.text and "\x1b" not in ada.page.text
        assert "&lt;script&gt;alert(1)" in ada.page.text and "RIGHT-TO-LEFT OVERRIDE" in ada.page.text
        items = ada.get(f"/jobs/{job}/news").json()["items"]
    drawn = "".join(each["html"] for each in items)
    assert "<script>" not in drawn and "\u202e" not in drawn and "&lt;script&gt;" in drawn
    with tab(browser, page) as eve:
        eve.open(f"/jobs/{job}")
        eve.look_around("job-odd")


def test_it_comes_to_a_page_that_is_open(house: House, page: Served, browser: Browser) -> None:
    job = house.run("says_twice", SAYS)["id"]
    with tab(browser, page) as ada:
        ada.open(f"/jobs/{job}")
        ada.sees('{"page": 5, "of": 5}')
        before = ada.page.locator("#happened li").count()
        assert ada.page.locator("#status").text_content() == "waiting: for a person"
        house.answer_all(job, "yes")
        house.advance_due()
        ada.page.locator("#happened li.request").nth(2).wait_for(timeout=5000)
        items = ada.page.locator("#happened li").all_text_contents()
        assert len(items) > before and "asks" in items[-1] and "again?" in items[-1]
        assert ada.page.locator("#live").text_content() == "It asks a person."
        assert ada.page.locator("#status").text_content() == "waiting"
        assert ada.page.get_by_role("link", name="Show all of it anew").is_visible()
        assert "UTC" not in items[-1], "in the zone of the reader"
        assert ada.page.get_by_role("link", name="again?").is_visible()
        ada.look_around("job-live")
        house.answer_all(job, "yes")
        house.advance_due()
        ada.page.get_by_text("The job has succeeded.").wait_for(state="attached", timeout=5000)
        shown = ada.page.locator("#happened li .said").all_text_contents()
        ada.open(f"/jobs/{job}")
        assert ada.page.locator("#happened li .said").all_text_contents() == shown, "as if it were drawn now"


def test_who_was_cut_off_reads_on_and_nothing_comes_twice(house: House, page: Served) -> None:
    job = house.run("says", SAYS)["id"]
    path = f"/jobs/{job}/stream"
    with page.visitor("ada") as ada:
        with ada.http.stream("GET", path) as stream:
            assert (
                stream.headers["content-type"] == "text/event-stream" and stream.headers["cache-control"] == "no-store"
            )
            found = events(stream)
            first = [next(found) for _ in range(6)]
        house.answer_all(job, "yes")
        house.advance_due()
        with ada.http.stream("GET", f"{path}?after=0.0.0.0", headers={"Last-Event-ID": first[-1][0]}) as stream:
            found = events(stream)
            rest = []
            while not rest or rest[-1][1].get("status") != "succeeded":
                rest.append(next(found))
        whole = [(each.pop("id"), each) for each in ada.get(f"/jobs/{job}/news").json()["items"]]
    assert first + rest == whole and len({id for id, _ in whole}) == len(whole) == 20
    assert [each["status"] for _, each in whole if "status" in each] == [
        *("queued", "running", "waiting", "running", "succeeded"),
    ]


def test_a_stream_hears_within_a_second_or_two_and_of_its_own_job_only(house: House, page: Served) -> None:
    job, other = (house.run("says", SAYS)["id"] for _ in range(2))
    with page.visitor("ada") as ada, ada.http.stream("GET", f"/jobs/{job}/stream") as stream:
        found = events(stream)
        while "publish?" not in next(found)[1]["html"]:
            pass
        house.answer_all(other, "yes")
        house.answer_all(job, "yes")
        house.advance_due()
        assert "answered" in next(found)[1]["html"]
        house.db.execute("DELETE FROM adjourn.sessions WHERE person = 'ada'")
        until(lambda: next(found, None) is None, "it ends with its session")


def test_others_have_no_stream_of_it_and_nobody_too_many(house: House, page: Served) -> None:
    job = house.run("says", SAYS)["id"]
    house.db.execute("INSERT INTO adjourn.teams (name) VALUES ('legal') ON CONFLICT DO NOTHING")
    [row] = house.requests(job)
    change(house, row, team="'legal'")
    with page.visitor("eve") as eve:
        for path in (f"/jobs/{job}/stream", f"/jobs/{job}/news", f"/jobs/{job}"):
            assert eve.get(path).status_code == 404, path
        assert eve.get(f"/jobs/{'0' * 8}-0000-0000-0000-{'0' * 12}/stream").status_code == 404
    change(house, row, team="NULL")
    with streams(page, "zoe", 10), page.visitor("zoe") as zoe:
        assert zoe.get(f"/jobs/{job}/stream").text == "event: poll\ndata:\n\n"
        assert zoe.get(f"/jobs/{job}/stream?after=nonsense").status_code == 400
    with page.stranger() as stranger:
        assert stranger.get(f"/jobs/{job}/stream").status_code == 401


def test_a_look_that_fails_is_made_again(house: House, page: Served) -> None:
    job = house.run("says", SAYS)["id"]
    with page.visitor("kim") as kim, kim.http.stream("GET", f"/jobs/{job}/stream") as stream:
        found = events(stream)
        while "publish?" not in next(found)[1]["html"]:
            pass
        with psycopg.connect(house.worker.settings.database_url) as other:
            other.execute("LOCK TABLE adjourn.progress IN ACCESS EXCLUSIVE MODE")
            house.answer_all(job, "yes")
            until(lambda: house.db.execute("SELECT FROM pg_locks WHERE NOT granted").rowcount, "it waits")
            other.rollback()
        assert "answered" in next(found)[1]["html"]
