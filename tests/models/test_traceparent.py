"""A job is of the trace from which it was enqueued, whichever way it came; what is no traceparent refuses no job."""

from __future__ import annotations

import json
import logging
from typing import Any

import psycopg
import pytest
from adjourn.models.job_request import JobRequest, enqueue
from adjourn.worker.arrival import Arrival
from opentelemetry import trace
from sqlalchemy import Connection

from tests.support.command import Command
from tests.support.offers import offer

Db = psycopg.Connection[dict[str, Any]]

TRACE, SPAN = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
GIVEN = f"00-{TRACE}-{SPAN}-01"
KEPT = {
    GIVEN: GIVEN,
    f"00-{TRACE}-{SPAN}-00": f"00-{TRACE}-{SPAN}-00",
    f"cc-{TRACE}-{SPAN}-03": f"cc-{TRACE}-{SPAN}-03",
    f"cc-{TRACE}-{SPAN}-01-what.will.be": f"cc-{TRACE}-{SPAN}-01",
    "": None,
}
NONE = [
    "nonsense",
    f"ff-{TRACE}-{SPAN}-01",
    f"00-{TRACE}-{SPAN}-01-more",
    f"01-{TRACE}-{SPAN}-01more",
    f"00-{TRACE.upper()}-{SPAN}-01",
    f"00-{'0' * 32}-{SPAN}-01",
    f"00-{TRACE}-{'0' * 16}-01",
    f"00-{TRACE}-{SPAN}",
    f" {GIVEN}",
    f"{GIVEN}\n",
    "x" * 100_000,
]
READ = "SELECT traceparent FROM adjourn.jobs"


@pytest.fixture
def shop(db: Db) -> Db:
    offer(db, "agent", project="shop")
    return db


def kept(db: Db) -> list[str | None]:
    return [row["traceparent"] for row in db.execute(f"{READ} ORDER BY created_at").fetchall()]


@pytest.mark.parametrize("given", [*KEPT, *NONE], ids=repr)
def test_sql_and_python_keep_the_same(shop: Db, connection: Connection, given: str) -> None:
    heard: list[str] = []
    shop.add_notice_handler(lambda notice: heard.append(notice.message_primary or ""))
    shop.execute("SELECT adjourn.enqueue('agent', traceparent => %s)", (given,))
    shop.execute("INSERT INTO adjourn.jobs (graph, traceparent) VALUES ('agent', %s)", (given,))
    options = json.dumps({"traceparent": given})
    shop.execute("SELECT adjourn.enqueue_many('agent', ARRAY['1', '2']::json[], options => %s::json)", (options,))
    enqueue(connection, JobRequest("agent", traceparent=given))
    assert kept(shop) == [KEPT.get(given)] * 5
    said = [text for text in heard if text.startswith("traceparent ")]
    assert len(said) == (3 if given in NONE else 0) and not any(len(text) > 200 for text in said)


@pytest.mark.parametrize("given", [5, {"a": 1}, "\x00", "\ud800", b"x"], ids=repr)
def test_what_is_no_text_is_none_either(shop: Db, connection: Connection, given: Any, caplog: Any) -> None:
    with caplog.at_level(logging.WARNING):
        enqueue(connection, JobRequest("agent", traceparent=given))
    assert kept(shop) == [None]
    assert [record.getMessage() for record in caplog.records] == [
        f"traceparent {given!r} is none, the job has a trace of its own"
    ]


def test_the_first_of_a_key_decides_of_which_trace_its_job_is(shop: Db) -> None:
    for given in (GIVEN, KEPT[f"00-{TRACE}-{SPAN}-00"], None):
        shop.execute("SELECT adjourn.enqueue('agent', key => 'one', traceparent => %s)", (given,))
    assert kept(shop) == [GIVEN]


def test_python_within_a_span_says_so_by_itself(shop: Db, connection: Connection) -> None:
    span = trace.SpanContext(int(TRACE, 16), int(SPAN, 16), is_remote=False, trace_flags=trace.TraceFlags(1))
    with trace.use_span(trace.NonRecordingSpan(span)):
        enqueue(connection, JobRequest("agent"))
        enqueue(connection, JobRequest("agent", traceparent=f"00-{TRACE[::-1]}-{SPAN}-01"))
    enqueue(connection, JobRequest("agent"))
    assert kept(shop) == [GIVEN, f"00-{TRACE[::-1]}-{SPAN}-01", None]


def test_the_command_takes_it_from_the_environment(shop: Db, database_url: str, tmp_path: Any) -> None:
    adjourn = Command(tmp_path, {"ADJOURN_DATABASE_URL": database_url, "TRACEPARENT": GIVEN})
    assert adjourn.quick("enqueue", "agent", "1").code == 0
    adjourn.env["TRACEPARENT"] = "nonsense"
    said = adjourn.quick("enqueue", "agent", "1")
    assert (said.code, len(said.out.split())) == (0, 1)
    assert kept(shop) == [GIVEN, None]
    shown = [adjourn.quick("job", str(row["id"])).out for row in shop.execute("SELECT id FROM adjourn.jobs").fetchall()]
    assert [TRACE in text for text in shown] == [True, False]


def test_a_message_that_is_put_off_keeps_it() -> None:
    first = Arrival("one", [], {"graph": "agent"}, traceparent=GIVEN)
    again = Arrival.read(first.text())
    assert first.request()["traceparent"] == again.request()["traceparent"] == GIVEN
    assert (
        Arrival("one", [], {"graph": "agent", "traceparent": "mine"}, traceparent=GIVEN).request()["traceparent"]
        == "mine"
    )
