"""What a deploy would do to the jobs that have begun: each is looked at with the new code, some side by side."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from adjourn.admin import own_project
from adjourn.models.ground import database
from adjourn.models.ground.settings import Settings
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
    #: How many have begun, and which of them could not go on; how many of the others ran on a graph of other nodes,
    #: edges or input.
    jobs: int
    stuck: list[Stuck]
    changed: int


def look(settings: Settings, root: Path, told: Callable[[str], object] | None = None) -> Looked:
    """With the code in `root`, at the unfinished jobs of the settings' project. `told` hears how many were looked at.

    Raises AdjournError and BadInput: the project cannot be loaded, or the login may not read checkpoints.
    """
    with database.in_a_sentence(), own_project.loaded(settings, root) as project, database.connect(settings) as reading:
        return asyncio.run(_look(settings, project, standing(reading, settings.name), told))


async def _look(
    settings: Settings, project: Project, jobs: Iterator[Standing], told: Callable[[str], object] | None
) -> Looked:
    engine = database.engine(settings)
    connections = await Connections.open(settings, engine, size=_AT_ONCE)
    seen, stuck, changed = 0, [], 0
    try:
        store = await Store.open(settings, connections, project.store)
        graphs = {offer.name: offer.fingerprint for offer in await project.offers(store)}
        while some := list(islice(jobs, _AT_ONCE)):
            found = await _of(project, connections, store, some)
            stuck += found
            seen += len(some)
            fit = set(some) - {each.job for each in found}
            changed += sum(job.fingerprint not in (None, graphs.get(job.graph)) for job in fit)
            if told:
                told(f"looked at {seen} jobs that have begun")
    finally:
        await connections.close()
        engine.dispose()
    return Looked(seen, stuck, changed)


async def _of(project: Project, connections: Connections, store: Store, jobs: Iterable[Standing]) -> list[Stuck]:
    looks = (foresee.trouble(project, Saver(connections), connections, store, job) for job in jobs)
    found = await asyncio.gather(*looks)
    return [Stuck(job, why) for job, why in zip(jobs, found, strict=True) if why]
