"""The errors that a caller may meet. Each message is one line that says what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DataError, DBAPIError, OperationalError

#: SQLSTATEs of what Postgres refuses: our own triggers' (55000), constraints (23…), data (22…), limits (54…).
_REFUSALS = ("55000", "22", "23", "54")

#: SQLSTATEs of what passes by itself or is repaired: connections (08), logins (28, also by a pooler), deadlocks (40),
#: memory and disk (53), locks (55006, 55P03), a server that stops or a statement that is cancelled (57), the system
#: (58). The driver calls more than these operational: limits (54), which are the same the next time, what triggers
#: refuse (55000) or break on (27, 38, 39).
_PASSING = ("08", "28", "40", "53", "55006", "55P03", "57", "58")


class AdjournError(Exception):
    """Something failed that is not the caller's fault."""


class BadInput(AdjournError):
    """The caller asked for something that cannot be."""


class DatabaseAway(AdjournError):
    """The database did not answer; it is nobody's fault, and counts as no try."""


class Locked(DatabaseAway):
    """Another session holds a lock on what is needed, for a moment or for long. Nothing has changed."""


class Skipped(Locked):
    """The same, found without waiting: it may be over in a moment."""


class LeaseLost(AdjournError):
    """Another worker has taken over the job, or it was cancelled: nothing this worker does counts any more."""


class Unreadable(AdjournError):
    """A checkpoint holds what the code as deployed cannot or must not bring back."""


HELD = (
    "another session holds a lock on it: let it commit or roll back, then try again; who it is: "
    "SELECT pid, usename, query FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'"
)


@contextmanager
def refusals() -> Iterator[None]:
    """Turn what the schema refuses into `BadInput`, and an unreachable database into `DatabaseAway`."""
    try:
        yield
    except UnicodeEncodeError:
        raise BadInput("half of a surrogate pair is no text") from None
    except DBAPIError as error:
        diag = getattr(error.orig, "diag", None)
        if isinstance(error, DataError) and (diag is None or diag.sqlstate is None):
            raise BadInput("a NUL character is no text") from None  # the driver's own refusal
        if diag is not None and (diag.sqlstate or "").startswith(_REFUSALS):
            hint = f" ({diag.message_hint})" if diag.message_hint else ""
            raise BadInput(f"{diag.message_primary}{hint}") from error
        if diag is not None and diag.sqlstate in ("42P01", "3F000"):
            raise AdjournError("the database has no Adjourn tables: run `adjourn migrate`") from error
        if diag is not None and diag.sqlstate == "42501":
            raise AdjournError(f"the database refuses: {diag.message_primary}") from error
        if is_locked(error):
            raise Locked(HELD) from error
        if isinstance(error, OperationalError):
            reason = str(error.orig).strip().splitlines()[0]
            raise DatabaseAway(f"the database does not answer: {reason}") from error
        raise


def is_locked(error: BaseException) -> bool:
    """Whether it waited for a lock that another session holds, longer than it may (`database.PATIENCE`)."""
    return getattr(getattr(error, "orig", error), "sqlstate", None) == "55P03"


def away(error: BaseException) -> DatabaseAway:
    """What an error of the driver that may pass is for who called."""
    return Locked(str(error)) if is_locked(error) else DatabaseAway(str(error))


def may_pass(error: BaseException) -> bool:
    """Whether what the driver calls operational is so: else Postgres refuses it each time. Without an SQLSTATE there
    was no answer."""
    sqlstate = getattr(getattr(error, "orig", error), "sqlstate", None)
    return not isinstance(sqlstate, str) or sqlstate.startswith(_PASSING)
