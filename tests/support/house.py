"""A worker's insides, for tests that watch each step: no Celery, no scheduler, real Postgres."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from adjourn.models import due
from adjourn.models.ground.settings import Settings
from adjourn.models.job_request import JobRequest, enqueue
from adjourn.worker.advance import advance as heart
from adjourn.worker.project.factories import Occasion
from adjourn.worker.worker import Worker
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

Row = dict[str, Any]


def advance(worker: Worker, job_id: str) -> None:
    """One advance, awaited by whoever is not on the loop."""
    worker.loop.run(heart.advance(worker, str(job_id)))


@dataclass(slots=True)
class House:
    worker: Worker
    db: psycopg.Connection[Row]

    @classmethod
    @contextmanager
    def open(cls, settings: Settings) -> Iterator[House]:
        worker = Worker.open(settings)
        try:
            with psycopg.connect(settings.database_url, autocommit=True, row_factory=dict_row) as db:
                yield cls(worker, db)
        finally:
            worker.close()

    def enqueue(self, graph: str, input: Any = None, **options: Any) -> str:
        """Options as of `JobRequest`; `config` and `context` as Python values."""
        for name in ("config", "context"):
            if name in options:
                options[name] = json.dumps(options[name])
        with self.worker.engine.connect() as connection:
            return enqueue(connection, JobRequest(graph, json.dumps(input), **options))

    def advance(self, job_id: str) -> Row:
        """One advance, as a worker that got the message would make it; returns the job's row."""
        advance(self.worker, job_id)
        return self.job(job_id)

    def advance_due(self) -> int:
        """Advance everything that is runnable until nothing is; returns how many advances that took."""
        count = 0
        while count < 1000:
            with self.worker.engine.connect() as connection:
                ids = [row.id for row in due.everything(connection, 1000)]
            if not ids:
                return count
            for job_id in ids:
                advance(self.worker, job_id)
                count += 1
        raise AssertionError("there is always something more to do")

    def run(self, graph: str, input: Any = None, **options: Any) -> Row:
        """Enqueue and advance until the job is final or waits for a person."""
        job_id = self.enqueue(graph, input, **options)
        self.advance_due()
        return self.job(job_id)

    def job(self, job_id: str) -> Row:
        row = self.db.execute("SELECT * FROM adjourn.jobs WHERE id = %s", (job_id,)).fetchone()
        assert row is not None
        return row

    def requests(self, job_id: str, status: str | None = None) -> list[Row]:
        """The job's questions in the order in which they were asked."""
        rows = self.db.execute(
            "SELECT * FROM adjourn.human_requests WHERE job_id = %s ORDER BY id", (job_id,)
        ).fetchall()
        return [row for row in rows if status in (None, row["status"])]

    def answer(self, request_id: int, answer: Any) -> None:
        """As a person with psql would: one UPDATE."""
        self.db.execute("UPDATE adjourn.human_requests SET answer = %s WHERE id = %s", (Jsonb(answer), request_id))

    def answer_all(self, job_id: str, answer: Any) -> None:
        for row in self.requests(job_id, "open"):
            self.answer(row["id"], answer)

    def events(self, job_id: str) -> list[tuple[int | None, str | None, str]]:
        rows = self.db.execute("SELECT * FROM adjourn.events WHERE job_id = %s ORDER BY id", (job_id,)).fetchall()
        return [(row["request_id"], row["was"], row["became"]) for row in rows]

    def state(self, job_id: str, *, subgraphs: bool = False) -> Any:
        """LangGraph's own view of the job's thread, read without a lease."""
        return self.worker.loop.run(self._state(self.job(job_id), subgraphs))

    async def _state(self, job: Row, subgraphs: bool) -> Any:
        from adjourn.worker.checkpointer.saver import Saver

        config: Any = {"configurable": {"thread_id": job["thread_id"]}}
        saver = Saver(self.worker.connections)
        async with self.worker.project.open(job["graph"], Occasion(config, self.worker.store), saver) as graph:
            return await graph.aget_state(config, subgraphs=subgraphs)

    def expire_lease(self, job_id: str) -> None:
        """What time does to the lease of a worker that died."""
        self.db.execute(
            "UPDATE adjourn.jobs SET lease_until = clock_timestamp() - interval '1 second' WHERE id = %s", (job_id,)
        )
