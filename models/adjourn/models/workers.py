"""Worker processes, as they tell of themselves: which jobs they take, and how much they have to do."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from adjourn.models.ground.database import Script


@dataclass(frozen=True, slots=True)
class Load:
    #: host:pid
    name: str
    project: str
    #: Of the project's code.
    version: str
    takes: str
    queues: list[str]
    #: Runs at once, and now.
    slots: int
    running: int


_ALIVE = """
WITH ended AS (
  DELETE FROM adjourn.workers WHERE name IN (
    SELECT name FROM adjourn.workers WHERE seen_at < now() - interval '1 day' FOR UPDATE SKIP LOCKED)
) INSERT INTO adjourn.workers (name, project, version, takes, queues, slots, running)
VALUES (%(name)s, %(project)s, %(version)s, %(takes)s, %(queues)s, %(slots)s, %(running)s)
ON CONFLICT (name) DO UPDATE SET project = EXCLUDED.project, version = EXCLUDED.version, takes = EXCLUDED.takes,
  queues = EXCLUDED.queues, slots = EXCLUDED.slots, running = EXCLUDED.running, seen_at = now()
RETURNING name"""
_ENDED = "DELETE FROM adjourn.workers WHERE name = %(name)s RETURNING name"


def alive(load: Load) -> Script[None]:
    yield _ALIVE, asdict(load)


def ended(name: str) -> Script[None]:
    yield _ENDED, {"name": name}
