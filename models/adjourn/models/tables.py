"""The tables and views for other programs' SQLAlchemy: read all of them, answer HumanRequest or OpenRequest.

    request = session.get(HumanRequest, 7)
    request.choice = "approve"
    session.commit()

What the database refuses is raised at the flush as sqlalchemy.exc.DBAPIError, with the sentence in `error.orig.diag`.
Rows are made by `adjourn.enqueue` and by workers, not through these classes, which make no tables either.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from adjourn.models.batch_table import Batch
from adjourn.models.ground.table import Table
from adjourn.models.health_tables import Health, Taker, WorkerProcess
from adjourn.models.held_tables import Limit, Pause, Place
from adjourn.models.outbox_tables import Notice, Subscription, WebhookHost
from adjourn.models.people_tables import LoggedIn, Login, Member, Note, Password, Person, Team
from adjourn.models.progress_table import Progress
from adjourn.models.retention_tables import Kept, Retention, ThreadSize
from adjourn.models.schedule_table import Schedule
from sqlalchemy import BigInteger, FetchedValue, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSON, JSONB
from sqlalchemy.orm import Mapped, mapped_column

__all__ = [
    "Batch", "Event", "Graph", "Health", "HumanRequest", "Job", "Kept", "Lane", "Limit", "LoggedIn", "Login", "Member",
    "Note", "Notice", "OpenRequest", "Password", "Pause", "Person", "Place", "Progress", "Refused",
    "Retention", "Schedule", "Step", "Subscription", "Table", "Taker", "Team", "Thread", "ThreadSize", "WebhookHost",
    "WorkerProcess",
]  # fmt: skip

_FOLLOWS = FetchedValue(for_update=True)  # what a trigger writes when an answer is given


class Graph(Table):
    """What workers have offered to run."""

    __tablename__ = "graphs"

    project: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[str] = mapped_column(primary_key=True)
    fingerprint: Mapped[str]
    input_schema: Mapped[Any] = mapped_column(JSON, nullable=False)
    drawing: Mapped[str]
    offered_at: Mapped[dt.datetime]
    seen_at: Mapped[dt.datetime]
    ttl: Mapped[Any | None] = mapped_column(JSON)


class Lane(Table):
    """A Celery queue of a project."""

    __tablename__ = "lanes"

    queue: Mapped[str] = mapped_column(primary_key=True)
    project: Mapped[str]
    seen_at: Mapped[dt.datetime | None]
    added_by: Mapped[str | None]


class Thread(Table):
    """One conversation of one graph of one project."""

    __tablename__ = "threads"

    thread_id: Mapped[str] = mapped_column(primary_key=True)
    project: Mapped[str]
    graph: Mapped[str]
    created_at: Mapped[dt.datetime]


class Job(Table):
    """One input carried to its result on a thread, across all its pauses."""

    __tablename__ = "jobs"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    thread_id: Mapped[str]
    project: Mapped[str]
    graph: Mapped[str]
    graph_version: Mapped[str | None]
    status: Mapped[str]
    input: Mapped[Any] = mapped_column(JSON, nullable=True)
    config: Mapped[Any] = mapped_column(JSON, nullable=False)
    context: Mapped[Any] = mapped_column(JSON, nullable=True)
    result: Mapped[Any] = mapped_column(JSON, nullable=True)
    error: Mapped[Any] = mapped_column(JSON, nullable=True)
    key: Mapped[str | None]
    request_hash: Mapped[bytes | None]
    tags: Mapped[list[str]] = mapped_column(ARRAY(Text))
    batch_id: Mapped[uuid.UUID | None]
    ask_again: Mapped[str | None]
    queue: Mapped[str]
    priority: Mapped[int]
    attempt: Mapped[int]
    crashes: Mapped[int]
    max_attempts: Mapped[int]
    run_at: Mapped[dt.datetime]
    deadline_at: Mapped[dt.datetime | None]
    run_timeout: Mapped[float | None]
    lease_id: Mapped[uuid.UUID | None]
    leased_by: Mapped[str | None]
    lease_until: Mapped[dt.datetime | None]
    created_at: Mapped[dt.datetime]
    started_at: Mapped[dt.datetime | None]
    finished_at: Mapped[dt.datetime | None]
    submitted_by: Mapped[str | None]
    traceparent: Mapped[str | None]
    runs: Mapped[int]
    schedule: Mapped[str | None]
    graph_fingerprint: Mapped[str | None]


class HumanRequest(Table):
    """A question that a job asks people: write choice, comment or answer of an open one; the rest follows."""

    __tablename__ = "human_requests"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    job_id: Mapped[uuid.UUID]
    thread_id: Mapped[str]
    graph: Mapped[str]
    node: Mapped[str]
    kind: Mapped[str]
    title: Mapped[str]
    question: Mapped[Any] = mapped_column(JSON, nullable=False)
    question_hash: Mapped[bytes]
    answer_schema: Mapped[Any] = mapped_column(JSON, nullable=True)
    options: Mapped[Any] = mapped_column(JSON, nullable=False)
    status: Mapped[str] = mapped_column(server_onupdate=_FOLLOWS)
    choice: Mapped[str | None] = mapped_column(server_onupdate=_FOLLOWS)
    comment: Mapped[str | None] = mapped_column(server_onupdate=_FOLLOWS)
    answer: Mapped[Any] = mapped_column(JSONB(none_as_null=True), nullable=True, server_onupdate=_FOLLOWS)
    rejected_answer: Mapped[str | None] = mapped_column(server_onupdate=_FOLLOWS)
    answer_error: Mapped[str | None] = mapped_column(server_onupdate=_FOLLOWS)
    answered_by: Mapped[str | None] = mapped_column(server_onupdate=_FOLLOWS)
    answered_at: Mapped[dt.datetime | None] = mapped_column(server_onupdate=_FOLLOWS)
    resumed_at: Mapped[dt.datetime | None]
    closed_at: Mapped[dt.datetime | None]
    assignee: Mapped[str | None]
    priority: Mapped[int]
    due_at: Mapped[dt.datetime | None]
    created_at: Mapped[dt.datetime]
    interrupt_id: Mapped[str]
    checkpoint_ns: Mapped[str]
    checkpoint_id: Mapped[str]
    task_id: Mapped[str]
    ordinal: Mapped[int]
    team: Mapped[str | None]
    claimed_until: Mapped[dt.datetime | None] = mapped_column(server_onupdate=_FOLLOWS)
    hidden_until: Mapped[dt.datetime | None] = mapped_column(server_onupdate=_FOLLOWS)
    four_eyes: Mapped[bool]
    policy: Mapped[Any] = mapped_column(JSON, nullable=False)
    look_twice: Mapped[str | None]
    shown: Mapped[Any] = mapped_column(JSON, nullable=True)
    remind_at: Mapped[dt.datetime | None]
    escalate_at: Mapped[dt.datetime | None]
    escalate_to: Mapped[str | None]
    expires_at: Mapped[dt.datetime | None]
    at_expiry: Mapped[str]
    expiry_answer: Mapped[Any] = mapped_column(JSONB(none_as_null=True), nullable=True)
    answered_via: Mapped[str | None] = mapped_column(server_onupdate=_FOLLOWS)


class OpenRequest(Table):
    """The same, while it is open, for admin tools: a form may write all of it back. An answered one has left."""

    __tablename__ = "open_requests"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    title: Mapped[str | None]
    question: Mapped[Any] = mapped_column(JSONB(none_as_null=True), nullable=True)
    options: Mapped[Any] = mapped_column(JSONB(none_as_null=True), nullable=True)
    choice: Mapped[str | None]
    comment: Mapped[str | None]
    answer: Mapped[Any] = mapped_column(JSONB(none_as_null=True), nullable=True)
    answer_error: Mapped[str | None]
    rejected_answer: Mapped[str | None]
    assignee: Mapped[str | None]
    priority: Mapped[int | None]
    due_at: Mapped[dt.datetime | None]
    graph: Mapped[str | None]
    node: Mapped[str | None]
    kind: Mapped[str | None]
    answer_schema: Mapped[Any] = mapped_column(JSONB(none_as_null=True), nullable=True)
    created_at: Mapped[dt.datetime | None]
    job_id: Mapped[uuid.UUID | None]
    thread_id: Mapped[str | None]
    team: Mapped[str | None]
    claimed_until: Mapped[dt.datetime | None]
    hidden_until: Mapped[dt.datetime | None]
    four_eyes: Mapped[bool | None]
    look_twice: Mapped[str | None]


class Event(Table):
    """Who moved which row when."""

    __tablename__ = "events"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    at: Mapped[dt.datetime]
    by: Mapped[str]
    job_id: Mapped[uuid.UUID | None]
    request_id: Mapped[int | None] = mapped_column(BigInteger)
    was: Mapped[str | None]
    became: Mapped[str]
    data: Mapped[Any] = mapped_column(JSON, nullable=True)


class Step(Table):
    """How far each thread has come, a row per checkpoint: order by checkpoint_id."""

    __tablename__ = "steps"

    thread_id: Mapped[str] = mapped_column(primary_key=True)
    checkpoint_ns: Mapped[str] = mapped_column(primary_key=True)
    checkpoint_id: Mapped[str] = mapped_column(primary_key=True)
    job_id: Mapped[uuid.UUID | None]
    step: Mapped[int | None]
    source: Mapped[str | None]
    at: Mapped[dt.datetime | None]
    wrote: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    next: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    tasks_done: Mapped[int | None] = mapped_column(BigInteger)


class Refused(Table):
    """A message of which no job was made, for the owner: set again_at to have it tried again, or delete it."""

    __tablename__ = "refused"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    at: Mapped[dt.datetime]
    queue: Mapped[str]
    message: Mapped[str]
    why: Mapped[str]
    again_at: Mapped[dt.datetime | None]
