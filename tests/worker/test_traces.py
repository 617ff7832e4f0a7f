"""One trace for each job, whatever workers carry it and for however long it waits."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent
from typing import Any
from uuid import UUID

import pytest

from tests.conftest import PROJECTS
from tests.support.collector import Collector, Span, collecting
from tests.support.fleet import Fleet, Process
from tests.support.waiting import until

TRACED = PROJECTS / "traced"
TRACE, SPAN = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
_PROVIDER = """
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    provider = TracerProvider(resource=Resource({{"service.name": "their own"}}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter("{url}/v1/traces")))
    trace.set_tracer_provider(provider)
"""
ANSWER = "an answer that nobody else is to read"


@pytest.fixture
def collector(fleet: Fleet) -> Iterator[Collector]:
    with collecting() as collector:
        fleet.env["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.url
        yield collector


def started(fleet: Fleet, **settings: Any) -> Process:
    fleet.scheduler()
    return fleet.worker(TRACED, log_format="json", **settings)


def asked(fleet: Fleet, job: str) -> None:
    fleet.wait(job, "waiting")
    [request] = fleet.requests(job)
    fleet.answer(request, ANSWER)


def told(spans: list[Span], *names: str) -> list[Any]:
    return [tuple(span.attributes.get(f"adjourn.{name}") for name in names) for span in spans]


def lines(fleet: Fleet, worker: Process) -> list[dict[str, Any]]:
    return [json.loads(line) for line in fleet.log(worker).splitlines() if line.startswith("{")]


def test_a_job_is_one_trace_across_its_pause_and_its_workers(fleet: Fleet, collector: Collector) -> None:
    first = started(fleet)
    job = fleet.enqueue("pays", {"order": 4711})
    fleet.wait(job, "waiting")
    fleet.stop(first)
    second = fleet.worker(TRACED, log_format="json")
    asked(fleet, job)
    fleet.wait(job)
    fleet.stop(second)

    spans = collector.of(job)
    assert {span.trace for span in spans} == {UUID(job).hex}
    assert [span.name for span in spans] == [
        *("job pays", "run pays", "look up", "prepare", "question ask"),
        *("run pays", "prepare", "pay"),
    ]
    home, one, up, prepare, question, two, again, paid = spans
    assert home.parent == "" and {span.parent for span in (one, two, question)} == {home.id}
    assert {span.parent for span in (up, prepare)} == {one.id} and {span.parent for span in (again, paid)} == {two.id}
    assert (one.links, two.links) == ([], [one.id])
    assert len({span.id for span in spans}) == len(spans), "also of nodes that seed `random`"
    assert {(span.service, span.scope) for span in (home, one, two)} == {(fleet.queue, "adjourn")}
    assert told([one, two], "run", "was", "outcome", "questions", "requests") == [
        (1, "queued", "waiting", 1, None),
        (2, "waiting", "succeeded", 0, [fleet.requests(job)[0]["id"]]),
    ]
    workers = fleet.workers_of(job)
    assert [span.attributes["adjourn.worker"] for span in (one, two)] == workers and len(set(workers)) == 2
    row, [request] = fleet.job(job), fleet.requests(job)
    assert (one.attributes["adjourn.version"], one.attributes["adjourn.attempt"]) == (row["graph_version"], 1)
    assert home.began == pytest.approx(row["created_at"].timestamp(), abs=0.01)
    assert question.began == pytest.approx(request["created_at"].timestamp(), abs=0.01)
    assert question.ended == pytest.approx(request["answered_at"].timestamp(), abs=0.01)
    assert one.ended <= two.began
    assert not any(ANSWER.encode() in body for body in collector.bodies)

    said = [line for line in lines(fleet, first) + lines(fleet, second) if line.get("job") == job]
    assert {line["trace_id"] for line in said} == {UUID(job).hex}
    at = {(line["event"], line["span_id"]) for line in said}
    assert {("job claimed", one.id), ("looking up", up.id), ("job waiting", one.id), ("job succeeded", two.id)} <= at


def test_its_runs_are_in_the_trace_from_which_it_was_enqueued(fleet: Fleet, collector: Collector) -> None:
    worker = started(fleet)
    job = fleet.enqueue("pays", {}, traceparent=f"00-{TRACE}-{SPAN}-01")
    unsampled = fleet.enqueue("pays", {}, traceparent=f"00-{TRACE[::-1]}-{SPAN}-00")
    nonsense = fleet.enqueue("pays", {}, traceparent="nonsense")
    for each in (job, unsampled, nonsense):
        asked(fleet, each)
        fleet.wait(each)
    fleet.stop(worker)
    home, *_ = spans = collector.of(job)
    assert {span.trace for span in spans} == {TRACE} and (home.name, home.parent) == ("job pays", SPAN)
    assert {span.parent for span in spans if span.name == "run pays"} == {home.id}
    assert {span.trace for span in collector.of(nonsense)} == {UUID(nonsense).hex}
    assert not [span for span in collector.spans if span.trace == TRACE[::-1]]


def test_celery_that_is_traced_says_it_in_its_message(fleet: Fleet, collector: Collector) -> None:
    worker = started(fleet)
    # What it instruments is global: in a process of its own.
    program = """
    import sys
    from celery import Celery
    from opentelemetry import trace
    from opentelemetry.instrumentation.celery import CeleryInstrumentor
    from opentelemetry.sdk.trace import TracerProvider

    trace.set_tracer_provider(TracerProvider())
    CeleryInstrumentor().instrument()
    app = Celery("orders", broker=sys.argv[1])
    with trace.get_tracer("orders").start_as_current_span("an order comes") as span:
        app.send_task("adjourn.enqueue", ["pays", {}], {"key": "traced"}, queue=sys.argv[2])
    plain = f"00-{span.get_span_context().trace_id:032x}-{span.get_span_context().span_id:016x}-01"
    CeleryInstrumentor().uninstrument()
    for said in (plain, "nonsense"):
        how = {"queue": sys.argv[2], "headers": {"traceparent": said}}
        app.send_task("adjourn.enqueue", ["pays", {}], {"key": said}, **how)
    print(plain)
    """
    command = [sys.executable, "-c", dedent(program), fleet.broker_url, fleet.queue]
    plain = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
    _, trace, span, _ = plain.split("-")
    keys = ["traced", plain, "nonsense"]
    find = "SELECT id::text FROM adjourn.jobs WHERE key = %s"
    jobs = [until(lambda key=key: fleet.rows(find, key), key)[0]["id"] for key in keys]  # type: ignore[misc]
    for job in jobs:
        asked(fleet, job)
        fleet.wait(job)
    fleet.stop(worker)
    homes = [collector.named(job, "job pays") for job in jobs]
    assert [span.trace for [span, *_] in homes] == [trace, trace, UUID(jobs[2]).hex]
    [ours] = [each for each in homes[1] if each.attributes["adjourn.job"] == jobs[1]]
    assert ours.parent == span
    assert "traceparent 'nonsense' is none" in fleet.log(worker)


def test_what_went_wrong_is_on_the_run_that_it_happened_in(fleet: Fleet, collector: Collector, tmp_path: Path) -> None:
    worker = started(fleet)
    failed, retried = fleet.enqueue("fails", {}), fleet.enqueue("retries", {"mark": str(tmp_path / "retried")})
    fleet.wait(failed, "failed")
    fleet.wait(retried)
    fleet.stop(worker)
    [run] = collector.named(failed, "run fails")
    assert run.exceptions == [("ValueError", "there is no such order")]
    assert (run.error, run.attributes["adjourn.outcome"]) == ("ValueError: there is no such order", "failed")
    one, two = collector.named(retried, "run retries")
    assert (one.error, one.attributes["adjourn.outcome"]) == ("ConnectionError: the bank is away", "retries")
    assert (two.error, two.attributes["adjourn.outcome"]) == (None, "succeeded")
    assert (two.exceptions, two.links) == ([], [one.id])


def test_the_run_of_a_worker_that_was_killed_is_missing_and_the_next_one_says_so(
    fleet: Fleet, collector: Collector, tmp_path: Path
) -> None:
    fleet.env["OTEL_BSP_SCHEDULE_DELAY"] = "50"
    started(fleet)
    job = fleet.enqueue("dies", {"mark": str(tmp_path / "died"), "let": str(tmp_path / "let")})
    until(lambda: collector.spans, "the job's own span is sent")
    (tmp_path / "let").touch()
    worker = fleet.worker(TRACED)
    fleet.wait(job)
    fleet.stop(worker)
    home, *_ = collector.of(job)
    [run] = collector.named(job, "run dies")
    assert told([run], "run", "was", "outcome") == [(2, "running", "succeeded")]
    assert run.parent == home.id and len(run.links) == 1


def test_a_run_that_the_end_of_its_worker_cuts_off_is_told(fleet: Fleet, collector: Collector, tmp_path: Path) -> None:
    worker = started(fleet, drain=0)
    job = fleet.enqueue("blocks", {"mark": str(tmp_path / "begun")})
    until((tmp_path / "begun").exists, "its node has begun")
    fleet.stop(worker)
    assert told(collector.named(job, "run blocks"), "outcome") == [("stopped",)]


def test_a_run_in_a_process_of_its_own_is_below_that_of_its_worker(fleet: Fleet, collector: Collector) -> None:
    worker = started(fleet)
    job = fleet.enqueue("pays", {}, run_at="2100-01-01")
    fleet.outlive(job)
    fleet.wait(job, "waiting")
    fleet.stop(worker)
    outer, inner = collector.named(job, "run pays")
    assert told([outer, inner], "outcome") == [("recorded alone",), ("waiting",)]
    assert inner.parent == outer.id and {span.trace for span in collector.of(job)} == {UUID(job).hex}
    assert [span.parent for span in collector.of(job) if span.name == "look up"] == [inner.id]


def test_of_the_traces_of_a_share_of_jobs_nothing_is_missing(fleet: Fleet, collector: Collector) -> None:
    """Ids of jobs of one statement count up, and of what samplers look at, the first bit is 1 in all of them."""
    fleet.env |= {"OTEL_TRACES_SAMPLER": "traceidratio", "OTEL_TRACES_SAMPLER_ARG": "0.5"}
    worker = started(fleet)
    fleet.rows("SELECT adjourn.enqueue_many('pays', array_fill('{}'::json, ARRAY[40]))")
    until(lambda: fleet.statuses() == {"waiting": 40}, "all wait")
    for row in fleet.rows("SELECT id FROM adjourn.human_requests"):
        fleet.answer(row, "yes")
    fleet.wait_all("succeeded")
    fleet.stop(worker)
    traces: dict[str, list[str]] = {}
    for span in collector.spans:
        traces.setdefault(span.trace, []).append(span.name)
    assert 5 < len(traces) < 35
    whole = ["job pays", "look up", "pay", "prepare", "prepare", "question ask", "run pays", "run pays"]
    assert [sorted(names) for names in traces.values()] == [whole] * len(traces)


def test_a_project_that_has_a_provider_of_its_own_gets_all_of_it_once(
    fleet: Fleet, collector: Collector, tmp_path: Path
) -> None:
    shutil.copytree(TRACED, tmp_path / "own")
    file = tmp_path / "own" / "traced.py"
    with collecting() as own:
        file.write_text(file.read_text() + dedent(_PROVIDER.format(url=own.url)))
        fleet.scheduler()
        worker = fleet.worker(tmp_path / "own")
        job = fleet.enqueue("pays", {})
        asked(fleet, job)
        fleet.wait(job)
        fleet.stop(worker)
        names = ["job pays", "run pays", "look up", "prepare", "question ask", "run pays", "prepare", "pay"]
        assert [span.name for span in own.of(job)] == names
        assert {(span.trace, span.service) for span in own.of(job)} == {(UUID(job).hex, "their own")}
        assert own.named(job, "run pays")[1].links == [own.named(job, "run pays")[0].id]
    assert collector.spans == []
