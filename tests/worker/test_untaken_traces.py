"""Whoever should take traces, and does not, is in no job's way; where nobody asks for any, nothing of them is there."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.conftest import PROJECTS
from tests.support.collector import collecting
from tests.support.fleet import Fleet
from tests.support.receiver import receiving

TRACED = PROJECTS / "traced"


@pytest.mark.parametrize("collector_is", ["away", "hanging", "broken"])
def test_who_does_not_take_traces_is_in_nobodys_way(fleet: Fleet, collector_is: str) -> None:
    small = {"SCHEDULE_DELAY": "50", "MAX_QUEUE_SIZE": "20", "MAX_EXPORT_BATCH_SIZE": "5"}
    fleet.env |= {f"OTEL_BSP_{name}": value for name, value in small.items()}
    with collecting(hangs=True) as hanging, receiving() as broken:
        urls = {"away": "http://127.0.0.1:9", "hanging": hanging.url, "broken": f"{broken.url}/broken"}
        fleet.env["OTEL_EXPORTER_OTLP_ENDPOINT"] = urls[collector_is]
        worker = fleet.worker(TRACED, drain=60)
        fleet.scheduler()
        began = time.monotonic()
        jobs = [fleet.enqueue("pays", {}) for _ in range(40)]
        for job in jobs:
            fleet.wait(job, "waiting")
            fleet.answer(fleet.requests(job)[0], "yes")
        for job in jobs:
            fleet.wait(job)
        assert time.monotonic() - began < 60, "each span that is waited for takes ten seconds"
        assert collector_is != "hanging" or hanging.bodies
        assert collector_is != "broken" or broken.heard
        fleet.stop(worker)
        assert worker.returncode == 0, "within the 20 s after which it is killed"
        log = fleet.log(worker)
        assert log.count("spans batch") <= 2 and "Traceback" not in log, "each once a minute"


def test_variables_that_nothing_here_can_do_are_a_sentence_and_jobs_go_on(fleet: Fleet, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("import sys\nsys.modules['opentelemetry.sdk'] = None\n")
    fleet.scheduler()
    for env in (
        {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9", "PYTHONPATH": str(tmp_path)},
        {"OTEL_TRACES_EXPORTER": "zipkin"},
        {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9", "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"},
        {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9", "OTEL_BSP_MAX_QUEUE_SIZE": "-1"},
    ):
        fleet.env |= env
        worker = fleet.worker(TRACED, anew="PYTHONPATH" in env)
        fleet.wait(fleet.enqueue("pays", {}), "waiting")
        log = fleet.log(worker)
        assert log.count("OTEL_ variables ask for traces, and there are none") == 1 and "Traceback" not in log
        fleet.stop(worker)
        for name in env:
            del fleet.env[name]


@pytest.mark.parametrize(
    "env",
    [
        {},
        {"OTEL_SERVICE_NAME": "shop"},
        {"OTEL_TRACES_EXPORTER": "none", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9"},
        {"OTEL_SDK_DISABLED": "true", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9"},
    ],
    ids=str,
)
def test_nothing_is_loaded_where_nobody_asks_for_traces(fleet: Fleet, env: dict[str, str]) -> None:
    fleet.env |= env
    worker = fleet.worker(TRACED, log_format="json")
    fleet.scheduler()
    assert fleet.wait(fleet.enqueue("looks", {}))["result"] == {"found": []}
    assert "trace_id" not in fleet.log(worker)
