from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """What `adjourn doctor` has looked at, whether it is well, and what is so or what to do."""

    check: str
    ok: bool
    detail: str
    #: Nothing is broken, but somebody should look at it.
    look: bool = False
