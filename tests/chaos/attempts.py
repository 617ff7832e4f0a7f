"""An errand that is struck, and done once more."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from tests.support.waiting import until

if TYPE_CHECKING:
    from tests.chaos.cases import Case
    from tests.chaos.yard import Yard

#: Exit codes: done, and told that it could not be.
DONE, REFUSED = 0, 3
#: What the database refuses when it has been done.
_ONCE = ("cancel by command", "retry by command")
#: Seconds in which a second process may do the errand while the first is stopped, unless that has what it needs.
_MEANWHILE = 0.3


def attempts(yard: Yard, case: Case, *given: Any, **more: Any) -> Iterator[None]:
    """The errand until it has been done, and once more. Yields after each attempt."""
    order = {"errand": case.shape, "given": given, "point": case.point, "nth": case.nth, "action": case.action} | more
    done, is_again = 0, False
    while done < 2:
        before = yard.count
        pid = yard.begin(**order)
        status = ended(yard, pid)
        if status == "stopped":
            other = yard.begin(**order)
            with suppress(AssertionError):
                until(partial(yard.poll, other), "another has done it", seconds=_MEANWHILE)
            yard.ask(signal=signal.SIGCONT, pid=pid)
            ends = (ended(yard, pid), ended(yard, other))
            assert set(ends) <= {DONE, REFUSED}, f"two at once ended with {ends}, see {yard.log}"
        else:
            is_struck = before < case.nth <= yard.count
            is_refused = status == REFUSED and is_again and case.shape in _ONCE
            likely = (DONE, REFUSED, -signal.SIGKILL) if is_struck else (DONE,)
            assert status in likely or is_refused, f"a process ended with {status}, see {yard.log}"
            done += status == DONE or is_refused
        is_again = True
        yield


def ended(yard: Yard, pid: int) -> int | str:
    return until(lambda: yard.poll(pid), f"process {pid} has ended")[0]
