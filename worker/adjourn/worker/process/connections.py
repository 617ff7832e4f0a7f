"""The database as runs use it: scripts of statements, run by async code on the loop or by sync code in a thread."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar, cast

import psycopg
from adjourn.models.ground import database
from adjourn.models.ground.database import Script
from adjourn.models.ground.errors import away, may_pass
from adjourn.models.ground.settings import Settings
from psycopg import AsyncConnection
from psycopg.rows import DictRow, dict_row
from psycopg_pool import AsyncConnectionPool
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError, TimeoutError

T = TypeVar("T")

#: Connections for claims, each of which takes a millisecond or two, or the time for which it waits.
_CLAIMS = 4


@contextmanager
def translated() -> Iterator[None]:
    """The driver's errors that may pass, as DatabaseAway."""
    try:
        yield
    except psycopg.OperationalError as error:
        if not may_pass(error):
            raise
        raise away(error) from error


@dataclass(frozen=True, slots=True)
class Connections:
    pool: AsyncConnectionPool[AsyncConnection[DictRow]]
    #: The loop on which the pool lives.
    loop: asyncio.AbstractEventLoop
    engine: Engine
    #: Whether statements may be prepared.
    prepare: bool
    #: All pools of the process, its own among them.
    pools: list[AsyncConnectionPool[AsyncConnection[DictRow]]] = field(default_factory=list)

    @classmethod
    async def open(
        cls, settings: Settings, engine: Engine, options: str = database.OPTIONS, size: int | None = None
    ) -> Connections:
        pool: AsyncConnectionPool[AsyncConnection[DictRow]] = AsyncConnectionPool(
            settings.database_url,
            min_size=1,
            max_size=size or settings.pool_size,
            timeout=300,
            open=False,
            kwargs={
                "autocommit": True,
                "row_factory": dict_row,
                "options": options,
                **database.connect_args(settings),
            },
        )
        await pool.open()
        return cls(pool, asyncio.get_running_loop(), engine, settings.prepare, [pool])

    async def for_claims(self, settings: Settings) -> Connections:
        """Some beside these."""
        options = database.options(patience=database.CLAIM_PATIENCE)
        claims = await self.open(settings, self.engine, options, min(_CLAIMS, settings.pool_size))
        self.pools.append(claims.pool)
        return replace(claims, pools=self.pools)

    async def close(self) -> None:
        await self.pool.close()

    async def arun(self, script: Script[T]) -> T:
        """Raises DatabaseAway, of which Locked is one, and whatever the script raises."""
        try:
            sql, params = next(script)
            connection = await self.pool.getconn()
            try:
                async with connection.cursor(row_factory=dict_row, binary=True) as cursor:
                    while True:
                        try:
                            await cursor.execute(sql, params, prepare=self.prepare)
                            rows = await cursor.fetchall()
                        except psycopg.IntegrityError as error:
                            sql, params = script.throw(error)
                        else:
                            sql, params = script.send(rows)
            finally:
                await self.pool.putconn(connection)
                if connection.broken:
                    # The server has gone, and with it the others: who comes next shall not each find that out.
                    for pool in self.pools:
                        await pool.check()
        except StopIteration as done:
            return cast(T, done.value)
        except psycopg.OperationalError as error:
            if not may_pass(error):
                raise
            raise away(error) from error
        finally:
            script.close()

    def run(self, script: Script[T]) -> T:
        """Never through the loop, which an async node that calls `graph.invoke()` blocks."""
        try:
            sql, params = next(script)
            while True:
                connection = self.engine.raw_connection()
                try:
                    driver: Any = connection.driver_connection
                    with driver.cursor(row_factory=dict_row, binary=True) as cursor:
                        cursor.execute(sql, params, prepare=self.prepare)
                        rows = cursor.fetchall()
                finally:
                    connection.close()
                sql, params = script.send(rows)
        except StopIteration as done:
            return cast(T, done.value)
        except (psycopg.OperationalError, OperationalError, TimeoutError) as error:
            if not may_pass(error):
                raise
            raise away(error) from error
        finally:
            script.close()
