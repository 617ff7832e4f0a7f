"""The table and views of what goes when, as classes of tables are (tables.py)."""

from __future__ import annotations

import datetime as dt

from adjourn.models.ground.table import Table
from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column


class Retention(Table):
    """What becomes of finished threads of a graph, of all rules that count now."""

    __tablename__ = "retention"

    project: Mapped[str] = mapped_column(primary_key=True)
    graph: Mapped[str] = mapped_column(primary_key=True)
    strategy: Mapped[str]
    ttl: Mapped[dt.timedelta]
    sweep_interval: Mapped[dt.timedelta]
    sweep_limit: Mapped[int | None]


class Kept(Table):
    """For how long what belongs to no thread is kept, and events."""

    __tablename__ = "kept"

    what: Mapped[str] = mapped_column(primary_key=True)
    ttl: Mapped[dt.timedelta | None]


class ThreadSize(Table):
    """How much a thread takes."""

    __tablename__ = "thread_sizes"

    thread_id: Mapped[str] = mapped_column(primary_key=True)
    project: Mapped[str]
    graph: Mapped[str]
    jobs: Mapped[int] = mapped_column(BigInteger)
    human_requests: Mapped[int] = mapped_column(BigInteger)
    events: Mapped[int] = mapped_column(BigInteger)
    checkpoints: Mapped[int] = mapped_column(BigInteger)
    bytes: Mapped[int] = mapped_column(BigInteger)
