"""What the classes of tables have in common."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, ClassVar

from sqlalchemy import DateTime, Double, Integer, MetaData, Text, Uuid
from sqlalchemy.dialects.postgresql import BYTEA
from sqlalchemy.orm import DeclarativeBase


class Table(DeclarativeBase):
    metadata = MetaData(schema="adjourn")
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: Text(),
        int: Integer(),
        float: Double(),
        bytes: BYTEA(),
        uuid.UUID: Uuid(),
        dt.datetime: DateTime(timezone=True),
    }
