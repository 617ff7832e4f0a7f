"""Jobs that come as Celery messages from another system: bad ones are refused with a line, good ones are not lost."""

from __future__ import annotations

import json
from typing import Any

import pytest
from celery import Celery

from tests.conftest import PROJECT
from tests.support.fleet import Fleet
from tests.support.waiting import until
from tests.worker.test_messages import envelope

DEEPER = "[" * 100_000 + "]" * 100_000
LARGE = json.dumps("x" * 5_000_000)


def test_bad_messages_are_refused_with_a_line_and_good_ones_beside_them_become_jobs(
    fleet: Fleet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CELERY_BROKER_URL", fleet.broker_url)
    worker = fleet.worker(PROJECT)
    fine: dict[str, Any] = {"graph": "echo", "input": {"log": []}}
    bad: list[dict[str, Any]] = [
        fine | {"graph": "nonsense"},
        fine | {"graph": "e\x00cho"},
        fine | {"input": {"log": [float("nan")]}},
        fine | {"thread_id": "\x00"},
        fine | {"thread_id": "\ud800"},
        fine | {"key": "\ud800"},
        fine | {"key": "k" * 501},
        fine | {"config": []},
        fine | {"config": "tags"},
        fine | {"max_attempts": "many"},
        fine | {"priority": 10**30},
        fine | {"run_at": "soon"},
    ]
    with Celery(set_as_current=False) as another_system:
        for n, arguments in enumerate(bad, 1):
            another_system.send_task("adjourn.enqueue", kwargs=arguments, queue=fleet.queue)
            until(lambda n=n: fleet.log(worker).count("enqueue refused") == n, f"it refuses {arguments}")  # type: ignore[misc]
        assert "Traceback" not in fleet.log(worker)
        fleet.broker.lpush(fleet.queue, envelope("adjourn.enqueue", body=b'[["echo", %b], {}, {}]' % DEEPER.encode()))
        another_system.send_task("adjourn.enqueue", kwargs=fine | {"key": "fine"}, queue=fleet.queue)
        large = fine | {"input": {"log": [json.loads(LARGE)]}, "key": "large"}
        another_system.send_task("adjourn.enqueue", kwargs=large, queue=fleet.queue)
    keys = "SELECT id::text, key FROM adjourn.jobs ORDER BY key"
    until(lambda: len(fleet.rows(keys)) == 2, "the good ones are jobs")
    fleet.rows("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'adjourn'")
    fleet.broker.lpush(fleet.queue, envelope("adjourn.enqueue", body=[["echo", {"log": []}, "kept"], {}, {}]))
    until(lambda: len(fleet.rows(keys)) == 3, "a message that met dead connections is a job")
    ids = {row["key"]: row["id"] for row in fleet.rows(keys)}

    def all_done() -> bool:
        """Rings as the scheduler would, more than once if a claim met a dead connection."""
        for row in fleet.rows("SELECT id::text FROM adjourn.jobs WHERE status = 'queued'"):
            fleet.broker.lpush(fleet.queue, envelope(body=[[row["id"]], {}, {}]))
        return fleet.statuses() == {"succeeded": 3}

    until(all_done, "all have succeeded")
    assert fleet.job(ids["large"])["result"] == {"log": [json.loads(LARGE), "one"]}
    assert [fleet.job(ids[key])["result"] for key in ("fine", "kept")] == [{"log": ["one"]}] * 2
    assert worker.poll() is None
