"""The table of what nodes say, as classes of tables are (tables.py)."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from adjourn.models.ground.table import Table
from sqlalchemy import BigInteger
from sqlalchemy.dialects.postgresql import JSON
from sqlalchemy.orm import Mapped, mapped_column


class Progress(Table):
    """What a node said while it ran."""

    __tablename__ = "progress"

    job_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[dt.datetime]
    run: Mapped[int]
    lease_id: Mapped[uuid.UUID]
    place: Mapped[int] = mapped_column(BigInteger)
    checkpoint_id: Mapped[str]
    checkpoint_ns: Mapped[str]
    node: Mapped[str]
    data: Mapped[Any] = mapped_column(JSON, nullable=False)
    is_cut: Mapped[bool]
    dropped: Mapped[int]
