"""What a storm does to the servers and to the crew."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import redis
from adjourn.admin.servers import postgres, valkey
from adjourn.admin.servers.server import Server
from adjourn.models.ground.broker import ADVANCE

from tests.chaos import beside, bystander, pinned, telling
from tests.chaos.bystander import Bystander
from tests.chaos.crew import Crew, Post
from tests.chaos.pinned import PROJECTS
from tests.support import messages
from tests.support.waiting import until

#: There must be a project beside.
MISDELIVERED = "messages misdelivered"
#: There must be workers of two versions, who stay what they are.
MIXED, DEPLOYED = "messages to another version", "worker of another version"
#: Too long for a storm of everything.
AWAY = "broker away for a minute"
#: An acknowledged commit must outlive an immediate restart, which power cuts aside needs no fsync.
SETTINGS = {"fsync": "off", "full_page_writes": "off", "track_commit_timestamp": "on"}


@dataclass(slots=True)
class Weather:
    folder: Path
    random: random.Random
    lease: float
    queue: str
    crew: Crew
    postgres: Server
    broker: Server
    bystander: Bystander = field(init=False)
    strikes: list[str] = field(default_factory=list)
    #: Which worker processes were killed when.
    deaths: list[tuple[int, datetime]] = field(default_factory=list)
    #: When the broker came back.
    returns: list[datetime] = field(default_factory=list)
    _later: list[tuple[float, Callable[[], None]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        journal = self.folder / "bystander.journal"
        self.bystander = Bystander(self.random, self.later, journal, self.queue, self.broker.url)

    def strike(self, what: str) -> None:
        if STRIKES[what](self) is not False:
            self.strikes.append(what)

    def later(self, seconds: float, act: Callable[[], None]) -> None:
        self._later.append((time.monotonic() + seconds, act))

    def pass_time(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while (now := time.monotonic()) < end:
            for due, what in list(self._later):
                if due <= now:
                    self._later.remove((due, what))
                    what()
            time.sleep(0.02)

    def calm(self) -> None:
        """Whoever is stopped goes on; everything is there."""
        while self._later:
            self.pass_time(0.1)

    def one(self, prefix: str) -> Post:
        return self.random.choice(self.crew.named(prefix))

    def kill(self, post: Post) -> None:
        if post.name.startswith("worker"):
            self.deaths.append((post.pid, datetime.now(UTC)))
        post.send(signal.SIGKILL)

    def stop(self, prefix: str) -> None:
        """For longer than a lease lasts."""
        post = self.one(prefix)
        pid = post.pid
        post.send(signal.SIGSTOP)

        def go_on() -> None:
            if post.pid == pid:
                post.send(signal.SIGCONT)

        self.later(2 * self.lease, go_on)

    def kill_broker(self, seconds: float) -> None:
        self.broker.kill()
        self.pass_time(seconds)
        self.broker = valkey.start(self.folder / "valkey")
        self.returns.append(datetime.now(UTC))

    def restart_postgres(self) -> None:
        """As `pg_ctl stop -m immediate`, and a start."""
        os.kill(self.postgres.pid, signal.SIGQUIT)
        until(lambda: not self.postgres.alive(), "Postgres has ended")
        self.postgres.stop()
        self.pass_time(self.random.uniform(0, 2))
        self.postgres = postgres.start(self.folder / "postgres", SETTINGS)

    def cut_connections(self) -> None:
        with psycopg.connect(self.postgres.url, autocommit=True) as connection:
            connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")

    def hurry_senders(self) -> None:
        with psycopg.connect(self.postgres.url, autocommit=True) as connection:
            connection.execute(telling.LATER)

    def messages(self, change: Callable[[list[bytes]], list[bytes]], queue: str = "") -> bool:
        """Puts others in the place of those that wait in the queue, once there are some; False if none came."""
        queue = queue or self.queue
        end = time.monotonic() + 2
        with redis.Redis.from_url(self.broker.url) as broker:
            while not (waiting := messages.waiting(broker, queue)):
                if time.monotonic() > end:
                    return False
            changed = change(waiting)
            pipeline = broker.pipeline().delete(*messages.lists(queue))
            (pipeline.lpush(queue, *changed) if changed else pipeline).execute()
        return True

    def misdeliver(self) -> bool:
        """Those that ring for jobs of one project go to the workers of the other."""
        here, there = self.random.sample([self.queue, beside.QUEUE], 2)
        rings: list[bytes] = []

        def left(waiting: list[bytes]) -> list[bytes]:
            rings.extend(message for message in waiting if ADVANCE.encode() in message)
            return [message for message in waiting if message not in rings]

        if not self.messages(left, here) or not rings:
            return False
        with redis.Redis.from_url(self.broker.url) as broker:
            broker.rpush(there, *rings)
        return True

    def mix(self) -> bool:
        """Those that ring for jobs of one version go to whichever workers."""
        with psycopg.connect(self.postgres.url) as connection:
            queues = [name for (name,) in connection.execute(pinned.QUEUES, {"queue": self.queue})]
        rings: list[bytes] = []

        def left(waiting: list[bytes]) -> list[bytes]:
            taken = [message for message in waiting if ADVANCE.encode() in message]
            rings.extend(taken)
            return [message for message in waiting if message not in taken]

        self.messages(left, self.random.choice(queues))
        with redis.Redis.from_url(self.broker.url) as broker:
            for message in rings:
                broker.rpush(self.random.choice(queues), message)
        return bool(rings)

    def empty_broker(self) -> None:
        with redis.Redis.from_url(self.broker.url) as broker:
            broker.flushall()

    def deploy(self) -> None:
        """A worker ends in good order; its successor has the other version of the code."""
        versioned = [post for post in self.crew.named("worker") if post.env["ADJOURN_PROJECT"] in PROJECTS]
        post = self.random.choice(versioned)
        here = PROJECTS.index(post.env["ADJOURN_PROJECT"])
        post.env["ADJOURN_PROJECT"] = PROJECTS[1 - here]
        post.send(signal.SIGTERM)

    def change_clock(self) -> None:
        post = self.one("worker")
        post.env["CHAOS_CLOCK"] = self.random.choice(["-5", "0", "3600"])
        self.kill(post)


def _shuffled(weather: Weather, messages: list[bytes]) -> list[bytes]:
    return weather.random.sample(messages, len(messages))


STRIKES: dict[str, Callable[[Weather], bool | None]] = {
    "worker killed": lambda w: w.kill(w.one("worker")),
    "worker stopped": lambda w: w.stop("worker"),
    DEPLOYED: Weather.deploy,
    "worker with a wrong clock": Weather.change_clock,
    "scheduler killed": lambda w: w.kill(w.one("scheduler")),
    "scheduler stopped": lambda w: w.stop("scheduler"),
    "submitter killed": lambda w: w.kill(w.one("submitter")),
    "submitter stopped": lambda w: w.stop("submitter"),
    "page killed": lambda w: w.kill(w.one("page")),
    "pruner killed": lambda w: w.kill(w.one("pruner")),
    "pruner stopped": lambda w: w.stop("pruner"),
    "sender killed": lambda w: w.kill(w.one("sender")),
    "sender stopped": lambda w: w.stop("sender"),
    "senders wait no longer": Weather.hurry_senders,
    "receiver killed": lambda w: w.kill(w.one("receiver")),
    "receiver stopped": lambda w: w.stop("receiver"),
    "answerer killed": lambda w: w.kill(w.one("answerer")),
    "broker emptied": Weather.empty_broker,
    "broker killed": lambda w: w.kill_broker(w.random.uniform(0, 3)),
    AWAY: lambda w: w.kill_broker(60),
    "messages lost": lambda w: w.messages(lambda waiting: waiting[::2]),
    "messages tripled": lambda w: w.messages(lambda waiting: waiting * 3),
    "messages shuffled": lambda w: w.messages(lambda waiting: _shuffled(w, waiting)),
    MISDELIVERED: Weather.misdeliver,
    MIXED: Weather.mix,
    "Postgres restarted": Weather.restart_postgres,
    "connections cut": Weather.cut_connections,
    **{
        what: lambda w, act=act: act(w.bystander, w.postgres.url)  # type: ignore[misc]
        for what, act in bystander.STRIKES.items()
    },
}
