"""A step of tests/models/test_properties.py: a move on the database and the same move in the model."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from adjourn.models import due
from adjourn.models.claims import Claimed
from adjourn.models.ground.errors import BadInput, LeaseLost
from hypothesis.stateful import RuleBasedStateMachine
from psycopg.errors import GeneratedAlways

from tests.support.by_hand import REFUSALS
from tests.support.laws import Refused, Row
from tests.support.ledger import Ledger
from tests.support.model import World

T = TypeVar("T")
REFUSED = (*REFUSALS, GeneratedAlways, BadInput, LeaseLost)


class Steps(RuleBasedStateMachine):
    def __init__(self, ledger: Ledger) -> None:
        super().__init__()
        self.ledger = ledger
        self.world = World(who=ledger.who, now=ledger.open_page())
        self.claims: list[Claimed] = []
        self.asked: list[tuple[str, Row]] = []

    def step(self, act: Callable[[], T], model: Callable[[World, Any], T]) -> None:
        """`act` on the database and `model` on a copy of the world come to the same, or are both refused."""
        expected = self.world.copy()
        given = said = refusal = None
        try:
            given = act()
        except REFUSED as error:
            refusal = error
        try:
            said = model(expected, given)
        except Refused:
            assert refusal, f"{given!r} was not refused"
            expected = self.world
        else:
            if refusal:
                raise AssertionError("refused, but should not be") from refusal
        assert given == said, f"{given!r}, not {said!r}"
        self.ledger.made["refused" if refusal else "allowed"] += 1
        self.world = self.ledger.compare(self.world, expected)
        if not refusal:
            due_now = {row.id for row in due.everything(self.ledger.engine_connection, 1000)}
            assert due_now == {id for id in self.world.jobs if self.world.runnable(id)}, "what is due is rung"

    def job_at(self, n: int, *statuses: str) -> str:
        """One of the jobs, of these statuses if there is any."""
        ids = [id for id, job in self.world.jobs.items() if job["status"] in statuses] or [*self.world.jobs]
        return ids[n % len(ids)]

    def request_at(self, n: int, *statuses: str) -> tuple[str, str]:
        keys = [key for key, row in self.world.requests.items() if row["status"] in statuses]
        keys = keys or [*self.world.requests]
        return keys[n % len(keys)]

    def write_job_row(self, id: str, changes: Row) -> None:
        self.step(lambda: self.ledger.write("jobs", id, changes), lambda world, _: world.write_job(id, changes))

    def write_request_row(self, key: tuple[str, str], changes: Row) -> None:
        id = self.world.requests[key]["id"]
        self.step(
            lambda: self.ledger.write("human_requests", id, changes),
            lambda world, _: world.write_request(key, changes),
        )
