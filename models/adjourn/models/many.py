"""Several questions at once: what they offer, and one answer to all of them. The rules are the database's
(0004_answer_many.sql), so a dry run says what would become of each.

Each function takes a transaction in which `people.act` has said for whom.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from adjourn.models.ground.readable import require_readable
from sqlalchemy import Connection, text

#: So many at once, at most.
MOST = 200
_ANSWER = text(
    "SELECT id, answered, said FROM adjourn.answer_many(CAST(:ids AS bigint[]), :choice, :comment, dry_run => :dry_run)"
)
#: In the order in which they are answered, so that two who answer the same ones wait for each other.
_HOLD = text("SELECT FROM adjourn.human_requests WHERE id = ANY(CAST(:ids AS bigint[])) ORDER BY id FOR NO KEY UPDATE")
_OFFERED = text("""
SELECT r.id, r.kind, CASE WHEN octet_length(r.options::text) <= 4000 THEN r.options::text END AS options
FROM adjourn.human_requests r
WHERE r.id = ANY(CAST(:ids AS bigint[])) AND NOT r.four_eyes AND r.answer_error IS NULL AND r.look_twice IS NULL
  AND coalesce(r.policy ->> 'bulk', '') <> 'false' AND coalesce(r.assignee, adjourn.person()) = adjourn.person()""")


@dataclass(frozen=True, slots=True)
class Outcome:
    id: int
    answered: bool
    #: As what, or why not.
    said: str


def answer(
    transaction: Connection, ids: Iterable[int], *, choice: str | None, comment: str | None, dry_run: bool = False
) -> list[Outcome]:
    """One answer to each of them; what is refused stays as it is. Raises BadInput: it is no text."""
    for name, given in (("choice", choice), ("comment", comment)):
        require_readable(f"the {name}", given or "")
    values = {"ids": list(ids), "choice": choice, "comment": comment, "dry_run": dry_run}
    return [Outcome(row.id, row.answered, row.said or "") for row in transaction.execute(_ANSWER, values)]


def hold(transaction: Connection, ids: Iterable[int]) -> None:
    """Nobody changes them before this transaction ends."""
    transaction.execute(_HOLD, {"ids": list(ids)})


def offered(transaction: Connection, ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Of those that may be answered together with others: their kind, and their choices as JSON text."""
    found: Iterable[Any] = transaction.execute(_OFFERED, {"ids": list(ids)})
    return {row.id: (row.kind, row.options) for row in found if row.options is not None}
