"""Bugs on purpose, see bugs.py: those of a claim."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

from adjourn.models import claims
from adjourn.worker.advance import advance

from tests.chaos.swap import swapped


def claim_ignores_lease() -> None:
    claims._CLAIM = swapped(claims._CLAIM, "j.lease_until < now()", "true")


def resumed_before_commit() -> None:
    """Answers are marked as used when the job is claimed."""
    claims._CLAIM = swapped(
        claims._CLAIM,
        "WITH due AS (",
        "WITH used AS (UPDATE adjourn.human_requests SET status = 'resumed', resumed_at = now() "
        "WHERE job_id::text IN (SELECT json_array_elements_text(%(ids)s::json)) AND status = 'answered'), due AS (",
    )
    inner = advance.reconcile

    def reconciles(look: Any, asked: Any, taken: Any, start: Any, serde: Any) -> Any:
        fresh = [row for row in asked if row.status != "resumed"]
        return inner(dataclasses.replace(look, asked={}), fresh, taken, start, serde)

    advance.reconcile = reconciles  # type: ignore[assignment]


def counted_after_user_code() -> None:
    """A try counts when the code has come back, so one whose worker died of it never counts."""
    for counter, was in (("attempt", "queued"), ("crashes", "running")):
        claims._CLAIM = swapped(
            claims._CLAIM, f"{counter} = j.{counter} + (due.status = '{was}')::int", f"{counter} = j.{counter}"
        )


def claim_asks_no_limit() -> None:
    claims._CLAIM = swapped(claims._CLAIM, "(SELECT true FROM adjourn.limits LIMIT 1) IS NULL OR", "true OR")


def claim_ignores_version() -> None:
    """Whoever is rung for a job takes it, whatever version has begun it."""
    claims._CLAIM = swapped(claims._CLAIM, "%(takes)s = 'all' OR", "true OR %(takes)s = 'all' OR")


BUGS: dict[str, Callable[[], None]] = {
    bug.__name__: bug
    for bug in (
        *(claim_ignores_lease, resumed_before_commit, counted_after_user_code, claim_asks_no_limit),
        claim_ignores_version,
    )
}
