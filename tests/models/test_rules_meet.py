"""People, and people and time, meet at a question of a team: in each order of their steps one of them is first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from tests.support.by_hand import REFUSALS, read
from tests.support.house import House, Row
from tests.support.logins import Logins
from tests.support.merges import Merge, acting, every_merge
from tests.support.staff import ANSWER, Login, for_finance

TAKE = """UPDATE adjourn.human_requests SET assignee = adjourn.person(),
  claimed_until = CASE WHEN assignee = adjourn.person() THEN clock_timestamp() END WHERE id = %s"""
PAST = "now() - interval '1 second'"
SWEEPS = {"release": "SELECT adjourn.release_lapsed(1000)", "time": "SELECT adjourn.keep_time(1000)"}
#: What was to be released is looked up, and then released, whatever it is by then.
CARELESS = """CREATE OR REPLACE FUNCTION adjourn.release_lapsed(at_most integer) RETURNS bigint LANGUAGE sql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  WITH lapsed AS MATERIALIZED (
    SELECT id FROM adjourn.human_requests WHERE status = 'open' AND claimed_until < now() LIMIT at_most
  ), released AS (
    UPDATE adjourn.human_requests r SET assignee = NULL FROM lapsed WHERE r.id = lapsed.id RETURNING r.id
  ) SELECT count(*) FROM released $$"""


def in_one_transaction(url: str, step: str, statement: str, *values: Any) -> Callable[[], None]:
    def act() -> None:
        actor = acting.get()
        assert actor
        with psycopg.connect(url, row_factory=dict_row) as connection:
            actor.reach(step)
            try:
                connection.execute(statement, values)
            except REFUSALS:
                connection.rollback()
            actor.reach("commit")

    return act


def meet(house: House, logins: Logins, asked: Callable[[], Row], moves: dict[str, str]) -> list[tuple[str, Row]]:
    """Each merge, and the row as it is then. Who is one of the staff moves the row, who is not sweeps."""
    seen: list[tuple[str, Row]] = []

    def scene(merge: Merge) -> None:
        house.db.execute("UPDATE adjourn.jobs SET status = 'cancelled' WHERE finished_at IS NULL")
        row = asked()
        for who, statement in moves.items():
            is_staff = who not in SWEEPS
            url = logins.url("answerer", f"_{who}") if is_staff else logins.database_url
            merge.actor(who, in_one_transaction(url, "move", statement, *([row["id"]] if is_staff else [])))
        merge.play()
        seen.append((str(merge), read(house, row)))

    assert every_merge(house.db, scene) == len(seen) > 3
    return seen


def lapsed(house: House) -> Row:
    return for_finance(house, assignee="'ada'", claimed_until=PAST)


def test_who_renews_a_claim_that_has_lapsed_has_it(house: House, staff: dict[str, Login], logins: Logins) -> None:
    moves = {"ada": TAKE, "release": SWEEPS["release"]}
    for merge, row in meet(house, logins, lambda: lapsed(house), moves):
        assert (row["assignee"], row["claimed_until"] is not None) == ("ada", True), merge
    house.db.execute(CARELESS)
    careless = meet(house, logins, lambda: lapsed(house), moves)
    assert None in [row["assignee"] for _, row in careless], "and this would be seen"


def test_one_of_two_who_take_it_has_it(house: House, staff: dict[str, Login], logins: Logins) -> None:
    owners = meet(house, logins, lambda: for_finance(house), {"ada": TAKE, "bob": TAKE})
    assert {row["assignee"] for _, row in owners} == {"ada", "bob"}
    for merge, row in owners:
        assert merge.startswith(f"{row['assignee']}: move"), merge


@pytest.mark.parametrize(("at_expiry", "closed"), [("answer", "answered"), ("fail", "expired")])
def test_a_person_or_time_is_first_and_the_other_changes_nothing(
    house: House, staff: dict[str, Login], logins: Logins, at_expiry: str, closed: str
) -> None:
    def asked() -> Row:
        expires = {"expires_at": PAST, "at_expiry": f"'{at_expiry}'", "expiry_answer": "'\"no\"'"}
        return for_finance(house, **expires)

    by = set()
    for merge, row in meet(house, logins, asked, {"ada": ANSWER, "time": SWEEPS["time"]}):
        events = house.db.execute(
            "SELECT became FROM adjourn.events WHERE request_id = %s AND was = 'open'", (row["id"],)
        ).fetchall()
        is_hers = merge.startswith("ada: move")
        assert [event["became"] for event in events] == ["answered" if is_hers else closed], merge
        assert (row["answered_by"] == "ada") == is_hers, merge
        by.add(is_hers)
    assert by == {True, False}
