"""Whatever somebody puts into a worker's queue: the worker lives on, and the good messages behind it become jobs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import psycopg

from tests.conftest import PROJECT
from tests.support.fleet import Fleet
from tests.support.offers import offer
from tests.support.waiting import until
from tests.worker.test_messages import envelope

LARGE = "x" * 5_000_000
JUNK: list[Any] = [None, "nonsense\x00\x1b[2J", [[1]], {"a": 1}, 10**30, "9999-12-31T23:59:59"]


def _with(message: dict[str, Any], path: str, value: Any) -> bytes:
    at: Any = message
    *front, last = path.split(".")
    for name in front:
        at = at[name]
    at[last] = value
    return json.dumps(message).encode()


def _poison(job_id: str) -> Iterator[bytes]:
    """Messages that name a job which nobody may run yet."""
    ours: dict[str, Any] = {"body": [[job_id], {}, {}]}
    for name in ("eta", "expires", "timelimit", "retries", "root_id", "group", "argsrepr"):
        yield from (_with(json.loads(envelope(**ours)), f"headers.{name}", value) for value in JUNK)
    for name in ("id", "ignore_result", "stamps", "stamped_headers", "replaced_task_nesting"):
        yield from (_with(json.loads(envelope(**ours)), f"headers.{name}", value) for value in JUNK)
    for path in ("content-type", "content-encoding", "properties.priority", "properties.correlation_id"):
        yield from (_with(json.loads(envelope(**ours)), path, value) for value in JUNK)
    for type_ in ("application/x-python-serialize", "application/x-yaml", "application/x-msgpack", "application/data"):
        yield _with(json.loads(envelope(**ours)), "content-type", type_)
    for name in ("callbacks", "errbacks", "chain", "chord"):
        links = [*JUNK, [{"task": "adjourn.unknown", "args": [], "kwargs": {}, "options": {}}]]
        yield from (envelope(body=[[job_id], {}, {name: value}]) for value in links)
    for value in (*JUNK, job_id.upper(), f"{{{job_id}}}", "'; DROP TABLE adjourn.jobs; --", "\ud800", "\x00"):
        yield envelope(body=[[value], {}, {}])
        yield envelope(body=[[], {"job_id": value}, {}])
        yield envelope(body=value)
    yield envelope(body=[[LARGE], {}, {}])
    for depth in (900, 950, 1_000, 10_000):
        yield envelope("adjourn.enqueue", body=b'[["steps", %s5%s], {}, {}]' % (b"[" * depth, b"]" * depth))
    for body in (b"", b"\xff\xfe", b"9" * 5_000, b'{"a":1,"a":2}', b"\x80\x04K\x01.", b'[["\\ud800"], {}, {}]'):
        yield envelope(body=body)
    for task in (
        "celery.backend_cleanup",
        "celery.chord",
        "celery.map",
        "celery.group",
        "adjourn.worker.tasks._advance",
    ):
        yield envelope(task, body=[[job_id], {}, {}])
    old: dict[str, Any] = {"task": "adjourn.advance", "id": "old", "args": [job_id], "kwargs": {}}
    for name in ("id", "args", "kwargs", "eta", "expires"):
        yield from (envelope(body=old | {name: value}, changes={"headers": {}}) for value in JUNK)
    yield from (envelope(body=old | {"task": task}, changes={"headers": {}}) for task in (None, 5, "nonsense"))


def _refused() -> Iterator[dict[str, Any]]:
    """What no job can be made of."""
    wrong: list[Any] = [[[]], {"a": {}}, "nonsense\x00", 10**30, "\ud800"]
    for name in ("graph", "config", "run_at", "deadline_at", "priority", "max_attempts", "queue", "thread_id"):
        yield from ({"graph": "steps", name: value} for value in wrong)
    for name in ("nonsense", "connection", "id", "status", "\x1b[2J"):
        yield {"graph": "steps", name: "x"}


def test_poison_that_waits_for_a_worker_neither_kills_it_nor_anything_else(fleet: Fleet) -> None:
    with psycopg.connect(fleet.database_url, autocommit=True) as db:
        offer(db, "steps", project=fleet.queue)
    sleeping = fleet.enqueue("steps", {"log": []}, run_at="2100-01-01T00:00Z")
    poison = [*_poison(sleeping)]
    fleet.broker.lpush(fleet.queue, *poison)
    worker = fleet.worker(PROJECT)
    until(lambda: fleet.rung() == 0 or worker.poll() is not None, "all of it is taken")
    assert worker.poll() is None, fleet.log(worker)[-2000:]

    fleet.scheduler()  # has those tried again that met a lock
    bad = [*_refused()]
    fleet.broker.lpush(fleet.queue, *(envelope("adjourn.enqueue", body=[[], arguments, {}]) for arguments in bad))
    until(lambda: fleet.log(worker).count("enqueue refused") >= len(bad), "all are refused")

    good = json.loads(envelope("adjourn.enqueue", body=[["steps", {"log": []}], {"key": "good"}, {}]))
    fleet.broker.lpush(fleet.queue, _with(good, "headers.id", "its own"))
    [row] = until(lambda: fleet.rows("SELECT id::text AS id FROM adjourn.jobs WHERE key = 'good'"), "it is a job")
    ring = json.loads(envelope(body=[[row["id"]], {}, {}]))
    fleet.broker.lpush(fleet.queue, _with(ring, "headers.id", "its own, too"))
    assert fleet.wait(row["id"])["result"] == {"log": ["one", "two", "three"]}
    assert worker.poll() is None
    assert fleet.job(sleeping)["status"] == "queued"


def test_no_queue_and_no_notification_of_anybody_stops_the_scheduler(fleet: Fleet) -> None:
    worker, scheduler = fleet.worker(PROJECT), fleet.scheduler()
    fleet.wait(fleet.enqueue("steps", {"log": []}))
    of_another_type = f"_kombu.binding.{fleet.queue}"
    for queue in (
        of_another_type,
        "\x06\x16",
        "a\x06\x163",
        "x\ny",
        "celery.pidbox",
        "\x1b[2J",
        "%s{0}*",
        "'; FLUSHALL",
        "x" * 200,
    ):
        fleet.rows(
            "INSERT INTO adjourn.lanes (queue, project, seen_at) VALUES (%s, %s, 'infinity')", queue, fleet.queue
        )
        fleet.enqueue("steps", {"log": []}, queue=queue)
    for payload in ("garbage", "", "x" * 7_900, "\x1b[2J", "01234567-89ab-cdef-0123-456789abcdef", "{}", "'; --"):
        fleet.rows("SELECT pg_notify('adjourn', %s)", payload)
    assert fleet.wait(fleet.enqueue("steps", {"log": []}))["result"] == {"log": ["one", "two", "three"]}
    assert (worker.poll(), scheduler.poll()) == (None, None)


def _good() -> dict[str, Any]:
    message: dict[str, Any] = json.loads(envelope(body=[["no id"], {}, {}]))
    return message


POISON = {
    "not JSON": b"garbage",
    "nothing": b"",
    "not UTF-8": b"\xff\xfe\x00",
    "pickle": b"\x80\x04K\x01.",
    "a number": b"5",
    "a list": b"[]",
    "null": b"null",
    "a text": b'"x"',
    "nested too deeply": b"[" * 100_000,
    "too many digits": b"9" * 5_000,
    "no body": _with(_good(), "body", None),
    "a body of another type": _with(_good(), "body", 5),
    "a body that is not base64": _with(_good(), "body", "x"),
    "headers of another type": _with(_good(), "headers", 5),
    "properties of another type": _with(_good(), "properties", 5),
    "a tag of another type": _with(_good(), "properties.delivery_tag", []),
    "an unknown encoding": _with(_good(), "properties.body_encoding", "rot13"),
    "an encoding of another type": _with(_good(), "properties.body_encoding", 5),
    "a task of another type": _with(_good(), "headers.task", []),
    "a task of another type in the old protocol": envelope(body={"task": []}, changes={"headers": {}}),
}


def test_what_is_no_message_does_not_end_the_worker_that_takes_it(fleet: Fleet) -> None:
    worker = fleet.worker(PROJECT)
    fleet.broker.lpush(fleet.queue, *POISON.values())
    job = fleet.enqueue("steps", {"log": []})
    fleet.broker.lpush(fleet.queue, envelope(body=[[job], {}, {}]))
    until(lambda: fleet.job(job)["status"] == "succeeded" or worker.poll() is not None, "the job behind it is done")
    assert worker.poll() is None, fleet.log(worker)[-2000:]
    assert "Traceback" not in fleet.log(worker)
