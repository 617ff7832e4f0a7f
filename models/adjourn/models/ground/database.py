"""Connections to Postgres: SQLAlchemy for what commands and the scheduler do; psycopg for LISTEN and for what a worker
does with each job, which SQLAlchemy would make slower by a fifth."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, TypeVar

import psycopg
from adjourn.models.ground.errors import HELD, AdjournError, Locked, may_pass
from adjourn.models.ground.settings import Settings
from sqlalchemy import Connection, Engine, create_engine

T = TypeVar("T")

#: Statements one after the other, each with its parameters and answered with its rows, on a loop also with the
#: IntegrityError that it caused. Async code runs it on a loop, sync code in a thread.
Script = Generator[tuple[str, Any], list[dict[str, Any]], T]

#: A host that vanished without a word, maybe with the lead, is found by the server's keepalives, as the server is by
#: ours.
_IDLE, _INTERVAL, _COUNT = 30, 10, 3
#: The checkpointer's tables live in the schema too, so that they never meet those of another LangGraph application.
_PATH = "adjourn"
#: Seconds that a statement waits for a lock, be it a row's, a table's, or the one that all who notify take at commit
#: (for which less would be too little: it passes from one commit to the next). Any session may hold one for as long as
#: it likes. A setting of the connection: what a statement sets itself comes too late for the locks of its tables,
#: which are taken before it begins (tried).
PATIENCE = 1.0
#: The same for a claim, which notifies nobody, and is rung again soon.
CLAIM_PATIENCE = 0.2
# Statements are prepared while tables are small, and their plans stay: without these a claim would go on reading all
# jobs when there are thousands (tests/worker/test_plans.py). Before Postgres 18 they make a statement that has to read
# all of a table look so dear that the server compiles it, for a second or more: hence the last. Not for searches in the
# store, whose statements are LangGraph's.
_BY_INDEX = "-c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c jit=off "
_ALIVE = f"-c tcp_keepalives_idle={_IDLE} -c tcp_keepalives_interval={_INTERVAL} -c tcp_keepalives_count={_COUNT}"


def options(search_path: str = _PATH, patience: float = PATIENCE) -> str:
    """What each connection is opened with. `patience`: seconds that a statement waits for a lock, 0: without end."""
    # In these a backslash takes the next character as it is, and a space ends a value.
    path = search_path.replace("\\", "\\\\").replace(" ", "\\ ")
    by_index = _BY_INDEX if search_path == _PATH else ""
    return f"-c search_path={path} -c lock_timeout={round(1000 * patience)} {by_index}{_ALIVE}"


OPTIONS = options()


def one_line(sql: str) -> str:
    """The statement without its indentation: psycopg remembers what it made of one of up to 4,096 characters, and reads
    a longer one anew each time."""
    return " ".join(sql.split())


def engine(
    settings: Settings,
    *,
    direct: bool = False,
    pool_size: int = 2,
    search_path: str = _PATH,
    patience: float = PATIENCE,
) -> Engine:
    """A synchronous engine in autocommit, where most of our work is one statement; see `transaction`."""
    url = settings.direct_url if direct else settings.database_url
    return create_engine(
        "postgresql+psycopg://" + url.split("://", 1)[1],
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=300,
        isolation_level="AUTOCOMMIT",
        connect_args={**connect_args(settings), "options": options(search_path, patience)},
    )


def transaction(engine: Engine) -> AbstractContextManager[Connection]:
    """Several statements that count together or not at all."""
    return engine.execution_options(isolation_level="READ COMMITTED").begin()


def connect_args(settings: Settings, name: str = "adjourn") -> dict[str, Any]:
    """What each psycopg connection is opened with, besides OPTIONS."""
    return {
        "prepare_threshold": 0 if settings.prepare else None,
        "application_name": name,
        "connect_timeout": 10,
        "keepalives_idle": _IDLE,
        "keepalives_interval": _INTERVAL,
        "keepalives_count": _COUNT,
    }


def connect(
    settings: Settings, patience: float = PATIENCE, *, name: str = "adjourn", direct: bool = True
) -> psycopg.Connection[dict[str, Any]]:
    """A connection in autocommit, a direct one for LISTEN and advisory locks. `name`: what others see it as."""
    return psycopg.connect(
        settings.direct_url if direct else settings.database_url,
        autocommit=True,
        row_factory=psycopg.rows.dict_row,
        options=options(patience=patience),
        **connect_args(settings, name),
    )


async def aconnect(settings: Settings) -> psycopg.AsyncConnection[tuple[Any, ...]]:
    """The same for a loop."""
    return await psycopg.AsyncConnection.connect(
        settings.direct_url, autocommit=True, options=OPTIONS, **connect_args(settings)
    )


@contextmanager
def in_a_sentence() -> Iterator[None]:
    """What the database refuses, and that it does not answer, as an AdjournError."""
    try:
        yield
    except psycopg.errors.InsufficientPrivilege as error:
        more = error.diag.message_detail or error.diag.message_hint
        what = f"{error.diag.message_primary}" + (f" ({more})" if more else "")
        raise AdjournError(f"the database refuses: {what}") from error
    except psycopg.errors.LockNotAvailable as error:
        raise Locked(HELD) from error
    except psycopg.OperationalError as error:
        did = "does not answer" if may_pass(error) else "refuses"
        raise AdjournError(f"the database {did}: {str(error).strip().splitlines()[0]}") from error
