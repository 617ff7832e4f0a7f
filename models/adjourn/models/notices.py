"""What others are to hear: claimed by a sender, then sent, then marked as sent, or tried again later (0006_outbox.sql).

At least once: who dies between sending and marking leaves the claim to run out, and the next sends the same again,
under the same id. A sender that lives is done with a notice before its claim runs out, so no two send one at a time.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from adjourn.models.ground.database import Script

LISTEN = "LISTEN adjourn_outbox"
#: Held by each sender for as long as its connection lives, so that others see that there is one.
HERE = "SELECT pg_advisory_lock_shared(7253671)"
SENDERS = """
SELECT count(*) AS senders FROM pg_locks WHERE locktype = 'advisory' AND granted AND mode = 'ShareLock'
  AND (classid, objid, objsubid) = (0, 7253671, 1)
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"""
#: Seconds that a claim lasts.
CLAIM = 60.0

_CLAIM = "SELECT * FROM adjourn.claim_notices(%(at_most)s, %(each)s, %(busy)s::bigint[])"
_SENT = "SELECT adjourn.notice_sent(%(id)s)::text"
_FAILED = "SELECT adjourn.notice_failed(%(id)s, %(claim_id)s, %(why)s)::text"
_FORGET = "SELECT adjourn.forget_notices() AS count"


@dataclass(frozen=True, slots=True)
class Notice:
    #: The same however often it is sent.
    id: uuid.UUID
    claim_id: uuid.UUID
    topic: str
    at: datetime
    data: dict[str, Any]
    #: With the one that begins now.
    tries: int
    subscription_id: int
    #: Its name.
    subscription: str
    #: https://…, or apprise:NAME.
    url: str
    #: Its host is on the owner's list; and may be spoken with without TLS, and at addresses that are not public.
    allowed: bool
    http: bool
    private: bool


@dataclass(frozen=True, slots=True)
class Sent:
    notice: Notice
    #: Why it was not; None: it was.
    why: str | None = None


def claim(at_most: int, each: int, busy: list[int]) -> Script[list[Notice]]:
    """For CLAIM seconds; of each subscription `each` at most, of those that are `busy` none."""
    rows = yield _CLAIM, {"at_most": at_most, "each": each, "busy": busy}
    return [Notice(**row) for row in rows]


def mark(sent: Sent) -> Script[None]:
    """Again does no harm."""
    if sent.why is None:
        yield _SENT, {"id": sent.notice.id}
    else:
        why = sent.why.replace("\0", "")
        yield _FAILED, {"id": sent.notice.id, "claim_id": sent.notice.claim_id, "why": why}


def forget() -> Script[int]:
    """What was sent more than a week ago, at most 10,000 at once: how many."""
    [row] = yield _FORGET, {}
    return int(row["count"])
