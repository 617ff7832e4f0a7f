"""Workers, people, operators and the scheduler as actors of a merge: each statement is a step, its commit another."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar, cast

import psycopg
from adjourn.models import claims, due, jobs, leases, rings
from adjourn.models.ground import database
from adjourn.models.ground.errors import DatabaseAway
from adjourn.worker.checkpointer import linger, saver_sql
from adjourn.worker.process.claiming import Claim, Claiming
from adjourn.worker.process.connections import Connections
from psycopg.rows import dict_row

from tests.support.by_hand import REFUSALS
from tests.support.house import House, advance
from tests.support.merges import Merge, acting, every_merge

T = TypeVar("T")

#: What a worker writes; all else it does is reading.
CLAIMS, SAVES, RECORDS = ("claim", "claimed"), ("save", "saved"), ("record", "recorded")


class Stepped(Connections):
    """The worker's own, but what a worker of a merge executes is one step, and its commit another."""

    async def arun(self, script: database.Script[T]) -> T:
        actor = acting.get()
        if actor is None:
            return await super().arun(script)
        try:
            sql, params = next(script)
            while True:
                step, done = _steps(sql)
                await actor.areach(step)
                try:
                    async with self.pool.connection() as connection, connection.transaction():
                        async with connection.cursor(row_factory=dict_row, binary=True) as cursor:
                            # What would be tried again later waits: a merge takes its time, and comes to an end.
                            await cursor.execute("SET LOCAL lock_timeout = 0")
                            waiting = sql if step == "claim" else sql.replace("SKIP LOCKED", "")
                            await cursor.execute(waiting, params, prepare=self.prepare)
                            rows = await cursor.fetchall()
                        if done:
                            await actor.areach(done)
                except psycopg.IntegrityError as error:
                    sql, params = script.throw(error)
                    continue
                if done and rows and rows[0].get("fence", 1) == 1:
                    actor.journal(done, params.get("job") or params.get("id") or json.loads(params["ids"])[0])
                sql, params = script.send(rows)
        except StopIteration as returned:
            return cast(T, returned.value)
        except psycopg.errors.DeadlockDetected as error:
            actor.error = error
            raise DatabaseAway(str(error)) from error
        finally:
            script.close()


class _EachAlone(Claiming):
    """Who claims is who acts."""

    async def claim(self, job_id: str) -> Claim | None:
        return (await self._claim([job_id])).get(job_id)


def _steps(sql: str) -> tuple[str, str]:
    if sql == claims._CLAIM:
        return CLAIMS
    if sql == saver_sql.SAVE:
        return SAVES
    return RECORDS if "UPDATE adjourn.jobs" in sql else ("look", "")


class Stage:
    """A house in which time passes only when somebody says so: no timer flushes, no lease is renewed or runs out."""

    def __init__(self, house: House, watch: Any, bell: Any) -> None:
        self.house, self._watch, self._bell = house, watch, bell
        self._people: dict[str, psycopg.Connection[Any]] = {}
        self._heard: set[str] = set()
        with house.worker.engine.connect() as connection:
            self._unheard = due.ahead(connection).unheard
        #: Jobs that the scheduler has rung: by id, and the turn for which it did.
        self.rung: set[tuple[str, str]] = set()
        bell.add_notify_handler(self._note)
        bell.execute(rings.LISTEN)

    @classmethod
    @contextmanager
    def open(cls, house: House, monkeypatch: Any) -> Iterator[Stage]:
        monkeypatch.setattr(linger, "_LINGER", 3600.0)
        own = house.worker.connections
        house.worker.connections = house.worker.claims = Stepped(own.pool, own.loop, own.engine, own.prepare)
        settings = house.worker.settings
        house.worker.claiming = _EachAlone(house.worker.claims, house.worker.claimant, settings.lease)
        with database.connect(settings) as watch, database.connect(settings) as bell:
            stage = cls(house, watch, bell)
            try:
                yield stage
            finally:
                for connection in stage._people.values():
                    connection.close()

    def every_merge(self, scene: Callable[[Merge], object]) -> int:
        """How many there were."""

        def with_bell(merge: Merge) -> None:
            merge.after_each = self._hear
            scene(merge)

        return every_merge(self._watch, with_bell)

    # --- scenes

    def asking(self, graph: str = "two_nodes") -> tuple[str, list[int]]:
        """A job that waits, and what it asks."""
        job_id = str(self.house.run(graph, {"log": []})["id"])
        return job_id, [row["id"] for row in self.house.requests(job_id, "open")]

    def answered(self, graph: str = "two_nodes") -> str:
        """A job whose questions all have answers."""
        job_id, requests = self.asking(graph)
        for request in requests:
            self.house.answer(request, f"early {request}")
        return job_id

    def is_overdue(self, job_id: str) -> None:
        self.house.db.execute("UPDATE adjourn.jobs SET deadline_at = now() - interval '1 s' WHERE id = %s", (job_id,))

    def has_more_time(self, job_id: str) -> None:
        """Overdue it failed, and an operator retries it: its questions are open once more."""
        with self.house.worker.engine.connect() as connection:
            due.fail_overdue(connection)
        retry = "UPDATE adjourn.jobs SET status = 'queued', run_at = now(), deadline_at = NULL WHERE id = %s"
        self.house.db.execute(retry, (job_id,))

    # --- actors

    def worker(self, job_id: str) -> Callable[[], None]:
        """Who got the message advances the job, once."""
        return lambda: advance(self.house.worker, job_id)

    def person(self, *statements: tuple[str, str, tuple[Any, ...]]) -> Callable[[], None]:
        """One transaction: what it does, in SQL. What is refused is rolled back and no error; what changes no row is
        not in the journal."""

        def act() -> None:
            actor = acting.get()
            assert actor is not None
            connection = self._connection(actor.name)
            did = []
            try:
                for step, sql, params in statements:
                    actor.reach(step)
                    if connection.execute(sql, params).rowcount:
                        did.append((step, params[-1]))
                actor.reach("commit")
                connection.commit()
            except REFUSALS:
                connection.rollback()
            except BaseException:
                connection.close()
                raise
            else:
                for step, to in did:
                    actor.journal(step, to)

        return act

    def renewal(self, job_id: str) -> Callable[[], None]:
        """By the worker that holds the lease now."""
        lease_id = str(self.house.job(job_id)["lease_id"])

        def act() -> None:
            actor = acting.get()
            assert actor is not None
            actor.reach("renews")
            with database.transaction(self.house.worker.engine) as connection:
                kept = leases.renew(connection, [lease_id], 3600)
                actor.reach("commit")
            if any(kept.values()):
                actor.journal("renews", job_id)

        return act

    def sweep(self) -> Callable[[], None]:
        """The scheduler's, and the workers that get its messages, one after the other."""

        def act() -> None:
            actor, engine = acting.get(), self.house.worker.engine
            assert actor is not None
            actor.reach("fails")
            with database.transaction(engine) as connection:
                failed = due.fail_overdue(connection)
                actor.reach("commit")
            for job_id in failed:
                actor.journal("fails", job_id)
            actor.reach("sweep")
            with engine.connect() as connection:
                found = due.everything(connection, 1000)
            for row in found:
                advance(self.house.worker, row.id)

        return act

    def _connection(self, name: str) -> psycopg.Connection[Any]:
        if name not in self._people:
            self._people[name] = psycopg.connect(self.house.worker.settings.database_url, row_factory=dict_row)
        return self._people[name]

    def _note(self, notice: psycopg.Notify) -> None:
        if ring := rings.read(notice.payload):
            self._heard.add(ring.job_id)

    def _hear(self) -> None:
        """As the scheduler, which asks of what it hears whether it is due, and looks for what it did not hear. Each
        statement's end delivers what was notified before."""
        self._bell.execute("SELECT 1")
        with self.house.worker.engine.connect() as connection:
            found, ahead = due.among(connection, list(self._heard))
            if ahead.unheard != self._unheard:
                found = due.everything(connection, 1000)
            self.rung |= {(row.id, row.turn) for row in found}
        self._heard.clear()


def answers(request_id: int, answer: str) -> tuple[str, str, tuple[Any, ...]]:
    update = "UPDATE adjourn.human_requests SET answer = to_jsonb(%s::text) WHERE id = %s"
    return f"answers {answer}", update, (answer, request_id)


def cancels(job_id: str) -> tuple[str, str, tuple[Any, ...]]:
    return "cancels", jobs._CANCEL.text.replace(":id", "%s"), (job_id,)


def retries(job_id: str) -> tuple[str, str, tuple[Any, ...]]:
    retry = jobs._RETRY_BY_HAND.text.replace(":ask_again", "NULL").replace(":deadline_at", "NULL")
    return "retries", retry.replace(":id", "%s"), (job_id,)


def lets_the_lease_run_out(job_id: str) -> tuple[str, str, tuple[Any, ...]]:
    past = "UPDATE adjourn.jobs SET lease_until = now() - interval '1 second' WHERE id = %s AND status = 'running'"
    return "lease runs out", past, (job_id,)
