"""What `adjourn doctor` says of webhooks and messages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
from adjourn.admin.finding import Finding
from adjourn.models import notices

_SUBSCRIBED = "SELECT count(*) AS count FROM adjourn.subscriptions"
_PARKED = """
SELECT s.name, count(*) AS parked, (array_agg(o.error ORDER BY o.parked_at DESC))[1] AS why
FROM adjourn.outbox o JOIN adjourn.subscriptions s ON s.id = o.subscription_id
WHERE o.parked_at IS NOT NULL GROUP BY s.name ORDER BY parked DESC LIMIT 1"""


def look(connection: psycopg.Connection[dict[str, Any]], may_read: bool) -> Iterator[Finding]:
    """Nothing, for who may not read who has subscribed, while no sender runs."""
    [row] = connection.execute(notices.SENDERS).fetchall()
    if may_read and (parked := connection.execute(_PARKED).fetchall()):
        [worst] = parked
        what = f"{worst['parked']} for {worst['name']} are parked: {worst['why']}"
        yield Finding("sender", False, f"{what}; then: adjourn subscriptions again {worst['name']}")
    elif row["senders"]:
        yield Finding("sender", True, f"{row['senders']} run{'s' if row['senders'] == 1 else ''}")
    elif may_read:
        [subscribed] = connection.execute(_SUBSCRIBED).fetchall()
        if subscribed["count"]:
            yield Finding("sender", False, f"none runs for {subscribed['count']} subscriptions: start `adjourn notify`")
        else:
            yield Finding("sender", True, "none is needed: nobody has subscribed")
