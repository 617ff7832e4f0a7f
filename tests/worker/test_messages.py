"""A worker lives through whatever somebody puts into its queue."""

from __future__ import annotations

import base64
import json
from typing import Any

from tests.conftest import PROJECT
from tests.support.fleet import Fleet
from tests.support.waiting import until


def envelope(task: str = "adjourn.advance", body: Any = ((), {}, {}), changes: dict[str, Any] | None = None) -> bytes:
    """A message as Celery puts it into the list, for a test to spoil; `body` as JSON, or these bytes."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    message = {
        "body": base64.b64encode(raw).decode(),
        "content-encoding": "utf-8",
        "content-type": "application/json",
        "headers": {"lang": "py", "task": task, "id": "made by hand", "root_id": "made by hand", "argsrepr": "()"},
        "properties": {
            "correlation_id": "made by hand",
            "delivery_mode": 2,
            "delivery_info": {"exchange": "", "routing_key": "adjourn"},
            "priority": 0,
            "body_encoding": "base64",
            "delivery_tag": "made by hand",
        },
    }
    return json.dumps(message | (changes or {})).encode()


def test_malformed_messages_do_not_kill_a_worker(fleet: Fleet) -> None:
    worker = fleet.worker(PROJECT)
    nonsense = {
        "a body that is not base64": envelope(body=[]).replace(b'"body": "', b'"body": "%%%'),
        "a body that is no container": envelope(body=5),
        "a body that is too short": envelope(body=[[]]),
        "a body that is no JSON": envelope(body=b"{"),
        "an unknown task": envelope("adjourn.unknown", body=[["x"], {}, {}]),
        "no argument": envelope(body=[[], {}, {}]),
        "too many arguments": envelope(body=[["a", "b", "c"], {}, {}]),
        "an argument of the wrong name": envelope(body=[[], {"nonsense": 1}, {}]),
        "an id that is none": envelope(body=[["no uuid"], {}, {}]),
        "an id of the wrong type": envelope(body=[[{"a": [1]}], {}, {}]),
        "an id of no job": envelope(body=[["01234567-89ab-cdef-0123-456789abcdef"], {}, {}]),
        "a NUL in the id": envelope(body=[["\x00"], {}, {}]),
        "pickle": envelope(body=b"\x80\x04K\x01.", changes={"content-type": "application/x-python-serialize"}),
        "no headers": envelope(changes={"headers": {}}),
        "headers that are none": envelope(changes={"headers": None}),
        "no message of a job": envelope(body="\x1b[2J"),
        "wrong enqueue": envelope("adjourn.enqueue", body=[[], {"graph": "ask", "input": {}, "nonsense": 1}, {}]),
        "enqueue of a reserved name": envelope("adjourn.enqueue", body=[[], {"connection": 1}, {}]),
        "enqueue of too much": envelope("adjourn.enqueue", body=[["line", {}, "key", "more"], {}, {}]),
        "enqueue of nothing": envelope("adjourn.enqueue", body=[[], {}, {}]),
        "enqueue of what a terminal obeys": envelope("adjourn.enqueue", body=[["\x1b[2J"], {"key": "\x1b[2J"}, {}]),
        "enqueue of a number": envelope("adjourn.enqueue", body=[[5], {}, {}]),
        "a key that is no text": envelope("adjourn.enqueue", body=[["ask", {}, {"a": 1}], {}, {}]),
    }
    begun = len(fleet.log(worker))
    for what, message in nonsense.items():
        fleet.broker.lpush(fleet.queue, message)
        until(lambda: fleet.rung() == 0, f"{what} is taken")
        assert worker.poll() is None, f"{what} has killed the worker"
    refused = sum(b'"adjourn.enqueue"' in message for message in nonsense.values())
    until(lambda: fleet.log(worker).count("enqueue refused") == refused, "all are refused")
    log = fleet.log(worker)[begun:]
    assert "Traceback" not in log and "\x1b" not in log
    assert all(line.startswith("20") for line in log.splitlines()), "one line each"
    job = fleet.enqueue("line", {"log": []})
    fleet.broker.lpush(fleet.queue, envelope(body=[[job], {}, {}]))
    fleet.wait(job, "waiting")
    assert worker.poll() is None
    assert fleet.statuses() == {"waiting": 1}
