"""A fleet of a released version is upgraded while it works: its schema beneath it, then process by process."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from celery import Celery
from psycopg.types.json import Jsonb

from tests.support.camp import SURVIVAL, Camp, camp_of
from tests.support.command import Command
from tests.support.database import Database
from tests.support.fleet import Fleet, name_of
from tests.support.released import FOLDER, QUEUE, installed, restored
from tests.support.waiting import until

RELEASED = sorted(FOLDER.glob("*.whl"))
LOG = ["begin", "walk", "question", "ride", "end"]
#: How many jobs each version must have had in each mixture.
ENOUGH = 5
LEASE = 3


@dataclass(slots=True)
class People:
    """Some submit a job every few milliseconds, and some answer whatever is asked; all in SQL."""

    url: str
    keys: list[str] = field(default_factory=list)
    _over: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def __enter__(self) -> People:
        self._threads += [threading.Thread(target=work) for work in (self._submit, self._answer)]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _submit(self) -> None:
        with closing(Database(self.url)) as database:
            while not self._over.wait(0.08):
                key = f"number {len(self.keys)}"
                # Nobody answers every tenth before the upgrade is over.
                options = "tags => '{last}', " if len(self.keys) % 10 == 0 else ""
                query = f"SELECT adjourn.enqueue('journey', json_build_object('who', %s::text), {options}key => %s)"
                database.rows(query, key, key)
                self.keys.append(key)

    def _answer(self) -> None:
        with closing(Database(self.url)) as database:
            while not self._over.wait(0.02):
                answer(database, "NOT j.tags @> '{last}'")


def answer(database: Database, which: str) -> None:
    """Each job gets an answer of its own."""
    asked = f"""SELECT r.id, j.input ->> 'who' AS who
        FROM adjourn.human_requests r JOIN adjourn.jobs j ON j.id = r.job_id WHERE r.status = 'open' AND {which}"""
    for row in database.rows(asked):
        said = Jsonb({"data": f"for {row['who']}"})
        database.rows("UPDATE adjourn.human_requests SET answer = %s WHERE id = %s", said, row["id"])


@dataclass(slots=True)
class Mixture:
    """Fleets of two versions, with one database, one queue and one project."""

    old: Fleet
    new: Fleet
    camp: Camp
    #: Its commands.
    adjourn_old: Command
    adjourn: Command

    def work(self, *versions: Fleet) -> None:
        """Until each of these has had enough jobs since now."""
        [since] = self.new.rows("SELECT coalesce(max(id), 0) AS id FROM adjourn.events")
        for fleet in versions:
            until(lambda f=fleet: self._claims(f, since["id"]) >= ENOUGH, "the version has had jobs")  # type: ignore[misc]

    def twice(self) -> list[tuple[str, str]]:
        """Nodes that began more often than their jobs were begun and cut off."""
        query = """SELECT j.key, count(*) FROM adjourn.events e JOIN adjourn.jobs j ON j.id = e.job_id
            WHERE (e.was, e.became) = ('running', 'running') GROUP BY 1"""
        deaths = {row["key"]: row["count"] for row in self.new.rows(query)}
        begun = Counter((each["who"], each["node"]) for each in self.camp.begun())
        return [(who, node) for (who, node), count in begun.items() if count > 1 + deaths.get(who, 0)]

    def _claims(self, fleet: Fleet, since: int) -> int:
        query = """SELECT count(*) FROM adjourn.events
            WHERE id > %s AND became = 'running' AND data ->> 'leased_by' = ANY (%s)"""
        [row] = self.new.rows(query, since, [name_of(process) for process in fleet.processes])
        return int(row["count"])


@pytest.fixture(params=RELEASED, ids=lambda path: path.name.split("-")[1])
def mixture(request: pytest.FixtureRequest, postgres_url: str, broker_url: str, tmp_path: Path) -> Iterator[Mixture]:
    python = installed(request.param, tmp_path / "venv")
    for name in ("old", "new"):
        (tmp_path / name).mkdir()
    with ExitStack() as stack:
        url = stack.enter_context(restored(postgres_url, ""))
        old = stack.enter_context(Fleet(url, broker_url, QUEUE, tmp_path / "old", python=python))
        new = stack.enter_context(Fleet(url, broker_url, QUEUE, tmp_path / "new"))
        env = {"ADJOURN_DATABASE_URL": url, "ADJOURN_BROKER_URL": broker_url, "ADJOURN_QUEUE": QUEUE}
        camp_of(old, tmp_path)
        commands = Command(tmp_path, env, python=python), Command(tmp_path, env)
        yield Mixture(old, new, camp_of(new, tmp_path), *commands)


def test_a_released_fleet_is_upgraded_process_by_process_while_it_works(mixture: Mixture) -> None:
    """Each version dies and leads while the other works on; what one has asked, the other goes on with."""
    old, new = mixture.old, mixture.new
    assert mixture.adjourn_old("migrate").code == 0
    workers = [old.worker_starting(SURVIVAL, lease=LEASE) for _ in range(2)]
    old.ready(*workers)
    old_scheduler = old.scheduler()
    with People(old.database_url) as people:
        mixture.work(old)
        assert "the database is at version" in mixture.adjourn("migrate").out
        # Of which older workers know nothing.
        assert mixture.adjourn("limit", "--graph", "journey", "--running", "30").code == 0
        mixture.work(old)
        newer = [new.worker_starting(SURVIVAL, lease=LEASE) for _ in range(2)]
        new.ready(*newer)
        mixture.work(old, new)

        scheduler = new.scheduler()
        old.stop(old_scheduler)
        until(lambda: "scheduler leads" in new.log(scheduler), "the newer one takes the lead")
        old_scheduler = old.scheduler()
        mixture.work(old, new)
        old.kill(workers[0])
        new.kill(newer[0])
        new.kill(scheduler)
        until(lambda: "scheduler leads" in old.log(old_scheduler), "the older one takes it again")
        mixture.work(old, new)

        old.worker(SURVIVAL, lease=LEASE)
        by_hand = mixture.adjourn_old("enqueue", "journey", '{"who": "by hand"}', "--key", "by hand")
        assert by_hand.code == 0, by_hand
        with Celery(broker=old.broker_url) as app:
            app.send_task("adjourn.enqueue", ("journey", {"who": "sent"}), {"key": "sent"}, queue=QUEUE)
        mixture.work(old, new)
        new.worker_starting(SURVIVAL, lease=LEASE)
        new.scheduler()
        mixture.work(old, new)
    old.stop()
    until(lambda: new.rows("SELECT key FROM adjourn.jobs WHERE key = 'sent'"), "what was sent is there")
    last = new.rows("SELECT count(*) FROM adjourn.jobs WHERE tags @> '{last}'")
    asked = "SELECT count(*) FROM adjourn.jobs WHERE status = 'waiting' AND tags @> '{last}'"
    until(lambda: new.rows(asked) == last, "all that has not been answered is asked")
    with closing(Database(new.database_url)) as database:
        ends = lambda: answer(database, "true") or set(new.statuses()) == {"succeeded"}  # noqa: E731
        until(ends, "all have succeeded", seconds=60)

    jobs = new.rows("SELECT id, key, result FROM adjourn.jobs ORDER BY key")
    assert {row["key"] for row in jobs} == {*people.keys, "by hand", "sent"}, "nothing is lost"
    for row in jobs:
        assert row["result"] == {"who": row["key"], "log": LOG, "answer": f"for {row['key']}"}
    assert new.rows("SELECT id FROM adjourn.places WHERE job_id IS NOT NULL") == [], "no place is kept"
    assert mixture.twice() == [], "nothing is done twice that no death has cut off"
