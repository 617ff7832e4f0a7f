"""Messages of which no job was made: kept with the reason, and tried again by itself if another session was in the way,
or by hand. Whoever sees to it that one is tried again sets `again_at`; a worker does it, with its own rights."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from adjourn.models.ground.errors import BadInput, refusals
from adjourn.models.ground.readable import readable_text
from sqlalchemy import Connection, text

#: Bytes of a message that are kept, and how many messages. One that is tried again by itself is kept whole, and counts
#: for nothing: it is on its way to be a job.
MOST_BYTES, MOST = 65_536, 10_000
#: Seconds until one that met a foreign lock is tried again.
SOON = 3
#: Seconds until a worker that was rung for a message is taken not to have come.
_RUNG = 10

_KEEP = text(f"""
WITH kept AS (
  INSERT INTO adjourn.refused (queue, message, why, again_at)
  VALUES (:queue, :message, :why, clock_timestamp() + CAST(:again_in AS float) * interval '1 second') RETURNING id
) DELETE FROM adjourn.refused WHERE id IN (
  SELECT r.id FROM adjourn.refused r, kept WHERE r.again_at IS NULL AND r.id <= kept.id - {MOST}
  ORDER BY r.id LIMIT 100 FOR UPDATE OF r SKIP LOCKED)""")
_DUE = text(f"""
UPDATE adjourn.refused SET again_at = clock_timestamp() + {_RUNG} * interval '1 second' WHERE id IN (
  SELECT id FROM adjourn.refused WHERE again_at <= now() ORDER BY again_at LIMIT :limit FOR UPDATE SKIP LOCKED)
RETURNING id, queue""")
_TAKE = text("SELECT message FROM adjourn.refused WHERE id = :id AND again_at IS NOT NULL FOR UPDATE SKIP LOCKED")
_POSTPONE = text(f"UPDATE adjourn.refused SET again_at = clock_timestamp() + interval '{SOON} seconds' WHERE id = :id")
# Until the transaction ends, or what it was is set again.
_PATIENCE = text("SELECT set_config('lock_timeout', :patience, true)")
_REFUSE = text("UPDATE adjourn.refused SET again_at = NULL, why = :why, message = :message WHERE id = :id")
_CHOSEN = "(CAST(:ids AS bigint[]) IS NULL OR id = ANY(:ids))"
_LOOK = text(f"SELECT id, message FROM adjourn.refused WHERE {_CHOSEN} ORDER BY id FOR UPDATE")
_AGAIN = text("UPDATE adjourn.refused SET again_at = clock_timestamp() WHERE id = ANY(:ids)")
_DROP = text(f"DELETE FROM adjourn.refused WHERE {_CHOSEN} RETURNING id")


def keep(connection: Connection, queue: str, message: str, why: str, *, again_in: float | None = None) -> None:
    """Put down a message that came by this queue; if `again_in` is given, it is tried again in so many seconds."""
    message, why = readable_text(message), readable_text(why)
    kept = message if again_in is not None else _cut(message, MOST_BYTES)
    with refusals():
        connection.execute(_KEEP, {"queue": queue, "message": kept, "why": _cut(why, 4000), "again_in": again_in})


def ring(connection: Connection, limit: int) -> list[Any]:
    """At most `limit` messages whose time has come: rows with id, queue. They come again if nobody takes them."""
    return list(connection.execute(_DUE, {"limit": limit}))


def take(transaction: Connection, id: int) -> str | None:
    """The message, locked until the transaction ends; None if there is nothing to try again."""
    taken: str | None = transaction.execute(_TAKE, {"id": id}).scalar()
    return taken


@contextmanager
def hastily(transaction: Connection) -> Iterator[None]:
    """A savepoint in which no lock is waited for longer than a moment: there may be many such messages."""
    with transaction.begin_nested():
        [before] = transaction.execute(text("SHOW lock_timeout")).scalars()
        transaction.execute(_PATIENCE, {"patience": "100ms"})
        yield
        transaction.execute(_PATIENCE, {"patience": before})


def postpone(transaction: Connection, id: int) -> None:
    """Another session is still in the way."""
    transaction.execute(_POSTPONE, {"id": id})


def refuse(transaction: Connection, id: int, message: str, why: str) -> None:
    """It has been tried again, in vain."""
    values = {"message": _cut(message, MOST_BYTES), "why": _cut(readable_text(why), 4000)}
    transaction.execute(_REFUSE, {"id": id} | values)


def retry(transaction: Connection, ids: list[int] | None) -> list[int]:
    """Have these, or all that can be, tried again as soon as a worker comes. Raises BadInput: there is none of this id,
    or it is no request, or was too long to be kept whole."""
    with refusals():
        found = {row.id: row.message for row in transaction.execute(_LOOK, {"ids": ids})}
        able = [id for id, message in found.items() if is_request(message)]
        if ids is not None:
            _require(ids, found)
            for id in ids:
                if id not in able:
                    raise BadInput(f"message {id} holds no whole request: let its sender send it again, and drop it")
        transaction.execute(_AGAIN, {"ids": able})
    return able


def drop(transaction: Connection, ids: list[int] | None) -> list[int]:
    """Delete these, or all. Raises BadInput: there is none of this id."""
    with refusals():
        gone = list(transaction.execute(_DROP, {"ids": ids}).scalars())
    _require(ids or [], gone)
    return gone


def is_request(message: str) -> bool:
    """Whether it can be tried again."""
    try:
        read = json.loads(message)
    except (ValueError, RecursionError):
        return False
    return isinstance(read, dict) and {"id", "args", "kwargs"} <= read.keys()


def _require(ids: list[int], found: Any) -> None:
    for id in ids:
        if id not in found:
            raise BadInput(f"there is no refused message {id}")


def _cut(text: str, most: int) -> str:
    """To so many bytes at most."""
    written = text.encode()
    return text if len(written) <= most else written[: most - 3].decode(errors="ignore") + "…"
