"""Who follows a job reads everything once, wherever he was cut off, and whoever writes meanwhile."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import langgraph.pregel._checkpoint
import psycopg
import pytest
from adjourn.models import due, jobs, progress
from adjourn.models.ground import database
from adjourn.models.ground.errors import BadInput, refusals
from adjourn.models.progress import Ear, Item, Said
from sqlalchemy import Connection

from tests.support import statements
from tests.support.house import House
from tests.support.saying import brief, said, sequence
from tests.support.trouble import lose_lease
from tests.support.waiting import until
from tests.worker.test_saver_clock import start_behind


def what(items: list[Item]) -> list[tuple[Any, ...]]:
    """Without the place from which one reads on."""
    return [(*brief(each), each.number, each.request_id, each.at) for each in items]


def leased(house: House, job: str) -> str:
    held = house.worker.loop.run(house.worker.claims.arun(statements.claim(house, job)))
    assert held is not None
    return held.lease_id


def words(job: str, *places: int) -> list[tuple[str, Said]]:
    return [(job, Said(place, 0.0, place, "", "node", str(place), False, 0)) for place in places]


def say(house: House, job: str, lease: str, *places: int) -> set[str]:
    script = progress.write([(job, lease)], words(job, *places), 0.0)
    return house.worker.loop.run(house.worker.connections.arun(script))


@pytest.mark.parametrize("at_most", [1, 2, 3, 7])
def test_in_pieces_it_is_the_same(house: House, connection: Connection, at_most: int) -> None:
    job = str(house.run("says", {"log": []})["id"])
    house.answer_all(job, "yes")
    house.advance_due()
    whole = progress.since(connection, job)
    pieces: list[Item] = []
    while found := progress.since(connection, job, pieces[-1].id if pieces else "", at_most):
        assert len(found) <= at_most
        pieces += found
    assert what(pieces) == what(whole) and len(whole) > 15
    for number, item in enumerate(whole):
        assert what(progress.since(connection, job, item.id)) == what(whole[number + 1 :])
    assert what(progress.latest(connection, job, 4)) == what(whole[-4:])


def test_answers_that_are_committed_in_another_order_are_all_read_once(house: House, connection: Connection) -> None:
    job = str(house.run("parallel", {"log": []})["id"])
    [left, right] = house.requests(job)
    read = progress.since(connection, job)
    with psycopg.connect(house.worker.settings.database_url) as slow:
        slow.execute("UPDATE adjourn.human_requests SET answer = '1' WHERE id = %s", (left["id"],))
        house.answer(right["id"], 2)
        first = progress.since(connection, job, read[-1].id)
        assert [(each.what, each.request_id) for each in first] == [("answered", right["id"])]
        assert progress.since(connection, job, first[-1].id) == []
        slow.commit()
    second = progress.since(connection, job, first[-1].id)
    assert [(each.what, each.request_id) for each in second] == [("answered", left["id"])]
    house.advance_due()
    rest = progress.since(connection, job, second[-1].id)
    assert [brief(each) for each in rest] == [("job", "running"), ("step", None), ("job", "succeeded")]
    assert len(rest[-1].id.split("-")) == len(rest[-1].id.split(".")[0].split("-")), "nothing is named any more"


def test_an_answer_that_is_committed_after_its_job_has_moved_is_read(house: House, connection: Connection) -> None:
    """A job that is tried again asks what it had asked, and runs meanwhile."""
    job = str(house.run("says", {"log": []})["id"])
    [asked] = house.requests(job)
    house.db.execute("UPDATE adjourn.jobs SET deadline_at = now() - interval '1 s' WHERE id = %s", (job,))
    due.fail_overdue(connection)
    jobs.retry(connection, job, deadline_at="2100-01-01T00:00Z")
    with psycopg.connect(house.worker.settings.database_url) as slow:
        slow.execute("UPDATE adjourn.human_requests SET answer = '1' WHERE id = %s", (asked["id"],))
        leased(house, job)
        read = progress.since(connection, job)
        assert brief(read[-1]) == ("job", "running")
        slow.commit()
    assert [brief(each) for each in progress.since(connection, job, read[-1].id)] == [("request", "answered")]


def test_what_a_worker_has_not_committed_keeps_its_successor_waiting(house: House, connection: Connection) -> None:
    """The numbers of a job go up in the order in which they are committed."""
    job = house.enqueue("says", {"log": []})
    lease = leased(house, job)
    house.expire_lease(job)
    query, values = next(progress.write([(job, lease)], words(job, 1, 2), 0.0))
    with psycopg.connect(house.worker.settings.database_url) as slow:
        slow.execute(query, values)  # type: ignore[arg-type]
        assert house.worker.loop.run(house.worker.claims.arun(statements.claim(house, job))) is None
        assert said(house, job) == []
        slow.commit()
    other = leased(house, job)
    assert say(house, job, lease, 3) == set() and say(house, job, other, 1) == {job}
    found = [(each.number, each.run) for each in progress.since(connection, job) if each.kind == "custom"]
    assert found == [(1, 1), (2, 1), (3, 2)]


def test_who_reads_while_it_is_written_misses_nothing(house: House, database_url: str) -> None:
    """Two readers, in pieces of all sizes, while jobs run, ask and are answered."""
    ids = [house.enqueue("says_slowly", {"log": [20]}), house.enqueue("parallel", {"log": []})]
    ids += [house.enqueue("says", {"log": []})]
    read: dict[tuple[str, int], list[Item]] = {(job, size): [] for job in ids for size in (1, 5)}
    is_over = threading.Event()

    def follow(job: str, size: int) -> None:
        engine = database.engine(house.worker.settings)
        found = read[job, size]
        with engine.connect() as connection:
            is_last = False
            while not is_last:
                is_last = is_over.is_set()
                while more := progress.since(connection, job, found[-1].id if found else "", size):
                    found += more
        engine.dispose()

    threads = [threading.Thread(target=follow, args=each) for each in read]
    for thread in threads:
        thread.start()
    try:
        house.advance_due()
        for job in ids[1:]:
            house.answer_all(job, "yes")
        house.advance_due()
    finally:
        is_over.set()
        for thread in threads:
            thread.join(30)
    with house.worker.engine.connect() as connection:
        for (job, _), found in read.items():
            whole = progress.since(connection, job)
            assert sorted(map(repr, what(found))) == sorted(map(repr, what(whole)))
            assert brief(whole[-1]) == ("job", "succeeded") == brief(found[-1])


def test_a_thousand_of_a_job_are_kept_and_who_comes_late_is_told(house: House, connection: Connection) -> None:
    job = house.enqueue("says", {"log": []})
    lease = leased(house, job)
    for first in range(1, 2501, 500):
        say(house, job, lease, *range(first, first + 500))
    found = [each for each in progress.since(connection, job, at_most=5000) if each.kind == "custom"]
    assert [each.number for each in found] == list(range(1501, 2501))
    assert [each.dropped for each in found[:2]] == [1500, 0]
    assert progress.since(connection, job, "0.1400.9999.9999", 1)[0].dropped == 100


@pytest.mark.parametrize("after", ["x", "0.0.0", "0.0.0.0-", "0.0.0.0 ", "1.0.0.0", "0.-1.0.0", f"{'a' * 35}.0.0.0"])
def test_what_is_no_place_is_refused(house: House, connection: Connection, after: str) -> None:
    job = house.enqueue("says", {"log": []})
    with pytest.raises(BadInput, match="is no id of progress"), refusals():
        progress.since(connection, job, after)


def test_a_later_job_of_a_thread_has_its_own_steps(house: House, connection: Connection) -> None:
    for _ in range(3):
        job = house.run("steps", {"log": []}, thread_id="t")
        assert sequence(connection, job["id"]) == [
            *(("job", "queued"), ("job", "running"), ("step", None), ("step", None), ("step", None)),
            ("job", "succeeded"),
        ]
        steps = [each.data for each in progress.since(connection, str(job["id"])) if each.kind == "step"]
        assert [each.split('"')[3] for each in steps if each] == ["one", "two", "three"]


@pytest.mark.parametrize("seconds", [-5, 5])
@pytest.mark.parametrize("graph", ["says", "line"])
def test_hosts_whose_clocks_differ_come_in_order(
    house: House, connection: Connection, monkeypatch: pytest.MonkeyPatch, graph: str, seconds: int
) -> None:
    job = str(house.run(graph, {"log": []})["id"])
    before = progress.since(connection, job)
    if seconds < 0:
        start_behind(monkeypatch)
    there = SimpleNamespace(now=lambda zone: datetime.now(zone) + timedelta(seconds=seconds))
    monkeypatch.setattr(langgraph.pregel._checkpoint, "datetime", there)
    house.answer_all(job, "yes")
    house.advance_due()
    after = progress.since(connection, job, before[-1].id)
    words = ["custom"] * (5 if graph == "says" else 0)
    assert [kind for kind, _ in map(brief, after)] == ["request", "job", *words, "step", "step", "job"]
    assert what(progress.since(connection, job)) == what(before + after)


def test_who_has_read_what_is_taken_back_reads_what_comes_instead(
    house: House, connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = house.run("gone_on", {"log": []})
    [asked] = house.requests(job["id"])
    house.answer_all(job["id"], "careless")
    house.advance_due()
    read = progress.since(connection, str(job["id"]))
    assert brief(read[-1]) == ("job", "failed") and [each.kind for each in read].count("step") >= 2
    start_behind(monkeypatch)
    jobs.retry(connection, str(job["id"]), asked["id"])
    house.advance_due()
    house.answer_all(job["id"], "careful")
    house.advance_due()
    after = progress.since(connection, str(job["id"]), read[-1].id)
    whole = progress.since(connection, str(job["id"]))
    steps = [each.at for each in whole if each.kind == "step"]
    assert len(steps) > len([each for each in whole if each.kind == "step" and each in read])
    assert [each.at for each in after if each.kind == "step"] == [at for at in steps if at not in {r.at for r in read}]
    assert ("request", "asked again") in map(brief, after)


def test_workers_notify_whoever_follows_and_nobody_else(house: House) -> None:
    job, other = (house.enqueue("says", {"log": []}) for _ in range(2))
    lease, others = leased(house, job), leased(house, other)
    heard: list[str] = []
    with database.connect(house.worker.settings) as listening:
        listening.execute(f"LISTEN {progress.CHANNEL}")
        listening.add_notify_handler(lambda notice: heard.append(notice.payload))
        say(house, job, lease, 1)
        ear = Ear.open(house.worker.settings, job)
        say(house, job, lease, 2)
        say(house, other, others, 1)
        until(lambda: listening.execute("SELECT 1") and heard, "it is told")
        ear.close()
        until(lambda: not house.db.execute("SELECT FROM pg_locks WHERE classid = 7253671").rowcount, "nobody follows")
        say(house, job, lease, 3)
        listening.execute("SELECT 1")
    assert heard == [job]


def test_a_lost_lease_says_nothing(house: House) -> None:
    job = house.enqueue("says", {"log": []})
    lease = leased(house, job)
    lose_lease(house, job)
    assert say(house, job, lease, 1) == set()
    assert said(house, job) == []
