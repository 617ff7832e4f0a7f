"""What was done in a storm, and what its people know, as rows: invariants are asked of the database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from psycopg.types.json import Jsonb

from tests.chaos import actors, beside, forgeries, gone, sharing, telling, visiting
from tests.chaos.invariants import INVARIANTS, OF_STORMS
from tests.chaos.weather import Weather
from tests.support.database import Database

#: What must hold when all is over.
RULES = (
    INVARIANTS
    | OF_STORMS
    | beside.INVARIANTS
    | forgeries.INVARIANTS
    | gone.INVARIANTS
    | sharing.INVARIANTS
    | telling.INVARIANTS
    | visiting.INVARIANTS
)
#: What shows that there was something to go wrong.
_TOLD = {
    "{beside} of them beside; of forgeries {refused} were refused, {down} messages put down": beside.TOLD,
    "by page {told}": visiting.TOLD,
    "by senders {notices} notices, {times} times": telling.TOLD,
    "pruned {jobs} jobs, {requests} questions, and of {latest} threads all but the latest": gone.TOLD,
    "of shared threads {shared}": sharing.TOLD,
}


def told(database: Database) -> Iterator[str]:
    for line, query in _TOLD.items():
        [row] = database.rows(query)
        yield line.format(**row)


def tell_journals(database: Database, folder: Path) -> None:
    for path in folder.glob("*.journal"):
        entries = Jsonb(actors.entries(path))
        database.rows("INSERT INTO journal SELECT * FROM jsonb_populate_recordset(NULL::journal, %s)", entries)


def tell_strikes(database: Database, weather: Weather, queue: str) -> None:
    for name, pid, env in weather.crew.manned:
        if name.startswith("worker"):
            whose = env.get("ADJOURN_NAME", queue), env["ADJOURN_QUEUE"], env["ADJOURN_PROJECT"]
            database.rows("INSERT INTO crew VALUES (%s, %s, %s, %s)", pid, *whose)
    for what in weather.strikes:
        database.rows("INSERT INTO strikes (point, late) VALUES (%s, true)", what)
    for pid, at in weather.deaths:
        database.rows("INSERT INTO deaths (pid, at) VALUES (%s, %s)", pid, at)
    for hold in weather.bystander.told():
        database.rows("INSERT INTO holds (job, began, ended) VALUES (%s, %s, %s)", *hold.values())
    for at in weather.returns:
        database.rows("INSERT INTO returns (at) VALUES (%s)", at)
