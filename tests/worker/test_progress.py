"""What nodes say while they run: whatever it is, by whatever way, and never at the cost of their run."""

from __future__ import annotations

import json
import time
import tracemalloc
from typing import Any

import psycopg
import pytest
from adjourn.models import progress
from adjourn.models.progress import Said
from adjourn.worker.advance import emitted
from adjourn.worker.process import teller
from sqlalchemy import Connection

from tests.support import statements as of_workers
from tests.support.batch import in_batch
from tests.support.house import House
from tests.support.saying import PAGES, said, sequence
from tests.support.trouble import lose_lease, world
from tests.support.waiting import until

MANY = 100_000


def test_steps_and_what_nodes_say_are_one_sequence(house: House, connection: Connection) -> None:
    job = house.run("says", {"log": []})
    house.answer_all(job["id"], "yes")
    house.advance_due()
    pages = [("custom", page) for page in PAGES]
    assert sequence(connection, job["id"]) == [
        *(("job", "queued"), ("job", "running"), ("step", None), *pages, ("job", "waiting"), ("request", "asked")),
        *(("request", "answered"), ("job", "running"), *pages, ("step", None), ("step", None), ("job", "succeeded")),
    ]
    rows = house.db.execute("SELECT n, run, node, checkpoint_ns, dropped FROM adjourn.progress ORDER BY n").fetchall()
    assert [(row["n"], row["run"]) for row in rows] == [(n, 1 + (n > 5)) for n in range(1, 11)], "a run each says it"
    assert {(row["node"], row["checkpoint_ns"], row["dropped"]) for row in rows} == {("five", "", 0)}
    steps = [json.loads(each.data or "") for each in progress.since(connection, str(job["id"])) if each.kind == "step"]
    assert [step["nodes"] for step in steps] == [["begin"], ["five"], ["end"]]


def test_it_is_heard_by_each_way_that_langgraph_has(house: House) -> None:
    job = house.run("says_everywhere", {"log": []})
    query = "SELECT node, split_part(checkpoint_ns, ':', 1) AS within, data FROM adjourn.progress ORDER BY n"
    assert [tuple(row.values()) for row in house.db.execute(query)] == [
        *(("told", "", "by argument"), ("runtime", "", "by runtime"), ("inner_step", "sub", "inside")),
        # Who streams another graph hears it instead, as with LangGraph alone.
        *(("inner_step", "calls", "inside"), ("passes_on", "", {"passed on": "inside"})),
        ("tools", "", "looking up it"),
    ]
    assert job["status"] == "succeeded"
    house.db.execute("DELETE FROM adjourn.progress")
    assert house.run("says_in_tasks", [1, 2])["status"] == "succeeded"
    assert [tuple(row.values()) for row in house.db.execute(query)] == [
        ("says_in_task", "says_in_tasks", 1),
        ("says_in_task", "says_in_tasks", 2),
    ]


def test_whatever_a_node_says_is_shown_and_does_it_no_harm(house: House) -> None:
    job = house.run("says_odd", {"log": []})
    assert job["status"] == "succeeded", job["error"]
    rows = house.db.execute("SELECT data, is_cut, octet_length(data::text) AS size FROM adjourn.progress ORDER BY n")
    shown = [(row["data"], row["is_cut"]) for row in rows if row["size"] < 100]
    assert shown == [
        *((None, False), (1.5, False), ("NaN", False), ("a\ufffdb\ufffdc", False), ("Ynl0ZXM=", False)),
        *(("{1: 'a', '1': 'b'}", False), ("[[...]]", False), ("a Bad that cannot be shown: RuntimeError", False)),
        *(("a set that cannot be shown: RuntimeError", False), ({"price": "1.10"}, False)),
        *(("\x1b[31mred\u202e", False), ("<script>alert(1)</script>", False), ({"is": "before"}, False)),
        ("from a thread of its own", False),
    ]
    query = "SELECT data FROM adjourn.progress WHERE is_cut ORDER BY n"
    cut = [row["data"] for row in house.db.execute(query)]
    assert [(len(each), each[:4]) for each in cut] == [(2000, '{"kk'), (2000, "xxxx"), (2000, '[["y')]


def test_a_batch_says_nothing(house: House) -> None:
    job = in_batch(house, "says", {"log": []})
    assert house.advance(job)["status"] == "waiting"
    assert said(house, job) == []


def test_who_says_nothing_costs_no_statement(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    statements: list[str] = []
    execute = psycopg.AsyncCursor.execute

    async def noted(self: Any, query: Any, *args: Any, **named: Any) -> Any:
        statements.append(str(query))
        return await execute(self, query, *args, **named)

    monkeypatch.setattr(psycopg.AsyncCursor, "execute", noted)

    def of(job_id: str) -> list[str]:
        statements.clear()
        house.advance(job_id)
        house.answer_all(job_id, "yes")
        house.advance(job_id)
        assert house.job(job_id)["status"] == "succeeded"
        return [each for each in statements if "graphs" not in each and "workers" not in each]

    plain = of(house.enqueue("line", {"log": []}))
    silent = of(in_batch(house, "line", {"log": []}))
    assert plain == silent and len(plain) == 4, "a claim and a record for each stretch"
    assert sum("adjourn.progress" in each for each in of(house.enqueue("says", {"log": []}))) == 2


@pytest.mark.parametrize("graph", ["says_much", "says_much_at_once"])
def test_who_says_too_much_is_neither_slow_nor_large_and_what_is_missing_is_told(
    house: House, connection: Connection, graph: str
) -> None:
    """An async node that does not let go of the loop as well."""
    job = house.run(graph, {"log": [MANY]})
    assert job["status"] == "succeeded"
    found = [each for each in progress.since(connection, str(job["id"])) if each.kind == "custom"]
    numbers = [json.loads(each.data or "")["number"] for each in found]
    assert len(found) < 1000 and (numbers[0], numbers[-1]) == (1, MANY), "the last one says how far it is"
    at = 0
    for each, number in zip(found, numbers, strict=True):
        at += (each.dropped or 0) + 1
        assert at == number, "and before each how many there were"


def test_a_node_is_held_up_less_than_by_langgraph_alone(house: House) -> None:
    """In turns: a hundred thousand words, the same by a stream of the run's own, and a loop that says nothing."""
    taken: dict[str, list[float]] = {"says_much": [], "alone": [], "loops": []}
    graph: Any = house.worker.project.made["says_much"]

    async def alone() -> None:
        modes = ["values", "updates", "tasks", "custom"]
        async for _ in graph.astream({"log": [MANY]}, stream_mode=modes, subgraphs=True):
            pass

    for _ in range(3):
        for name, times in taken.items():
            began = time.monotonic()
            if name == "alone":
                house.worker.loop.run(alone())
            else:
                assert house.run(name, {"log": [MANY]})["status"] == "succeeded"
            times.append(time.monotonic() - began)
    best = {name: min(times) for name, times in taken.items()}
    print({name: round(seconds, 2) for name, seconds in best.items()})
    assert best["says_much"] < best["alone"]
    assert best["says_much"] - best["loops"] < MANY * 20e-6, "20 µs for each"


def test_memory_is_bounded_while_nothing_can_be_told(house: House) -> None:
    speaker = emitted.Emitted(teller.Teller(house.worker.connections), "a job", "a lease")
    tracemalloc.start()
    try:
        for number in range(20_000):
            speaker.write({"number": number, "text": str(number) * 1000})
            if number % 1000 == 0:
                speaker.take(1000)
                speaker.told(None)
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()
    kept = speaker.take(1000)
    assert sum(each.dropped + 1 for each in kept) == 20_000
    assert json.loads(kept[-1].data)["number"] == 19_999


def test_what_comes_while_the_last_is_written_is_counted_after_it(house: House) -> None:
    speaker = emitted.Emitted(teller.Teller(house.worker.connections), "a job", "a lease")

    class Talks:
        def __repr__(self) -> str:
            for number in range(3):
                speaker.write(number)
            return "talks"

    for value in (*range(50), "dropped", Talks()):
        speaker.write(value)
    first = speaker.take(1000)
    speaker.told(first[-1])
    assert [(each.data, each.dropped) for each in first[-1:]] == [('"talks"', 1)]
    assert [(each.data, each.dropped) for each in speaker.take(1000)] == [("2", 2)]


def test_what_a_worker_says_that_has_lost_its_job_is_nobodys(house: House, connection: Connection) -> None:
    job = house.enqueue("says_in_two", {"log": []})
    world().plan("second", lambda: lose_lease(house, job))
    house.advance(job)
    assert said(house, job) in (["first"], ["first", "second begins"])
    before = said(house, job)
    house.expire_lease(job)
    house.advance(job)
    assert said(house, job) == [*before, "second begins", "second ends"]
    rows = house.db.execute("SELECT n, run FROM adjourn.progress ORDER BY n").fetchall()
    assert [row["n"] for row in rows] == list(range(1, len(rows) + 1))
    assert [row["run"] for row in rows] == [1] * len(before) + [2, 2]
    moves = [what for kind, what in sequence(connection, job) if kind == "job"]
    assert moves == ["queued", "running", "running", "running", "succeeded"]


def test_the_last_words_before_an_error_are_there(house: House, connection: Connection) -> None:
    world().plan("second", RuntimeError("no"))
    job = house.run("says_in_two", {"log": []})
    assert said(house, job["id"]) == ["first", "second begins"]
    assert sequence(connection, job["id"])[-2:] == [("custom", "second begins"), ("job", "failed")]


def test_the_last_words_of_a_run_that_is_stopped_are_there(house: House) -> None:
    calls = world().calls
    job = house.run("says_on", {"log": []}, run_timeout=0.5)
    assert job["error"]["type"] == "RunTimeout"
    assert [str(number) for number in said(house, job["id"])] == calls and len(calls) > 5


def test_what_is_sent_twice_is_written_once(house: House) -> None:
    """The connection broke, and it is not known whether it came through."""
    job = house.enqueue("line", {"log": []})
    held = house.worker.loop.run(house.worker.claims.arun(of_workers.claim(house, job)))
    assert held is not None
    lease = held.lease_id
    words = [Said(place, 0.0, place, "", "node", str(place), False, 0) for place in range(1, 5)]

    def write(some: list[Said], lease: str = lease) -> set[str]:
        script = progress.write([(job, lease)], [(job, each) for each in some], 0.0)
        return house.worker.loop.run(house.worker.connections.arun(script))

    assert write(words[:2]) == write(words) == write(words[1:3]) == {job}
    assert said(house, job) == [1, 2, 3, 4]
    assert write(words, "00000000-0000-0000-0000-000000000000") == set()
    assert write([each._replace(place=each.place + 4) for each in words], lease) == {job}
    assert said(house, job) == [1, 2, 3, 4, 1, 2, 3, 4]


def test_a_table_that_is_locked_holds_no_run_up(house: House) -> None:
    with psycopg.connect(house.worker.settings.database_url) as other:
        other.execute("LOCK TABLE adjourn.progress IN ACCESS EXCLUSIVE MODE")
        began = time.monotonic()
        for _ in range(10):
            assert house.advance(house.enqueue("says_in_two", {"log": []}))["status"] == "succeeded"
        assert time.monotonic() - began < 8, "the first one waits, and the others not at all"
        other.rollback()
    until(lambda: said(house, house.run("says_in_two", {"log": []})["id"])[-1:] == ["second ends"], "it is told again")
