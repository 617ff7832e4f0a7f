"""python -m tests.chaos.storm [--seconds N] [--seed N]: a fleet in random weather.

Real workers and schedulers, a broker, a Postgres; systems that submit, people who answer. The seed gives what strikes
when; processes, unlike it, are not the same twice. When the storm is over all jobs come to their ends, and what must
hold is asked of the database, the witness and the journals.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from adjourn.admin.servers import postgres, valkey
from adjourn.models.ground.settings import Settings
from adjourn.models.migrate import migrate
from celery import Celery
from rich.console import Console

from tests.chaos import actors, beside, dead_lane, forgeries, governed, ledger, paging, sharing, telling, visiting
from tests.chaos.actors import Shape
from tests.chaos.bugs import BUGS
from tests.chaos.crew import Crew, celery
from tests.chaos.forecasts import FORECASTS, Forecast
from tests.chaos.invariants import JOURNAL, RECOVERY, RETURN, WITNESS
from tests.chaos.pinned import TAKE_ALL, WORKERS
from tests.chaos.weather import SETTINGS, Weather
from tests.chaos.yard import SHAPES
from tests.support.database import Database
from tests.support.waiting import until

console = Console(highlight=False, soft_wrap=True)
QUEUE = "storm"
_WORKER = ("-A", "adjourn.worker", "worker", "--without-mingle", "--without-gossip", "--without-heartbeat", "-n")
_UNFINISHED = f"""SELECT (SELECT count(*) FROM adjourn.jobs WHERE finished_at IS NULL)
  + (SELECT count(*) FROM adjourn.refused WHERE again_at IS NOT NULL) + {telling.UNSENT}"""
_UNREFUSED = f"""SELECT greatest(0, {len(forgeries.FORGED)} - count(*)) FROM adjourn.refused
  WHERE strpos(message, '{forgeries.CALM}') > 0"""


@dataclass(slots=True)
class Storm:
    folder: Path
    forecast: Forecast
    random: random.Random
    weather: Weather
    database: Database

    def run(self, seconds: float) -> list[str]:
        """What is wrong afterwards. Raises AssertionError: the storm could not begin."""
        self._man()
        self._refer()
        if self.forecast.dead:
            dead_lane.fill(self.database, QUEUE, self.forecast.dead)
        submitters = [
            self.weather.crew.add(f"submitter{n}", actors.submit, self._journal(f"submitter{n}"), *self._order())
            for n in range(2)
        ]
        if self.forecast.governed:
            self.database.rows(governed.LIMIT)
            self.database.rows(governed.SCHEDULE, QUEUE)
            order = self._journal("batches"), *self._order()[:2]
            submitters.append(self.weather.crew.add("batches", governed.submit, *order))
            order = self._journal("submitter-threads"), self._shapes(self.forecast.shapes)[0]
            submitters.append(self.weather.crew.add("submitter-threads", sharing.submit, *order))
        self._blow(seconds)
        self.weather.calm()
        for submitter in submitters:
            self.weather.crew.dismiss(submitter)
        began = time.monotonic()
        actors.patiently(self.database.rows, telling.LATER)  # Postgres may have been restarted since the last time
        ledger.tell_strikes(self.database, self.weather, QUEUE)
        # What is wrong already may keep jobs from their ends.
        wrong = self._violations(self.forecast.more)
        if not wrong:
            dead_lane.move(self.database, QUEUE)
            self._send_forged()
            wrong = self._wait(120)
            ledger.tell_journals(self.database, self.folder)
            wrong += self._violations(ledger.RULES | self.forecast.more)
        return self._report(time.monotonic() - began) + wrong

    def _wait(self, seconds: float) -> list[str]:
        """Until all jobs are final; says so if they never are."""
        try:
            until(lambda: self._count(f"{_UNFINISHED} + ({_UNREFUSED})") == 0, "all jobs are final", seconds=seconds)
        except AssertionError as error:
            return [str(error)]
        return []

    def _violations(self, rules: dict[str, str]) -> list[str]:
        return [f"{name}: {dict(row)}" for name, query in rules.items() for row in self.database.rows(query)]

    def _report(self, seconds: float) -> list[str]:
        """Returns what took too long."""
        struck = Counter(self.weather.strikes)
        console.print(f"{struck.total()} strikes: " + ", ".join(f"{n} {what}" for what, n in sorted(struck.items())))
        jobs = Counter(row["status"] for row in self.database.rows("SELECT status FROM every_job"))
        console.print(f"{jobs.total()} jobs, the last {seconds:.0f} s after the storm: {dict(jobs)}")
        for line in ledger.told(self.database):
            console.print(line)
        retried = "SELECT error ->> 'type' AS error, count(*) FROM journal WHERE state = 'retried' GROUP BY 1"
        console.print(f"retried by the operator: {[(*row.values(),) for row in self.database.rows(retried)] or 'none'}")
        [dead], [away] = self.database.rows(RECOVERY), self.database.rows(RETURN)
        console.print("jobs of dead workers: {count}, claimed anew after {p50:.1f} s, p99 {p99:.1f} s".format(**dead))
        console.print("jobs due when the broker came back: {count}, all claimed after {most:.1f} s".format(**away))
        held, late = dead["count"] + away["count"], max(dead["p99"] - self.forecast.lease, away["most"])
        if self.forecast.prompt is None or (held and late <= self.forecast.prompt):
            return []
        return [f"jobs that were held up go on within {self.forecast.prompt} s: {held} jobs, {late:.1f} s"]

    def _man(self) -> None:
        crew, env = self.weather.crew, {"ADJOURN_LEASE": str(self.forecast.lease)}
        for n in range(self.forecast.beside):
            crew.add(f"worker-beside{n}", celery, *_WORKER, f"beside{n}@%h", **(env | beside.ENV))
        if self.forecast.governed:
            env["ADJOURN_POLICY"] = str(governed.policy(self.folder))
            crew.add("pruner", governed.prune)
        for n, its in enumerate(WORKERS if self.forecast.pinned else TAKE_ALL):
            crew.add(f"worker{n}", celery, *_WORKER, f"worker{n}@%h", **(env | its))
        for n in range(2):
            crew.add(f"scheduler{n}", celery, "-A", "adjourn.scheduler", "beat")
        if self.forecast.governed:
            telling.subscribe(self.database, port := paging.free_port())
            crew.add("receiver", telling.receive, self._journal("receiver"), port)
            for n in range(2):
                crew.add(f"sender{n}", telling.send, ADJOURN_NOTIFY=str(telling.keys(self.folder, port)))
        offered = "SELECT count(DISTINCT (project, name)) FROM adjourn.graphs"
        until(lambda: self._count(offered) == len(self._shapes(SHAPES)), "workers offer their graphs", seconds=60)

    def _refer(self) -> None:
        """What a job of each shape comes to when nothing strikes."""
        for n in range(2):
            self.weather.crew.add(f"answerer{n}", actors.answer, self._journal(f"answerer{n}"))
        self.weather.crew.add("page", paging.serve_page, port := paging.free_port())
        self.weather.crew.add("answerer2", visiting.answer, self._journal("answerer2"), port)
        for shape in self._shapes(SHAPES):
            query = "SELECT adjourn.enqueue(%s, %s, key => 'reference-' || %s, project => %s)"
            self.database.rows(query, shape.graph, actors.INPUT, shape.graph, shape.project)
        until(lambda: self._count(_UNFINISHED) == 0, "calm jobs come to their ends")
        self.weather.crew.add("operator", actors.operate, self._journal("operator"))

    def _blow(self, seconds: float) -> None:
        begun = time.monotonic()
        due = [begun + self.random.uniform(low, high) for _, low, high in self.forecast.winds]
        while not self._is_over(time.monotonic() - begun, seconds):
            number = due.index(min(due))
            self.weather.pass_time(due[number] - time.monotonic())
            what, low, high = self.forecast.winds[number]
            self.weather.strike(self.random.choice(what))
            due[number] = time.monotonic() + self.random.uniform(low, high)

    def _is_over(self, elapsed: float, seconds: float) -> bool:
        if self.forecast.jobs is None:
            return elapsed > seconds
        done = "SELECT count(*) FROM adjourn.jobs WHERE finished_at IS NOT NULL AND key NOT LIKE 'reference%'"
        return self._count(done) >= self.forecast.jobs

    def _send_forged(self) -> None:
        """When no message is lost any more."""
        journal = actors.Journal(self._journal("forger"))
        with Celery(broker=self.weather.broker.url) as app:
            for number, said in enumerate(forgeries.FORGED):
                forgeries.send(app, key := f"{forgeries.CALM}{number}", QUEUE, said)
                journal.write(state="sent", key=key)

    def _order(self) -> tuple[list[Shape], int, int | None]:
        return self._shapes(self.forecast.shapes), self.forecast.at_once, self.forecast.jobs and self.forecast.jobs // 2

    def _shapes(self, graphs: tuple[str, ...]) -> list[Shape]:
        there = [graph for graph in graphs if graph in beside.GRAPHS and self.forecast.beside]
        return [Shape(QUEUE, QUEUE, graph) for graph in graphs] + [
            Shape(beside.NAME, beside.QUEUE, graph) for graph in there
        ]

    def _journal(self, name: str) -> Path:
        return self.folder / f"{name}.journal"

    def _count(self, query: str) -> int:
        return int(next(iter(actors.patiently(self.database.rows, query)[0].values())))


def main() -> None:
    parse = argparse.ArgumentParser(prog="python -m tests.chaos.storm")
    parse.add_argument("forecast", nargs="?", default="everything", choices=FORECASTS)
    parse.add_argument("--seconds", type=float, default=120, help="of the storm, unless it lasts a number of jobs")
    parse.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parse.add_argument("--lease", type=float, default=2)
    parse.add_argument("--bug", default="", choices=BUGS, metavar="NAME", help="that workers and schedulers have")
    given = parse.parse_args()
    console.print(f"storm of seed {given.seed}")
    with tempfile.TemporaryDirectory(prefix="adjourn-storm-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        forecast = replace(FORECASTS[given.forecast], lease=given.lease)
        try:
            sys.exit(len(blow(folder, forecast, given.seed, given.seconds, given.bug)) > 0)
        except KeyboardInterrupt:
            sys.exit(130)


def blow(folder: Path, forecast: Forecast, seed: int, seconds: float, bug: str = "") -> list[str]:
    """Prints and returns what is wrong. `bug`: one of `bugs.BUGS`, which workers and schedulers have."""
    server, broker = postgres.start(folder / "postgres", SETTINGS), valkey.start(folder / "valkey")
    env = {
        "DATABASE_URL": server.url,
        "CELERY_BROKER_URL": broker.url,
        "WITNESS_URL": server.url,
        "ADJOURN_QUEUE": QUEUE,
        "ADJOURN_POOL_SIZE": "4",
        # More slots than there are jobs at once of the storms that time them, where a job takes 5 s of a slot.
        "ADJOURN_CONCURRENCY": "50",
        "CHAOS_BUG": bug,
        "CHAOS_SLOW": str(forecast.slow),
        "C_FORCE_ROOT": "1",
    }
    migrate(Settings(database_url=server.url))
    rng, crew = random.Random(seed), Crew(folder, env)
    weather = Weather(folder, rng, forecast.lease, QUEUE, crew, server, broker)
    try:
        with crew, closing(Database(server.url)) as database:
            for tables in (WITNESS, JOURNAL, beside.CREW):
                database.rows(tables)
            wrong = Storm(folder, forecast, rng, weather, database).run(seconds)
    finally:
        weather.broker.stop()
        weather.postgres.stop()
    for line in wrong[:50]:
        console.print(line, style="red", markup=False)
    return wrong


if __name__ == "__main__":
    main()
