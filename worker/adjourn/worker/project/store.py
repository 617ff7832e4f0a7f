"""The store that graphs get: LangGraph's Postgres store, for sync and async code at once.

Sync calls never go through the loop, which an async node that calls `store.put()` or a sync graph blocks. Calls are
not gathered into batches over all runs, as the stock store does: a value that cannot be stored would fail the calls of
other runs. It is not under the fence: a node that runs again puts again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import structlog
from adjourn.models import store
from adjourn.models.ground import database
from adjourn.models.ground.errors import DatabaseAway, may_pass
from adjourn.models.ground.settings import Settings
from adjourn.worker.langgraph_inside import PooledPostgresStore
from adjourn.worker.process.connections import Connections
from adjourn.worker.project import graphs
from langchain_core.embeddings import Embeddings
from langgraph.pregel import Pregel
from langgraph.store.base import (
    BaseStore,
    GetOp,
    Item,
    ListNamespacesOp,
    MatchCondition,
    Op,
    PutOp,
    Result,
    SearchOp,
    TTLConfig,
)
from langgraph.store.base.embed import ensure_embeddings
from langgraph.store.memory import InMemoryStore
from langgraph.store.postgres import PostgresStore

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class StoreConfig:
    """What langgraph.json says of the store."""

    ttl: TTLConfig
    #: Of the search index, None if there is none.
    dims: int | None = None
    embed: Embeddings | None = None
    fields: list[str] | None = None


class Store(BaseStore):
    """One per process. The namespaces of all projects of a database lie side by side, each under its project's name,
    which graphs never see."""

    supports_ttl = True

    def __init__(self, connections: Connections, project: str, config: StoreConfig, *, own: bool) -> None:
        """On the loop. `own`: the connections are for nobody else."""
        self.ttl_config = config.ttl
        self._index = store.index(config.dims, embed=config.embed, fields=config.fields) if config.dims else None
        # A label holds no dots.
        self._project = project.replace("~", "~7e").replace(".", "~2e")
        self._connections = connections
        self._own = own
        self._pooled = PooledPostgresStore(connections.pool, index=self._index, ttl=config.ttl)

    @classmethod
    async def open(cls, settings: Settings, connections: Connections, config: StoreConfig) -> Store:
        """Raises AdjournError: the index is not that of langgraph.json."""
        if not config.dims:
            return cls(connections, settings.name, config, own=False)
        # Connections of its own: they are held while a model embeds, and neither claims nor leases shall wait for that.
        with database.connect(settings) as connection:
            path = store.search_path(store.require_index(connection, config.dims))
        engine = database.engine(settings, pool_size=settings.pool_size, search_path=path)
        connections = await Connections.open(settings, engine, database.options(path))
        return cls(connections, settings.name, config, own=True)

    async def close(self) -> None:
        if self._own:
            await self._connections.close()
            self._connections.engine.dispose()

    def batch(self, ops: Iterable[Op]) -> list[Result]:
        """Raises DatabaseAway, for which a run that ends of it counts no try."""
        inside = [self._inside(op) for op in ops]
        try:
            found = self._batch(inside)
        except psycopg.OperationalError as error:
            with _away(error):
                # A connection that lay idle while the database restarted tells so only now, and so would the others.
                self._connections.engine.dispose()
                found = self._batch(inside)
        return [_outside(result) for result in found]

    def _batch(self, inside: list[Op]) -> list[Result]:
        connection = self._connections.engine.raw_connection()
        try:
            driver: Any = connection.driver_connection
            return PostgresStore(driver, index=self._index, ttl=self.ttl_config).batch(inside)
        finally:
            connection.close()

    async def abatch(self, ops: Iterable[Op]) -> list[Result]:
        if asyncio.get_running_loop() is not self._connections.loop:
            # A sync node that runs async code in a loop of its own.
            return await asyncio.to_thread(self.batch, list(ops))
        inside = [self._inside(op) for op in ops]
        try:
            found = await self._pooled.abatch(inside)
        except psycopg.OperationalError as error:
            with _away(error):
                await self._connections.pool.check()
                found = await self._pooled.abatch(inside)
        return [_outside(result) for result in found]

    def _inside(self, op: Op) -> Op:
        match op:
            case GetOp() | PutOp():
                return op._replace(namespace=(self._project, *op.namespace))
            case SearchOp():
                return op._replace(namespace_prefix=(self._project, *op.namespace_prefix))
            case ListNamespacesOp():
                # A suffix must not reach into the project's name either.
                longest = max([len(c.path) for c in op.match_conditions or () if c.match_type == "suffix"], default=0)
                ours = MatchCondition("prefix", (self._project, *("*",) * longest))
                conditions = [
                    MatchCondition("prefix", (self._project, *c.path)) if c.match_type == "prefix" else c
                    for c in op.match_conditions or ()
                ]
                depth = op.max_depth + 1 if op.max_depth is not None else None
                return op._replace(match_conditions=(ours, *conditions), max_depth=depth)


@contextmanager
def _away(error: psycopg.OperationalError) -> Iterator[None]:
    """The second try, if `error` may pass: what was put once may be put again."""
    if not may_pass(error):
        raise error
    try:
        yield
    except psycopg.OperationalError as again:
        raise DatabaseAway(str(again)) from again


def _outside(result: Result) -> Result:
    match result:
        case Item():
            result.namespace = result.namespace[1:]
        case [Item(), *_]:
            for item in result:
                item.namespace = item.namespace[1:]  # type: ignore[union-attr]
        case [tuple(), *_]:
            return [namespace[1:] for namespace in result]  # type: ignore[index]
    return result


def chosen(compiled_in: Any, ours: BaseStore | None) -> Any:
    """Of the store that a graph was compiled with and ours. One in memory is lost when the next worker goes on."""
    return ours if ours is not None and (compiled_in is None or isinstance(compiled_in, InMemoryStore)) else compiled_in


def load(root: Path, given: dict[str, Any]) -> StoreConfig:
    """From the `store` of a langgraph.json. Raises BadInput: there is no such embedding, and why."""
    # An item that has expired is gone, whenever it is swept.
    ttl: TTLConfig = {**given.get("ttl", {}), "omit_expired": True}  # type: ignore[typeddict-item]
    if not (index := given.get("index")):
        return StoreConfig(ttl)
    embed: str = index["embed"]
    path, _, variable = embed.rpartition(":")
    with graphs.failing(f"store.index.embed ({embed}) cannot be loaded"):
        embeddings = ensure_embeddings(getattr(graphs.module(root, path), variable) if path.endswith(".py") else embed)
    return StoreConfig(ttl, index["dims"], embeddings, index.get("fields"))


def warn_of_lost_index(name: str, graph: Any, config: StoreConfig) -> None:
    kept = graph.store if isinstance(graph, Pregel) else None
    if isinstance(kept, InMemoryStore) and kept.index_config and config.dims is None:
        log.warning(
            "graph is compiled with a search index that is not used: say store.index in langgraph.json", graph=name
        )
