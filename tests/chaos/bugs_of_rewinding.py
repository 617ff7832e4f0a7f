"""Bugs on purpose, see bugs.py: those of a job that goes back to a question."""

from __future__ import annotations

from collections.abc import Callable

from adjourn.models import ask_again

from tests.chaos.swap import swapped


def rewind_without_lease() -> None:
    """Whoever began to rewind may do it later, while the job's next worker goes on."""
    ask_again._REWIND = swapped(
        ask_again._REWIND, "AND lease_id = %(lease_id)s::uuid", "AND %(lease_id)s::uuid IS NOT NULL"
    )


def what_followed_stays() -> None:
    """The checkpoints of the steps that came after the question."""
    ask_again._REWIND = swapped(
        ask_again._REWIND,
        "DELETE FROM adjourn.checkpoints c USING steps s\n  WHERE",
        "DELETE FROM adjourn.checkpoints c USING steps s\n  WHERE false AND",
    )


BUGS: dict[str, Callable[[], None]] = {bug.__name__: bug for bug in (rewind_without_lease, what_followed_stays)}
