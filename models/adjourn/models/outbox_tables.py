"""The tables of what others are told, as classes of tables are (tables.py)."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from adjourn.models.ground.table import Table
from sqlalchemy import BigInteger, FetchedValue, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSON
from sqlalchemy.orm import Mapped, mapped_column


class WebhookHost(Table):
    """A host to which webhooks may go."""

    __tablename__ = "webhook_hosts"

    host: Mapped[str] = mapped_column(primary_key=True)
    http: Mapped[bool] = mapped_column(server_default=FetchedValue())
    private: Mapped[bool] = mapped_column(server_default=FetchedValue())
    allowed_by: Mapped[str] = mapped_column(server_default=FetchedValue())
    created_at: Mapped[dt.datetime] = mapped_column(server_default=FetchedValue())


class Subscription(Table):
    """Who hears of what: add name, url and topics, or delete it."""

    __tablename__ = "subscriptions"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    name: Mapped[str]
    url: Mapped[str]
    topics: Mapped[list[str]] = mapped_column(ARRAY(Text))
    project: Mapped[str | None]
    graph: Mapped[str | None]
    team: Mapped[str | None]
    paused: Mapped[bool] = mapped_column(server_default=FetchedValue())
    created_by: Mapped[str] = mapped_column(server_default=FetchedValue())
    created_at: Mapped[dt.datetime] = mapped_column(server_default=FetchedValue())


class Notice(Table):
    """What one of them is to hear, or has heard."""

    __tablename__ = "outbox"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    at: Mapped[dt.datetime]
    topic: Mapped[str]
    subscription_id: Mapped[int] = mapped_column(BigInteger)
    job_id: Mapped[uuid.UUID]
    request_id: Mapped[int | None] = mapped_column(BigInteger)
    data: Mapped[Any] = mapped_column(JSON, nullable=False)
    tries: Mapped[int]
    again_at: Mapped[dt.datetime]
    claim_id: Mapped[uuid.UUID | None]
    error: Mapped[str | None]
    parked_at: Mapped[dt.datetime | None]
    sent_at: Mapped[dt.datetime | None]
