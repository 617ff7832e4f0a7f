"""The processes of a storm. Each is forked from a server that has imported everything once, and is replaced by another
when it ends."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.chaos.bugs import BUGS
from tests.support.forked import IMPORTED, Forked, ForkServer

_server = ForkServer(*IMPORTED, "adjourn.scheduler.dispatcher", "adjourn.notify.sender", "tests.chaos.paging")


def celery(*arguments: str) -> None:
    """In the process itself: `celery …`, on a host whose clock may be wrong."""
    if shift := float(os.environ.get("CHAOS_CLOCK", "0")):
        real, real_ns = time.time, time.time_ns
        time.time, time.time_ns = lambda: real() + shift, lambda: real_ns() + int(shift * 10**9)
    take_bug()
    from celery.bin.celery import main

    sys.argv = ["celery", "-q", *arguments]
    main()


def take_bug() -> None:
    """The one on purpose, if there is one."""
    if bug := os.environ.get("CHAOS_BUG"):
        BUGS[bug]()


@dataclass(slots=True, eq=False)
class Post:
    """A place in the crew: whoever dies there has a successor, who finds the environment as it is by then."""

    name: str
    work: Callable[..., None]
    arguments: tuple[Any, ...]
    env: dict[str, str] = field(default_factory=dict)
    process: Forked | None = None

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    def send(self, number: signal.Signals) -> None:
        assert self.process is not None
        self.process.send_signal(number)


class Crew:
    """While it is entered, a thread sees to it that all posts are manned."""

    def __init__(self, logs: Path, env: dict[str, str]) -> None:
        self.posts: list[Post] = []
        #: Each process that there was: its post's name, its pid and its environment.
        self.manned: list[tuple[str, int, dict[str, str]]] = []
        self._logs, self._env = logs, env
        self._over = threading.Event()
        self._watch = threading.Thread(target=self._tend)

    def __enter__(self) -> Crew:
        self._watch.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._watch.join()
        for post in list(self.posts):
            self.dismiss(post)

    def add(self, name: str, work: Callable[..., None], *arguments: Any, **env: str) -> Post:
        post = Post(name, work, arguments, env)
        self.posts.append(post)
        return post

    def named(self, prefix: str) -> list[Post]:
        return [post for post in self.posts if post.name.startswith(prefix) and post.process is not None]

    def dismiss(self, post: Post) -> None:
        """Kill it, for good."""
        self.posts.remove(post)
        if post.process is not None:
            post.process.kill()
            post.process.wait()

    def _tend(self) -> None:
        while not self._over.wait(0.05):
            for post in list(self.posts):
                if post.process is not None and post.process.poll() is None:
                    continue
                env = os.environ | self._env | post.env
                with (self._logs / f"{post.name}.log").open("ab") as log:
                    post.process = _server.start(
                        [post.name], post.work, *post.arguments, env=env, stdout=log, stderr=log
                    )
                self.manned.append((post.name, post.pid, self._env | post.env))
