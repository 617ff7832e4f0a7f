"""Take away what was said on a thread, and keep who did what when (0004_erase.sql)."""

from __future__ import annotations

from collections.abc import Sequence

from adjourn.models.ground.errors import refusals
from sqlalchemy import Connection, text

_ERASE = text("SELECT what, count FROM adjourn.erase(:thread_id, CAST(:namespaces AS text[]))")


def erase(transaction: Connection, thread_id: str, namespaces: Sequence[str] = ()) -> dict[str, int]:
    """With the items of the store below these namespaces, as "users.ada". Of each table how many rows.

    Raises BadInput: there is no such thread, or a job of it has not finished; AdjournError: one is not the owner.
    """
    with refusals():
        rows = transaction.execute(_ERASE, {"thread_id": thread_id, "namespaces": list(namespaces)})
        return {str(what): int(count) for what, count in rows}
