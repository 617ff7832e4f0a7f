"""Those tables of `adjourn.models.tables` by which operators hold jobs back."""

from __future__ import annotations

import datetime as dt
import uuid

from adjourn.models.ground.table import Table
from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column


class Pause(Table):
    """What an operator holds back: all that fits; None fits everything."""

    __tablename__ = "pauses"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    project: Mapped[str | None]
    graph: Mapped[str | None]
    queue: Mapped[str | None]
    reason: Mapped[str | None]
    by: Mapped[str]
    at: Mapped[dt.datetime]


class Limit(Table):
    """How many jobs may run at once, and start in any 60 seconds, of all that fit; None fits everything."""

    __tablename__ = "limits"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    project: Mapped[str | None]
    graph: Mapped[str | None]
    queue: Mapped[str | None]
    batch_id: Mapped[uuid.UUID | None]
    running: Mapped[int | None]
    per_minute: Mapped[int | None]
    by: Mapped[str]
    at: Mapped[dt.datetime]


class Place(Table):
    """What claims count with: a limit has as many as may run, and as many as may start in a minute."""

    __tablename__ = "places"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    limit_id: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[str]
    job_id: Mapped[uuid.UUID | None]
    taken_at: Mapped[dt.datetime]
    leaves: Mapped[bool]
