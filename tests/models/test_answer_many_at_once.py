"""Many are answered by one statement, each as if it had been answered by itself: whatever is refused among them, and
whoever is at one of them at the same moment."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest

from tests.support.by_hand import REFUSALS, insert_request
from tests.support.house import House
from tests.support.sessions import Db, another, waits

MANY = 40
CALL = "SELECT * FROM adjourn.answer_many(%s, {}) ORDER BY id"


@pytest.fixture
def asked(house: House) -> list[int]:
    """Ids of open questions of one job."""
    job = house.run("line", {"log": []})
    [first] = house.requests(job["id"])
    return [first["id"], *(insert_request(house, job, str(n)) for n in range(1, MANY))]


def many(session: Db, ids: list[int], how: str = "comment => 'yes'") -> dict[int, tuple[bool, str]]:
    return {row["id"]: (row["answered"], row["said"]) for row in session.execute(CALL.format(how), (ids,))}


@contextmanager
def meanwhile(house: House, ids: list[int]) -> Iterator[Future[dict[int, tuple[bool, str]]]]:
    """All of them are being answered, and wait for what a transaction holds that is still open here."""
    with another(house) as session, ThreadPoolExecutor(1) as pool:
        answering = pool.submit(many, session, ids)
        waits(house, session)
        yield answering
        answering.result()
        session.commit()


def rows(house: House) -> dict[int, dict[str, Any]]:
    query = "SELECT * FROM adjourn.human_requests"
    return {row["id"]: row for row in house.db.execute(query)}


def events(house: House) -> dict[int, list[Any]]:
    """What has become of each question, by whom and through what."""
    found: dict[int, list[Any]] = {}
    for row in house.db.execute("""
        SELECT request_id, became, by = session_user AS mine, data ->> 'via' AS via, data ->> 'comment' AS comment
        FROM adjourn.events WHERE was = 'open' ORDER BY id"""):
        found.setdefault(row.pop("request_id"), []).append(tuple(row.values()))
    return found


def statements(house: House) -> int:
    """That wrote answers in this transaction: each notes one time when it was."""
    return len({row["xmin"] for row in house.db.execute("SELECT xmin::text FROM adjourn.human_requests")})


def test_all_are_answered_by_one_statement(house: House, asked: list[int]) -> None:
    with house.db.transaction():
        house.db.execute("SET LOCAL adjourn.via = 'command'")
        assert {answered for answered, _ in many(house.db, asked).values()} == {True}
        assert statements(house) == 1
    assert events(house) == {id: [("answered", True, "command", "yes")] for id in asked}
    assert {(row["status"], row["answered_via"]) for row in rows(house).values()} == {("answered", "command")}


@pytest.mark.parametrize("apart", [[0], [MANY - 1], [7, 8], [*range(0, MANY, 3)], [*range(MANY)]], ids=str)
def test_what_is_refused_stands_alone_and_the_others_are_answered(
    house: House, asked: list[int], apart: list[int]
) -> None:
    refused = [asked[n] for n in apart]
    house.db.execute("UPDATE adjourn.human_requests SET status = 'withdrawn' WHERE id = ANY(%s)", (refused,))
    expected = {id: (id not in refused) for id in asked} | {99999: False}
    dry = many(house.db, [99999, *asked], "comment => 'yes', dry_run => true")
    assert {row["status"] for row in rows(house).values()} <= {"open", "withdrawn"}
    assert many(house.db, [99999, *reversed(asked), *asked]) == dry
    assert {id: answered for id, (answered, _) in dry.items()} == expected
    withdrawn = {id: f"request {id} is withdrawn; it takes no answer any more" for id in refused}
    assert {id: dry[id][1] for id in refused} == withdrawn
    assert {id: row["status"] == "answered" for id, row in rows(house).items()} == {id: expected[id] for id in asked}
    assert [moves for id, moves in events(house).items() if id not in refused] == [
        [("answered", True, "sql", "yes")] for id in asked if id not in refused
    ]


def test_one_ring_tells_of_many_and_each_of_a_few_has_its_own(house: House, asked: list[int]) -> None:
    few, rest = asked[:2], asked[2:]
    url = house.worker.settings.database_url
    with psycopg.connect(url, autocommit=True) as ear:
        ear.execute("LISTEN adjourn")
        many(house.db, few)
        house.db.execute("NOTIFY adjourn, 'few'")
        many(house.db, rest)
        house.db.execute("NOTIFY adjourn, 'rest'")
        heard = []
        for notice in ear.notifies(timeout=10):
            heard.append(notice.payload)
            if notice.payload == "rest":
                break
    assert heard[1:] == ["few", "", "rest"]
    [job] = house.db.execute("SELECT id::text FROM adjourn.jobs").fetchall()
    assert job["id"] in heard[0]


def test_the_next_statement_of_the_transaction_answers_one(house: House, asked: list[int]) -> None:
    update = "UPDATE adjourn.human_requests SET comment = 'yes' WHERE id = ANY(%s)"
    for how in ("comment => 'yes'", "comment => 'yes', dry_run => true", "choice => 'none'"):
        with house.db.transaction():
            many(house.db, asked[:2], how)
            with pytest.raises(REFUSALS, match="one statement answers one question"), house.db.transaction():
                house.db.execute(update, (asked[-2:],))
    with house.db.transaction():
        house.db.execute("SET LOCAL adjourn.many = 'yes'")
        many(house.db, asked[:2])
        assert house.db.execute(update, (asked[-2:],)).rowcount == 2, "but one that has said so may go on"


def test_a_dry_run_holds_nothing(house: House, asked: list[int]) -> None:
    with another(house) as session:
        assert len(many(session, asked, "comment => 'yes', dry_run => true")) == MANY
        free = "SELECT id FROM adjourn.human_requests FOR UPDATE SKIP LOCKED"
        assert house.db.execute(free).rowcount == MANY


@pytest.mark.parametrize("ends", ["commit", "rollback"])
def test_who_answers_one_of_them_first_is_waited_for(house: House, asked: list[int], ends: str) -> None:
    """And the first answer wins; if it is taken back, there was none."""
    one = asked[MANY // 2]
    with another(house) as person:
        person.execute("UPDATE adjourn.human_requests SET comment = 'no' WHERE id = %s", (one,))
        with meanwhile(house, asked) as answering:
            getattr(person, ends)()
    said = answering.result()
    is_first = ends == "commit"
    assert {id for id, (answered, _) in said.items() if not answered} == ({one} if is_first else set())
    assert ("the first answer wins" in said[one][1]) == is_first
    assert {id: row["comment"] for id, row in rows(house).items()} == dict.fromkeys(asked, "yes") | (
        {one: "no"} if is_first else {}
    )
    assert {len(moves) for moves in events(house).values()} == {1}, "each is answered once"


def test_what_is_withdrawn_or_expires_at_that_moment_is_not_answered(house: House, asked: list[int]) -> None:
    gone, late = asked[3], asked[-1]
    with another(house) as other:
        other.execute("UPDATE adjourn.human_requests SET status = 'withdrawn' WHERE id = %s", (gone,))
        other.execute("UPDATE adjourn.human_requests SET status = 'expired' WHERE id = %s", (late,))
        with meanwhile(house, asked) as answering:
            other.commit()
    said = answering.result()
    assert {id for id, (answered, _) in said.items() if not answered} == {gone, late}
    assert said[late][1] == f"request {late} is expired; it takes no answer any more"
    assert {rows(house)[id]["answer"] for id in (gone, late)} == {None}


def test_a_cancel_that_comes_while_they_are_answered_withdraws_what_was_answered(
    house: House, asked: list[int]
) -> None:
    with another(house) as session, another(house) as operator, ThreadPoolExecutor(1) as pool:
        many(session, asked)
        cancel = pool.submit(operator.execute, "UPDATE adjourn.jobs SET status = 'cancelled'")
        waits(house, operator)
        session.commit()
        assert cancel.result().rowcount == 1
        operator.commit()
    assert {row["status"] for row in rows(house).values()} == {"withdrawn"}
    assert {id: moves[0][0] for id, moves in events(house).items()} == dict.fromkeys(asked, "answered")


def test_one_whose_row_is_held_for_too_long_is_told_so_and_the_others_are_answered(
    house: House, asked: list[int]
) -> None:
    held = asked[MANY // 2]
    with another(house) as holder, another(house) as session:
        holder.execute("SELECT FROM adjourn.human_requests WHERE id = %s FOR UPDATE", (held,))
        session.execute("SET lock_timeout = '100ms'")
        said = many(session, asked)
        session.commit()
    assert {id for id, (answered, _) in said.items() if not answered} == {held}
    assert said[held][1] == "canceling statement due to lock timeout"
    assert {row["status"] for id, row in rows(house).items() if id != held} == {"answered"}


def test_what_is_asked_otherwise_at_that_moment_is_judged_as_it_is_asked_then(house: House, asked: list[int]) -> None:
    one = asked[3]
    with another(house) as other:
        other.execute("SET LOCAL session_replication_role = replica")
        other.execute("UPDATE adjourn.human_requests SET look_twice = 'another amount' WHERE id = %s", (one,))
        with meanwhile(house, asked) as answering:
            other.commit()
    assert answering.result()[one] == (False, f"request {one} has to be looked at by itself: another amount")
    assert [id for id, row in rows(house).items() if row["status"] == "open"] == [one]


def test_who_answers_them_one_after_the_other_meets_no_deadlock(house: House, asked: list[int]) -> None:
    """In the order in which they were asked, wherever their rows lie."""
    house.db.execute("UPDATE adjourn.human_requests SET priority = 1 WHERE id = ANY(%s)", (asked[:10],))
    answer = "UPDATE adjourn.human_requests SET comment = 'no' WHERE id = %s"
    with another(house) as person:
        person.execute(answer, (asked[0],))
        with meanwhile(house, asked) as answering:
            person.execute(answer, (asked[20],))
            person.commit()
    assert [id for id, (answered, _) in answering.result().items() if not answered] == [asked[0], asked[20]]


def test_two_who_answer_the_same_ones_at_the_same_time_share_them(house: House, asked: list[int]) -> None:
    """In whatever order each names them. No deadlock, each is answered once, and each is told which are his."""
    with another(house) as ada, another(house) as bob, another(house) as psql, ThreadPoolExecutor(3) as pool:

        def answer(session: Db, ids: list[int], comment: str) -> dict[int, tuple[bool, str]]:
            said = many(session, ids, f"comment => '{comment}'")
            session.commit()
            return said

        for n in range(10):
            job = house.run("line", {"log": []})
            ids = [insert_request(house, job, str(n)) for n in range(30)]
            psql.execute("UPDATE adjourn.human_requests SET comment = 'psql' WHERE id = %s", (ids[3 * n],))
            hers = pool.submit(answer, ada, ids, "ada")
            his = pool.submit(answer, bob, ids[::-1], "bob")
            waits(house, ada)
            waits(house, bob)
            psql.commit()
            told = {"ada": hers.result(), "bob": his.result()}
            answers = {id: rows(house)[id]["comment"] for id in ids}
            assert answers[ids[3 * n]] == "psql"
            for name, said in told.items():
                mine = {id for id, (answered, _) in said.items() if answered}
                assert mine == {id for id in ids if answers[id] == name}
                assert len(said) == len(ids)
