"""Failpoints: named instants at which a process can be made to die. They wrap the product from outside, so that its
code carries none of it, and exist only in a process that calls `wrap`."""

from __future__ import annotations

import functools
import inspect
import os
import signal
import socket
from collections.abc import Callable
from dataclasses import dataclass
from mmap import mmap
from typing import Any

import psycopg

from tests.chaos.places import OTHERS, WRAPPED

#: Called by the nodes of the chaos project.
NODE = ("node before", "node acted", "node asks", "node answered", "edge judges", "reducer adds", "output is written")


def names() -> list[str]:
    """All points."""
    found = []
    for name, (owner, attribute) in WRAPPED.items():
        found.append(f"{name} before")
        if inspect.isgeneratorfunction(getattr(owner, attribute)):
            found += [f"{name} sent", f"{name} committed"]
        found.append(f"{name} after")
    return [*found, *NODE]


class Chaos(ConnectionError):
    """An error that passes."""


@dataclass(slots=True)
class Armed:
    point: str
    nth: int
    action: Callable[[], None]
    #: Shared with the fork server: hits of the point since the run began, in all its processes.
    hits: mmap


armed: Armed | None = None
#: The connection that was used last.
_talking: list[psycopg.Connection[Any]] = []

#: In the environment: the point at which this process and those that it starts die every time.
_DEADLY = "CHAOS_DEADLY"


def deadly(point: str) -> None:
    os.environ[_DEADLY] = point


def hit(point: str) -> None:
    global armed
    if armed is None or armed.point != point:
        if os.environ.get(_DEADLY) == point:  # in a process that the worker started
            kill()
        return
    armed.hits.seek(0)
    count = armed.hits.read_byte() + 1
    armed.hits.seek(0)
    armed.hits.write_byte(min(count, 255))
    if count == armed.nth or os.environ.get(_DEADLY) == point:
        mine, armed = armed, None  # what the action itself does is not counted
        try:
            mine.action()
        finally:
            armed = mine


def wrap() -> None:
    for name, (owner, attribute) in (WRAPPED | OTHERS).items():
        setattr(owner, attribute, _wrapped(name, getattr(owner, attribute)))


def _wrapped(name: str, inner: Any) -> Any:
    if inspect.isgeneratorfunction(inner):

        @functools.wraps(inner)
        def script(*args: Any, **options: Any) -> Any:
            hit(f"{name} before")
            result = yield from _steps(name, inner(*args, **options))
            hit(f"{name} after")
            return result

        return script
    if inspect.iscoroutinefunction(inner):

        @functools.wraps(inner)
        async def coroutine(*args: Any, **options: Any) -> Any:
            hit(f"{name} before")
            result = await inner(*args, **options)
            hit(f"{name} after")
            return result

        return coroutine

    @functools.wraps(inner)
    def function(*args: Any, **options: Any) -> Any:
        hit(f"{name} before")
        if name == "statement":
            connection, waits, *others = args
            _talking[:] = [connection]
            args = (connection, _sent(waits), *others)
        result = inner(*args, **options)
        hit(f"{name} after")
        return result

    return function


def _steps(name: str, script: Any) -> Any:
    """The script's own statements; what a script that it calls sends is named there."""
    try:
        statement = next(script)
        while True:
            hit(f"{name} sent")
            try:
                rows = yield statement
            except Exception as error:
                statement = script.throw(error)
            else:
                hit(f"{name} committed")
                statement = script.send(rows)
    except StopIteration as done:
        return done.value


def _sent(waits: Any) -> Any:
    """psycopg's generator, which first asks to wait when all has been sent."""
    try:
        wanted = next(waits)
        hit("statement sent")
        while True:
            wanted = waits.send((yield wanted))
    except StopIteration as done:
        return done.value


# --- actions


def kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def stop() -> None:
    """Until somebody sends SIGCONT, which is later than the lease lasts."""
    os.kill(os.getpid(), signal.SIGSTOP)


def cut() -> None:
    """The wire to Postgres, at this end: what that says to what it was told is lost."""
    for connection in _talking:
        with socket.socket(fileno=os.dup(connection.fileno())) as wire:
            wire.shutdown(socket.SHUT_RDWR)


def fail() -> None:
    raise Chaos("an error from nowhere")


def disconnect(url: str) -> Callable[[], None]:
    """All of the worker's connections, as a restart of Postgres cuts them."""

    def cut() -> None:
        with psycopg.connect(url, application_name="chaos", autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND application_name <> 'chaos'"
            )

    return cut
