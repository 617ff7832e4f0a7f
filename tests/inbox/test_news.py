"""What changes while a page is open is told on it, and moves nothing under a finger."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta

import psycopg
from adjourn.models import happened
from playwright.sync_api import Browser

from tests.support.browsing import tab
from tests.support.by_hand import shaped
from tests.support.house import House
from tests.support.page import Served, Visitor, served
from tests.support.staff import change
from tests.support.waiting import until

#: Milliseconds after which a page that is open has asked.
SOON = 17_000


def test_new_ones_are_announced_above_the_list(house: House, page: Served, browser: Browser) -> None:
    shaped(house, {"query": "Told of: one"})
    with tab(browser, page) as ada:
        ada.open("/?q=told of")
        ada.sees("Told of: one")
        shaped(house, {"query": "Told of: two"})
        shaped(house, {"query": "Something else"})
        ada.sees("1 new: show")
        assert not ada.page.get_by_text("Told of: two").count()
        assert ada.page.locator("#live").text_content() == "1 new: show"
        ada.look("new")
        ada.page.get_by_role("link", name="1 new: show").click()
        ada.sees("Told of: two")


def test_who_looks_at_a_question_hears_soon_that_it_was_answered(house: House, page: Served, browser: Browser) -> None:
    row = shaped(house, {"query": "How warm?"})
    with tab(browser, page) as ada, page.visitor("bob") as bob:
        with ada.page.expect_response("**/news?*"):  # the stream is there
            ada.open(f"/requests/{row['id']}")
        ada.page.locator("#text").fill("as I was saying")
        bob.send(row["id"], text="cold")
        ada.page.get_by_text("bob has answered this.").first.wait_for(
            timeout=3000
        )  # it takes one, where nothing else goes on
        assert ada.page.locator("#text").input_value() == "as I was saying"
        assert ada.button("Send").is_disabled()
        ada.look("answered-meanwhile")


def test_who_has_sent_an_answer_sees_that_the_graph_has_used_it(house: House, page: Served, browser: Browser) -> None:
    row = shaped(house, {"query": "How wet?"})
    with tab(browser, page) as ada:
        ada.open(f"/requests/{row['id']}")
        ada.page.locator("#text").fill("very")
        ada.button("Send").click()
        ada.sees("is on its way to the graph.")
        house.advance_due()
        ada.sees("is with the graph, which has used it.")


def test_a_page_without_a_stream_asks_every_15_seconds(house: House, page: Served, browser: Browser) -> None:
    row = shaped(house, {"query": "How late?"})
    with tab(browser, page) as ada, page.visitor("bob") as bob, streams(page, "ada", 10):
        ada.page.clock.install()
        with ada.page.expect_response("**/stream?*"):
            ada.open(f"/requests/{row['id']}")
        bob.send(row["id"], text="cold")
        told = ada.page.get_by_text("bob has answered this.").first
        # Not at once: she may not have heard yet that she has no stream.
        until(lambda: ada.page.clock.fast_forward(SOON) or told.is_visible(), "she has asked")


def test_a_stream_says_only_that_something_happened_and_ends_with_its_session(house: House, page: Served) -> None:
    row, other = shaped(house, {"query": "Streamed"}), shaped(house, {"query": "Not streamed"})
    with page.visitor("eve") as eve, eve.http.stream("GET", f"/stream?id={row['id']}") as stream:
        assert stream.headers["cache-control"] == "no-store" and stream.headers["x-accel-buffering"] == "no"
        lines = stream.iter_lines()
        assert [next(lines) for _ in range(4)] == [":", "", "data:", ""], "one that has just come asks"
        house.answer(other["id"], "x")
        house.answer(row["id"], "x")
        assert [next(lines) for _ in range(2)] == ["data:", ""]
        house.db.execute("DELETE FROM adjourn.sessions WHERE person = 'eve'")
        assert list(lines) == ["event: poll", "data:", ""]
        assert eve.get("/stream").status_code == 401


class Counting(happened.Happened):
    looks = 0

    async def look(self, connection: psycopg.AsyncConnection) -> set[int] | None:
        self.looks += 1
        return await super().look(connection)


def test_however_much_is_notified_a_process_looks_once_a_second(house: House, page: Served) -> None:
    row = shaped(house, {"query": "Heard in between"})
    page.site.streams._happened = counting = Counting()
    with page.visitor("lou") as lou, lou.http.stream("GET", f"/stream?id={row['id']}") as stream:
        lines = stream.iter_lines()
        assert [next(lines) for _ in range(4)] == [":", "", "data:", ""]
        before, began = counting.looks, time.monotonic()
        for n in range(100):
            house.db.execute("SELECT pg_notify('adjourn', %s), pg_sleep(0.02)", (str(n),))
        assert 2 <= counting.looks - before <= 2 + (time.monotonic() - began) / 0.9
        house.answer(row["id"], "x")
        assert [next(lines) for _ in range(2)] == ["data:", ""]


def test_the_eleventh_stream_of_a_person_is_told_to_ask_and_others_have_theirs(page: Served) -> None:
    with streams(page, "zoe", 10), page.visitor("zoe") as zoe, page.visitor("yan") as yan:
        assert zoe.get("/stream").text == "event: poll\ndata:\n\n"
        with yan.http.stream("GET", "/stream") as stream:
            assert next(stream.iter_lines()) == ":"


def test_a_listening_connection_that_dies_is_opened_again(house: House, page: Served) -> None:
    listening = """FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%sessions_that_last%'
      AND pid <> pg_backend_pid()"""
    row = shaped(house, {"query": "Heard again"})
    with page.visitor("kim") as kim, kim.http.stream("GET", f"/stream?id={row['id']}") as stream:
        lines = stream.iter_lines()
        assert [next(lines) for _ in range(4)] == [":", "", "data:", ""]
        until(lambda: house.db.execute(f"SELECT pg_terminate_backend(pid) {listening}").rowcount, "it was ended")
        assert [next(lines) for _ in range(2)] == ["data:", ""], "it asks, for nobody listens"
        until(lambda: house.db.execute(f"SELECT pid {listening}").rowcount, "it listens")
        house.answer(row["id"], "x")
        assert [next(lines) for _ in range(2)] == ["data:", ""]


def test_a_server_that_ends_does_not_wait_for_streams(house: House) -> None:
    began = time.monotonic()
    with ExitStack() as stack:
        with served(house.worker.settings) as page:
            stack.enter_context(streams(page, "ada", 3))
            began = time.monotonic()
        assert time.monotonic() - began < 2


@contextmanager
def streams(page: Served, person: str, count: int) -> Iterator[None]:
    with page.visitor(person) as visitor, ExitStack() as stack:
        opened = [stack.enter_context(visitor.http.stream("GET", "/stream")).iter_lines() for _ in range(count)]
        # Lines that are let go of would close their stream.
        assert [next(lines) for lines in opened] == [":"] * count
        yield


def test_other_words_and_ends_are_told_and_other_teams_questions_are_not(house: House, ada: Visitor) -> None:
    row = shaped(house, {"query": "How warm?"})
    ada.get(f"/requests/{row['id']}")
    path = f"/requests/{row['id']}/news?asked={ada.hidden()['asked']}"
    assert ada.get(path).json() == {"say": ""}
    change(house, row, title="'How cold?'")
    assert "other words" in ada.get(path).json()["say"] and ada.get(path).json()["send"]
    house.db.execute("UPDATE adjourn.jobs SET status = 'cancelled' WHERE id = %s", (row["job_id"],))
    assert "withdrawn" in ada.get(path).json()["say"]
    house.db.execute("INSERT INTO adjourn.teams (name) VALUES ('legal')")
    change(house, row, team="'legal'")
    assert ada.get(path).status_code == 403
    assert ada.get("/requests/99999999/news").json() == {"say": ""}
    assert ada.get("/news?since=nonsense").status_code == 400
    shaped(house, {"query": "Another"})
    old = (datetime.now(UTC) - timedelta(days=1)).isoformat()
    assert ada.get("/news", params={"since": old, "all": "1"}).json()["say"].endswith("new: show")


def test_a_page_that_asks_by_itself_does_not_keep_its_person_logged_in(house: House, ada: Visitor) -> None:
    house.db.execute("UPDATE adjourn.sessions SET seen_at = now() - interval '7 hours' WHERE person = 'ada'")
    assert ada.get("/news", params={"since": datetime.now(UTC).isoformat()}).status_code == 200
    house.db.execute("UPDATE adjourn.sessions SET seen_at = seen_at - interval '2 hours' WHERE person = 'ada'")
    assert ada.get("/").status_code == 401
