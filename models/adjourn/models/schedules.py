"""Jobs by the clock: what each row of `adjourn.schedules` enqueues, and when.

A cron expression is read as Debian's cron reads it, on the clock of its zone. When clocks go forward, what falls into
the hour that there is not is due right after it; when they go back, what has its hour is due once, and what comes every
so many minutes goes on at that pace. A job is made in the transaction that moves its schedule on to the next time, so
there is one for each time, however many schedulers run, and whenever they die.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import KW_ONLY, dataclass, fields
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from adjourn.models.ground.errors import BadInput, refusals
from adjourn.models.ground.readable import require_readable
from cronsim import CronSim, CronSimError
from sqlalchemy import Connection, Row, TextClause, text

#: How late a job may be that is not to be made up for: a scheduler looks every second, a standby leads after half a
#: minute.
_LATE = timedelta(minutes=1)
#: Jobs that one look makes of one schedule, and schedules that one look sees to.
_EACH, _FEW = 100, 100
#: Times that one look goes past; the next look goes on from there.
_MANY = 10_000

_DUE = text("""
SELECT project, name, cron, zone, missed, since, next_at, now() AS now FROM adjourn.schedules
WHERE NOT paused AND error IS NULL AND (next_at IS NULL OR next_at <= now()) ORDER BY next_at NULLS FIRST LIMIT :few""")
_FIRE = text("SELECT adjourn.fire(:project, :name, :cron, :zone, :next_at, :due, :following)")
_STOP = text("SELECT adjourn.stop_schedule(:project, :name, :cron, :zone, :reason)")


def times(cron: str, zone: str, after: datetime) -> Iterator[datetime]:
    """When it is due, from the first time after `after` on, in UTC. Raises BadInput: a cron expression or zone that
    there is not, or that never comes."""
    try:
        clock = ZoneInfo(zone)
    except (LookupError, OSError, ValueError):
        raise BadInput(f"there is no time zone {zone!r}: name one as Europe/Berlin or UTC") from None
    try:
        if len(cron.split(" ")) != 5:  # CronSim takes seconds, too
            raise CronSimError("wrong number of fields")
        due = CronSim(cron, after.astimezone(clock))
    except CronSimError as error:
        raise BadInput(
            f"cron {cron!r}: {str(error).lower()}; five fields are needed: minute, hour, day of month, month, weekday"
        ) from None
    return _in_utc(due, cron)


def _in_utc(due: CronSim, cron: str) -> Iterator[datetime]:
    for at in due:
        yield at.astimezone(UTC)
    raise BadInput(f"cron {cron!r} never comes")


def fire(connection: Connection) -> bool:
    """Enqueue what is due; `connection` commits by itself. Whether there may be more."""
    rows = connection.execute(_DUE, {"few": _FEW}).all()
    behind = [row for row in rows if _fire(connection, row)]
    return bool(behind) or len(rows) == _FEW


def _fire(connection: Connection, row: Row[Any]) -> bool:
    key = {"project": row.project, "name": row.name, "cron": row.cron, "zone": row.zone}
    try:
        moves = _moves(row)
    except BadInput as error:
        connection.execute(_STOP, key | {"reason": str(error)})
        return False
    expected = row.next_at
    for due, following in moves:
        connection.execute(_FIRE, key | {"next_at": expected, "due": due, "following": following})
        expected = following
    return bool(expected <= row.now)


def _moves(row: Row[Any]) -> list[tuple[datetime | None, datetime]]:
    """For what times there is a job, None being none, and which time follows then."""
    ahead = times(row.cron, row.zone, row.next_at or row.since)
    at = row.next_at or next(ahead)
    passed: list[datetime] = []
    while at <= row.now and len(passed) < (_EACH if row.missed == "each" else _MANY):
        passed.append(at)
        at = next(ahead)
    if row.missed == "each" and passed:
        return list(pairwise([*passed, at]))
    is_for_last = passed and at > row.now and (row.missed == "once" or passed[-1] > row.now - _LATE)
    return [(passed[-1] if is_for_last else None, at)]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is enqueued when. `input`, `config` and `context` are JSON texts; the rest as in `JobRequest`."""

    name: str
    graph: str
    cron: str
    input: str | None = None
    _: KW_ONLY
    zone: str = "UTC"
    #: Of times that went by while no scheduler ran: `once`, `each` or `never`.
    missed: str = "once"
    #: Times after it count. None: from now on.
    since: datetime | None = None
    thread_id: str | None = None
    config: str = "{}"
    context: str | None = None
    project: str | None = None
    queue: str | None = None
    priority: int = 0
    max_attempts: int = 5
    run_timeout: float | None = None
    tags: Sequence[str] = ()


_JSON = {"input", "config", "context"}
_COLUMNS = [field.name for field in fields(Plan) if field.name not in ("_", "since")]
_ADD = text(f"""
INSERT INTO adjourn.schedules ({", ".join(_COLUMNS)}, since)
VALUES ({", ".join(f"CAST(:{name} AS json)" if name in _JSON else f":{name}" for name in _COLUMNS)},
  coalesce(:since, now()))
ON CONFLICT DO NOTHING RETURNING name""")
_WHICH = "WHERE name = :name AND project = coalesce(:project, project)"
_COUNT = text(f"SELECT count(*) FROM adjourn.schedules {_WHICH}")
_REMOVE = text(f"DELETE FROM adjourn.schedules {_WHICH}")
_PAUSE = text(f"UPDATE adjourn.schedules SET paused = :paused {_WHICH}")


def add(connection: Connection, plan: Plan) -> datetime:
    """When it is due first. Raises BadInput: what would not be enqueued, or never; or there is one of this name."""
    first = next(times(plan.cron, plan.zone, plan.since or datetime.now(UTC)))
    values = {name: getattr(plan, name) for name in (*_COLUMNS, "since")} | {"tags": list(plan.tags)}
    for name, value in values.items():
        if isinstance(value, str):
            require_readable(name, value)
    with refusals():
        if connection.execute(_ADD, values).first() is None:
            raise BadInput(f"there is a schedule {plan.name} already: remove it first, or change its row")
    return first


def remove(connection: Connection, name: str, project: str | None = None) -> None:
    """Its jobs stay. Raises BadInput: there is none, or several projects have one."""
    _change(connection, _REMOVE, name, project)


def pause(connection: Connection, name: str, project: str | None = None) -> None:
    """While it is paused, nothing falls due, and nothing is made up for afterwards. Raises BadInput as `remove`."""
    _change(connection, _PAUSE, name, project, paused=True)


def unpause(connection: Connection, name: str, project: str | None = None) -> None:
    """Raises BadInput as `remove`."""
    _change(connection, _PAUSE, name, project, paused=False)


def _change(connection: Connection, statement: TextClause, name: str, project: str | None, **values: Any) -> None:
    which = {"name": name, "project": project}
    with refusals():
        if (found := connection.execute(_COUNT, which).scalar_one()) != 1:
            raise BadInput(
                f"several projects have a schedule {name}: say --project"
                if found
                else f"there is no schedule {name}: see `adjourn schedules`"
            )
        connection.execute(statement, which | values)
