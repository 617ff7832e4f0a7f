"""What a deploy would do to the jobs that have begun: each is looked at with the new code, some side by side."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import psycopg
from adjourn.models.ground import database
from adjourn.models.ground.errors import AdjournError, BadInput
from adjourn.models.ground.settings import Settings, hide
from adjourn.models.standing import Standing, standing
from adjourn.worker.advance import foresee
from adjourn.worker.checkpointer.saver import Saver
from adjourn.worker.process.connections import Connections
from adjourn.worker.project.project import Project
from adjourn.worker.project.store import Store

#: Jobs side by side, each with a connection of its own.
_AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Stuck:
    job: Standing
    why: list[str]


@dataclass(frozen=True, slots=True)
class Looked:
    #: How many have begun, and which of them could not go on.
    jobs: int
    stuck: list[Stuck]


def look(settings: Settings, root: Path, told: Callable[[str], object] | None = None) -> Looked:
    """With the code in `root`, at the unfinished jobs of the settings' project. `told` hears how many were looked at.

    Raises AdjournError and BadInput: the project cannot be loaded, or the login may not read checkpoints.
    """
    # What a module of the project prints is not our answer.
    with contextlib.redirect_stdout(sys.stderr), database.in_a_sentence():
        try:
            hide()
            project = Project.load(root, settings.config, settings.policy)
        except SystemExit as error:
            raise BadInput(f"the project in {root} exits when it is loaded ({error})") from None
        try:
            with database.connect(settings) as connection:
                return asyncio.run(_look(settings, project, standing(connection, settings.name), told))
        except psycopg.errors.InsufficientPrivilege as error:
            raise AdjournError(f"{error.diag.message_primary}, which is for members of adjourn_worker") from error


async def _look(
    settings: Settings, project: Project, jobs: Iterator[Standing], told: Callable[[str], object] | None
) -> Looked:
    engine = database.engine(settings)
    connections = await Connections.open(settings, engine, size=_AT_ONCE)
    seen, stuck = 0, []
    try:
        store = await Store.open(settings, connections, project.store)
        while some := list(islice(jobs, _AT_ONCE)):
            stuck += await _of(project, connections, store, some)
            seen += len(some)
            if told:
                told(f"looked at {seen} jobs that have begun")
    finally:
        await connections.close()
        engine.dispose()
    return Looked(seen, stuck)


async def _of(project: Project, connections: Connections, store: Store, jobs: Iterable[Standing]) -> list[Stuck]:
    looks = (foresee.trouble(project, Saver(connections), connections, store, job) for job in jobs)
    found = await asyncio.gather(*looks)
    return [Stuck(job, why) for job, why in zip(jobs, found, strict=True) if why]
