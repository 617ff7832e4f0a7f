"""The table of batches, as classes of tables are (tables.py)."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from adjourn.models.ground.table import Table
from sqlalchemy import BigInteger
from sqlalchemy.dialects.postgresql import JSON
from sqlalchemy.orm import Mapped, mapped_column


class Batch(Table):
    """Jobs that were submitted together."""

    __tablename__ = "batches"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    name: Mapped[str | None]
    graph: Mapped[str]
    project: Mapped[str]
    options: Mapped[Any] = mapped_column(JSON, nullable=False)
    file: Mapped[str | None]
    created_by: Mapped[str]
    created_at: Mapped[dt.datetime]
    submitted_at: Mapped[dt.datetime | None]
    lines: Mapped[int | None] = mapped_column(BigInteger)
    refused: Mapped[int | None] = mapped_column(BigInteger)
