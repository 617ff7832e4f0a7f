"""Senders that are killed over and over, at any instant: each notice comes (TEST_SENDER_KILLS: how often)."""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Connection

from tests.support.receiver import Receiver
from tests.support.senders import a_minute_passes, sending, subscribe, tell, unsent
from tests.support.waiting import until

Db = psycopg.Connection[dict[str, Any]]
KILLS = int(os.environ.get("TEST_SENDER_KILLS", "2"))


def test_nothing_is_lost_however_often_senders_are_killed(
    db: Db, connection: Connection, database_url: str, receiver: Receiver, keys: Path
) -> None:
    subscribe(connection, receiver, "/slow")
    told: set[str] = set()
    seed = random.randrange(10**6)
    draw = random.Random(seed)
    for _ in range(KILLS):
        told |= set(tell(db, 60))
        with ExitStack() as both:
            senders = [both.enter_context(sending(database_url, keys)) for _ in range(2)]
            heard = len(receiver.heard)
            until(lambda heard=heard: len(receiver.heard) > heard or not unsent(db), "they have begun")
            time.sleep(draw.uniform(0, 0.3))  # somewhere in the middle
            for sender in senders:
                sender.kill()
        a_minute_passes(db)
    with sending(database_url, keys):
        until(lambda: not unsent(db), f"all are sent (seed {seed})")
    times = Counter(heard.id for heard in receiver.heard)
    assert times.keys() == told, seed
    assert times.total() <= len(told) + KILLS * 2 * 16, "again is only what was under way"
