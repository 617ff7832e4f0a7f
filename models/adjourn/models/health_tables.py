"""The table and the views of how all of it is, as classes of tables are (tables.py)."""

from __future__ import annotations

import datetime as dt

from adjourn.models.ground.table import Table
from sqlalchemy import Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column


class WorkerProcess(Table):
    """One that runs, or has ended not long ago."""

    __tablename__ = "workers"

    name: Mapped[str] = mapped_column(primary_key=True)
    project: Mapped[str]
    version: Mapped[str]
    takes: Mapped[str]
    queues: Mapped[list[str]] = mapped_column(ARRAY(Text))
    slots: Mapped[int]
    running: Mapped[int]
    started_at: Mapped[dt.datetime]
    seen_at: Mapped[dt.datetime]


class Taker(Table):
    """What living workers take, on lanes where some take not all."""

    __tablename__ = "takers"

    project: Mapped[str] = mapped_column(primary_key=True)
    queue: Mapped[str] = mapped_column(primary_key=True)
    graph: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[str] = mapped_column(primary_key=True)
    takes: Mapped[str] = mapped_column(primary_key=True)


class Health(Table):
    """A number of how all of it is now."""

    __tablename__ = "health"

    name: Mapped[str] = mapped_column(primary_key=True)
    project: Mapped[str | None] = mapped_column(primary_key=True)
    graph: Mapped[str | None] = mapped_column(primary_key=True)
    queue: Mapped[str | None] = mapped_column(primary_key=True)
    status: Mapped[str | None] = mapped_column(primary_key=True)
    value: Mapped[float]
