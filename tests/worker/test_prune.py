"""An operator who prunes a thread with LangGraph's own saver while a worker runs it: every merge of the two."""

from __future__ import annotations

from typing import Any

import psycopg
from adjourn.models.ground import database
from langgraph.checkpoint.postgres import PostgresSaver

from tests.support.merges import Merge, acting
from tests.support.sound import assert_sound, assert_went_well
from tests.support.stepped import RECORDS, Stage


class Told(psycopg.Cursor[Any]):
    """Each statement is a step, by its first word."""

    def execute(self, query: Any, *given: Any, **options: Any) -> Told:
        actor = acting.get()
        assert actor is not None
        actor.reach(query.split()[0])
        return super().execute(query, *given, **options)


def test_one_who_prunes_a_thread_and_a_worker_that_runs_it(stage: Stage) -> None:
    def scene(merge: Merge) -> None:
        job_id = stage.answered()

        def prune() -> None:
            with database.connect(stage.house.worker.settings) as connection:
                connection.cursor_factory = Told
                PostgresSaver(connection).prune([job_id])

        merge.actor("operator", prune, {"SET", "DELETE"})
        merge.actor("worker", stage.worker(job_id), {"claim", *RECORDS})
        merge.play()
        oldest = "SELECT FROM adjourn.checkpoints WHERE thread_id = %s AND metadata ->> 'step' = '-1'"
        assert stage.house.db.execute(oldest, (job_id,)).rowcount == 0, "nothing was pruned"
        assert_sound(stage, merge, job_id)
        assert_went_well(stage.house, job_id)

    assert stage.every_merge(scene) > 20
