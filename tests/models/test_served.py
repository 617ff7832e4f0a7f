"""Who is rung where workers are pinned to versions: who takes the job; and nobody for what nobody takes."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from adjourn.models import due
from sqlalchemy import Connection, text

from tests.models.test_due import add
from tests.support.offers import offer

Db = psycopg.Connection[dict[str, Any]]


def man(db: Db, *workers: str, queue: str = "shop", graphs: tuple[str, ...] = ("agent",)) -> None:
    """Workers as "all 1", "own 2", of project shop."""
    db.execute("DELETE FROM adjourn.workers WHERE %s = ANY (queues)", (queue,))
    for n, worker in enumerate(workers):
        takes, version = worker.split()
        offer(db, *graphs, project="shop", queue=queue, version=version)
        db.execute(
            """INSERT INTO adjourn.workers (name, project, version, takes, queues, slots, running)
            VALUES (%s, 'shop', %s, %s, ARRAY[%s], 1, 0)""",
            (f"{queue}:{n}", version, takes, queue),
        )


def begun(db: Db, version: str, **options: Any) -> str:
    """One that was handed back."""
    [job_id] = add(db, "agent", **options)
    db.execute("UPDATE adjourn.jobs SET graph_version = %s, started_at = now() WHERE id = %s", (version, job_id))
    return job_id


def begun_in_all_ways(db: Db, version: str) -> list[str]:
    """Queued, answered, and left by its worker."""
    with db.transaction():
        queued, answered, left = (begun(db, version) for _ in range(3))
        db.execute("SET LOCAL session_replication_role = replica")
        db.execute("UPDATE adjourn.jobs SET status = 'waiting' WHERE id = %s", (answered,))
        db.execute(
            """INSERT INTO adjourn.human_requests (job_id, thread_id, graph, node, kind, title, question, question_hash,
                 interrupt_id, checkpoint_ns, checkpoint_id, task_id, ordinal, status, answer, answered_by, answered_at)
            VALUES (%s, '', 'agent', '', 'question', '', '{}', '', %s, '', '', '', 0, 'answered', '1', 'me', now())""",
            (answered, answered),
        )
        db.execute(
            """UPDATE adjourn.jobs SET status = 'running', lease_id = gen_random_uuid(), leased_by = 'w',
                 lease_until = now() - interval '1 minute' WHERE id = %s""",
            (left,),
        )
    return [queued, answered, left]


def rung(connection: Connection, ids: list[str]) -> dict[str, str | None]:
    """Of those of them that are rung, the version to which; the same by what was notified and by a sweep."""
    swept = {row.id: row.pin for row in due.everything(connection, 1000) if row.id in ids}
    assert {row.id: row.pin for row in due.among(connection, ids)[0]} == swept
    return swept


@pytest.mark.parametrize(
    ("workers", "new", "old", "newer"),
    [
        (("all 1",), True, None, None),
        (("all 1", "all 2"), True, None, None),
        (("begun 1", "own 2"), True, "1", "2"),
        (("own 1", "own 2"), True, "1", "2"),
        (("own 2",), True, False, "2"),
        (("begun 1",), False, "1", False),
        (("begun 1", "all 2"), True, "1", None),
        (("own 2", "all 3"), True, None, "2"),
        (("begun 3",), False, False, False),
    ],
    ids=str,
)
def test_a_job_is_rung_where_it_is_taken_and_not_where_nobody_takes_it(
    db: Db, connection: Connection, workers: tuple[str, ...], new: bool, old: object, newer: object
) -> None:
    """`old` and `newer`: the version that takes what 1 and 2 have begun; None: those who take all; False: nobody."""
    offer(db, "agent", project="shop")
    [fresh], of = add(db, "agent"), {"1": begun_in_all_ways(db, "1"), "2": begun_in_all_ways(db, "2")}
    man(db, *workers)
    found = rung(connection, [fresh, *of["1"], *of["2"]])
    assert (fresh in found, found.get(fresh)) == (new, None)
    for version, by in (("1", old), ("2", newer)):
        assert [found.get(job_id, False) for job_id in of[version]] == [by] * 3
    taken = text("SELECT adjourn.is_taken('shop', 'shop', 'agent', CAST(:version AS text))")
    said = [connection.execute(taken, {"version": version}).scalar() for version in (None, "1", "2")]
    assert said == [new, old is not False, newer is not False]


def test_a_graph_that_only_the_old_version_has_is_rung_to_it_alone(db: Db, connection: Connection) -> None:
    offer(db, "agent", "gone", project="shop", version="1")
    man(db, "begun 1", "own 2")
    offer(db, "gone", project="shop", version="1")
    [new] = add(db, "gone")
    old, agent = begun(db, "1"), add(db, "agent")[0]
    assert rung(connection, [new, old, agent]) == {old: "1", agent: None}


def test_another_lane_is_rung_as_ever(db: Db, connection: Connection) -> None:
    man(db, "own 2")
    offer(db, "agent", project="shop", queue="slow")
    here, there = begun(db, "1", queue="shop"), begun(db, "1", queue="slow")
    assert rung(connection, [here, there]) == {there: None}


def test_who_has_fallen_silent_takes_nothing(db: Db, connection: Connection) -> None:
    man(db, "begun 1", "own 2")
    job_id = begun(db, "1")
    assert rung(connection, [job_id]) == {job_id: "1"}
    db.execute("UPDATE adjourn.workers SET seen_at = now() - interval '3 minutes' WHERE takes = 'begun'")
    assert rung(connection, [job_id]) == {}
    db.execute("UPDATE adjourn.workers SET seen_at = now() - interval '3 minutes'")
    assert rung(connection, [job_id]) == {job_id: None}, "where nobody says what he takes, anybody may"


@pytest.mark.parametrize("workers", [("own 2",), ("begun 1",)], ids=str)
def test_what_nobody_takes_is_in_nobodys_way(db: Db, connection: Connection, workers: tuple[str, ...]) -> None:
    offer(db, "agent", project="shop", version="1")
    man(db, *workers)
    hidden = [begun(db, "2" if workers == ("begun 1",) else "1", priority=9) for _ in range(1100)]
    new = set(add(db, "agent", 1100, priority=8))
    [old] = {begun(db, "1", priority=7)}
    found = {row.id for row in due.everything(connection, 5000)}
    assert found == (new if workers == ("own 2",) else {old})
    assert not found & set(hidden)
