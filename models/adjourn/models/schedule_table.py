"""That table of `adjourn.models.tables` to which other programs add rows: what is enqueued by the clock."""

from __future__ import annotations

import datetime as dt
from typing import Any

from adjourn.models.ground.table import Table
from sqlalchemy import FetchedValue, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSON
from sqlalchemy.orm import Mapped, mapped_column


class Schedule(Table):
    """What is enqueued by the clock: add name, graph, input and cron, or delete it."""

    __tablename__ = "schedules"

    project: Mapped[str] = mapped_column(primary_key=True, server_default=FetchedValue())
    name: Mapped[str] = mapped_column(primary_key=True)
    graph: Mapped[str]
    cron: Mapped[str]
    zone: Mapped[str] = mapped_column(server_default=FetchedValue())
    missed: Mapped[str] = mapped_column(server_default=FetchedValue())
    input: Mapped[Any] = mapped_column(JSON, nullable=True)
    thread_id: Mapped[str | None]
    config: Mapped[Any] = mapped_column(JSON, nullable=False, server_default=FetchedValue())
    context: Mapped[Any] = mapped_column(JSON, nullable=True)
    queue: Mapped[str | None]
    priority: Mapped[int] = mapped_column(server_default=FetchedValue())
    max_attempts: Mapped[int] = mapped_column(server_default=FetchedValue())
    run_timeout: Mapped[float | None]
    tags: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=FetchedValue())
    paused: Mapped[bool] = mapped_column(server_default=FetchedValue())
    since: Mapped[dt.datetime] = mapped_column(server_default=FetchedValue())
    next_at: Mapped[dt.datetime | None]
    last_at: Mapped[dt.datetime | None]
    error: Mapped[str | None] = mapped_column(server_onupdate=FetchedValue(for_update=True))
    created_at: Mapped[dt.datetime] = mapped_column(server_default=FetchedValue())
    submitted_by: Mapped[str] = mapped_column(server_default=FetchedValue())
