"""Two versions of a project at once: what has begun on the old one is finished by its workers, the rest by the new."""

from __future__ import annotations

import json
import random
import shutil
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from celery import Celery

from tests.conftest import PROJECTS
from tests.support.command import Command
from tests.support.fleet import Fleet, Process, name_of
from tests.support.waiting import until

#: What version 2 changes, in which file: a class, the form of an answer, a key of the state, the name of a node.
CHANGES = [
    ("said.py", 'VERSION = "1"', 'VERSION = "2"'),
    ("desk.py", "class Money:\n    amount: int", "class Money:\n    amount: int\n    currency: str"),
    ("desk.py", '"money": Money(7)', '"money": Money(7, "EUR")'),
    ("desk.py", "class Refund(BaseModel):\n    amount: int", "class Refund(BaseModel):\n    amount: int\n    why: str"),
    ("desk.py", "    note: str\n", ""),
    ("desk.py", '"key": {"note": "for the customer"}', '"key": {}'),
    ("desk.py", "renamed", "called_otherwise"),
]
#: Jobs that cannot go on there, by their kinds, and why; and those of the same graph, and of others, that can.
AFFECTED = {
    "class": "desk.Money requires a field currency",
    "form": "a Refund as it was",
    "key": "its state holds note",
    "node": "the thread stands at renamed",
}
KINDS = {"plain": 60, **dict.fromkeys(AFFECTED, 20), "letters": 40, "report": 20}


def nodes(kind: str, version: str) -> list[str]:
    """What a job of this kind runs."""
    renamed = "renamed" if version == "1" else "called_otherwise"
    asks = {"node": renamed, "form": "form"}.get(kind, "plain")
    ran = {"letters": ["draft", "sign", "send"], "report": ["gather", "publish"]}.get(
        kind, ["keep", asks, "act", "end"]
    )
    return [f"{node} {version}" for node in ran]


@dataclass(slots=True)
class Shop:
    """Two versions of a project, and the jobs that were submitted."""

    fleet: Fleet
    folder: Path

    def __post_init__(self) -> None:
        self.fleet.env["EFFECTS"] = str(self.folder / "effects")
        for version in ("old", "new"):
            shutil.copytree(PROJECTS / "deploys", self.folder / version, ignore=shutil.ignore_patterns("__pycache__"))
        for file, was, now in CHANGES:
            path = self.folder / "new" / file
            assert was in path.read_text()
            path.write_text(path.read_text().replace(was, now))

    def worker(self, version: str, takes: str) -> Process:
        return self.fleet.worker_starting(self.folder / version, takes=takes)

    def enqueue(self, kinds: dict[str, int], since: str) -> None:
        query = "SELECT adjourn.enqueue(%s, %s::json, key => %s || n) FROM generate_series(1, %s) n"
        for kind, many in kinds.items():
            graph = kind if kind in ("letters", "report") else "desk"
            self.fleet.rows(query, graph, json.dumps({"kind": kind}), f"{since} {kind} ", many)

    def jobs(self, since: str) -> list[dict[str, Any]]:
        query = "SELECT *, split_part(key, ' ', 2) AS kind FROM adjourn.jobs WHERE key LIKE %s ORDER BY key"
        return self.fleet.rows(query, f"{since} %")

    def answer(self, most: int) -> int:
        """Some of what is open, in any order; how many that were."""
        query = "SELECT * FROM adjourn.human_requests WHERE status = 'open' ORDER BY random() LIMIT %s"
        for row in (found := self.fleet.rows(query, most)):
            form = {"amount": 5, "why": "so"}
            asked = (row["answer_schema"] or {}).get("properties")
            self.fleet.answer(row, {name: form[name] for name in asked} if asked else "yes")
        return len(found)

    def misdeliver(self, old: str) -> None:
        """Messages of each version's jobs, to the workers of the other."""
        with Celery(broker=self.fleet.broker_url) as app:
            for since, queue in (("old", self.fleet.queue), ("new_", f"{self.fleet.queue}@{old}")):
                for job in self.jobs(since):
                    app.send_task("adjourn.advance", [str(job["id"])], queue=queue)

    def is_busy(self, worker: Process) -> bool:
        """With nothing of which two workers have died: a third death ends a job. Or none is left of what it could have.
        Meanwhile people answer."""
        query = """SELECT max(crashes) FILTER (WHERE leased_by = %s) AS deaths, count(*) AS left FROM adjourn.jobs
            WHERE finished_at IS NULL AND (graph_version IS NULL OR graph_version = (
              SELECT version FROM adjourn.workers WHERE name = %s))"""
        [row] = self.fleet.rows(query, *[name_of(worker)] * 2)
        if row["deaths"] is None and row["left"]:
            self.answer(1)
        return row["left"] == 0 or row["deaths"] in (0, 1)

    def effects(self) -> list[dict[str, str]]:
        return [json.loads(line) for line in (self.folder / "effects").read_text().splitlines()]

    def command(self) -> Command:
        urls = {"ADJOURN_DATABASE_URL": self.fleet.database_url, "ADJOURN_BROKER_URL": self.fleet.broker_url}
        return Command(self.folder, urls | {"ADJOURN_QUEUE": self.fleet.queue, "EFFECTS": self.fleet.env["EFFECTS"]})

    def pause(self, kinds: dict[str, int]) -> str:
        """Jobs of these kinds, which wait for people on the old version, whose workers have gone then."""
        workers = [self.worker("old", "all") for _ in range(2)]
        self.fleet.ready(*workers)
        self.enqueue(kinds, "old")
        self.fleet.wait_all("waiting")
        self.fleet.stop(*workers)
        [row] = self.fleet.rows("SELECT DISTINCT graph_version FROM adjourn.jobs")
        return str(row["graph_version"])


@pytest.fixture
def shop(fleet: Fleet, tmp_path: Path) -> Shop:
    return Shop(fleet, tmp_path)


def test_pinned_workers_finish_what_their_version_has_begun_whatever_dies(shop: Shop) -> None:
    fleet, adjourn, chance = shop.fleet, shop.command(), random.Random(7)
    fleet.scheduler()
    old = shop.pause(KINDS)
    assert sum(KINDS.values()) == 200 == len(shop.jobs("old"))

    done = adjourn("check", "new", "--json")
    assert (done.code, done.err) == (1, "")
    named = {row["job"]: row for row in json.loads(done.out)}
    assert named.keys() == {str(job["id"]) for job in shop.jobs("old") if job["kind"] in AFFECTED}
    for job in shop.jobs("old"):
        if job["kind"] in AFFECTED:
            [why] = named[str(job["id"])]["why"]
            assert AFFECTED[job["kind"]] in why and named[str(job["id"])]["version"] == old

    crews = {(v, takes): [shop.worker(v, takes) for _ in range(2)] for v, takes in (("old", "begun"), ("new", "own"))}
    fleet.ready(*(worker for crew in crews.values() for worker in crew))
    assert adjourn("versions", old).code == 1
    for number, ((version, takes), crew) in enumerate([*crews.items()] * 4):
        shop.enqueue(dict.fromkeys(KINDS, 2), f"new{number}")
        shop.answer(30)
        crew.remove(worker := chance.choice(crew))
        shop.misdeliver(old)
        until(lambda: shop.is_busy(worker), "it has something in hand")
        fleet.kill(worker)
        crew.append(shop.worker(version, takes))
    until(lambda: not shop.answer(100) and set(fleet.statuses()) == {"succeeded"}, "all have ended", seconds=90)

    ran = {
        str(job["id"]): (job, version) for since, version in (("old", "1"), ("new_", "2")) for job in shop.jobs(since)
    }
    assert len(ran) == 200 + 4 * 2 * 2 * len(KINDS)
    for job, version in ran.values():
        assert job["result"]["log"] == nodes(job["kind"], version), job["key"]
    assert {(each["version"], ran[each["job"]][1]) for each in shop.effects()} == {("1", "1"), ("2", "2")}
    asked = fleet.rows(
        "SELECT count(*), count(DISTINCT job_id) AS jobs, min(status), max(status) FROM adjourn.human_requests"
    )
    assert asked == [{"count": len(ran), "jobs": len(ran), "min": "resumed", "max": "resumed"}]
    # Killed workers' nodes run again; of all other jobs each has run once.
    claims = Counter(row["job_id"] for row in fleet.rows("SELECT job_id FROM adjourn.events WHERE became = 'running'"))
    twice = Counter((each["job"], each["node"]) for each in shop.effects())
    calm = {str(job) for job, count in claims.items() if count == 2}
    assert {times for (job, _), times in twice.items() if job in calm} == {1} and len(calm) > 100
    code = fleet.rows("SELECT DISTINCT graph, graph_version, graph_fingerprint FROM adjourn.jobs ORDER BY graph")
    assert len(code) == 6 and len({row["graph_fingerprint"] for row in code if row["graph"] == "desk"}) == 2

    assert adjourn("versions", old).code == 0 and "its workers may stop" in adjourn("versions").out


def test_what_no_worker_takes_waits_is_told_of_and_goes_on_with_one_that_does(shop: Shop) -> None:
    fleet, adjourn = shop.fleet, shop.command()
    fleet.scheduler()
    old = shop.pause({"plain": 6, "node": 3})
    new = shop.worker("new", "own")
    fleet.ready(new)
    assert "jobs       9 wait for people, and no worker takes them then" in adjourn("doctor", "jobs").out
    shop.answer(9)
    shop.enqueue({"plain": 3}, "new")
    until(lambda: {job["status"] for job in shop.jobs("new")} == {"waiting"}, "new jobs go on")
    before = fleet.rows("SELECT count(*) FROM adjourn.events")

    done = adjourn("doctor", "jobs")
    assert done.code == 1 and "9 could go on, and no worker takes them, as each takes those of its version" in done.out
    said = " ".join(adjourn("job", str(shop.jobs("old")[0]["id"])).out.split())
    assert f"Start one of version {old} with ADJOURN_TAKES=begun" in said and "and has changed since" in said
    assert "jobs that no worker takes, see `adjourn versions`: 9" in adjourn("health").out
    assert "no worker takes them" in adjourn("versions").out and adjourn("versions", old).code == 1
    [said] = [row for row in json.loads(adjourn("versions", "--json").out) if row["version"] == old]
    assert (said["waiting"], said["untaken"], said["workers"], said["takes"]) == (9, 9, 0, [])
    assert fleet.rung() == 0 and fleet.rows("SELECT count(*) FROM adjourn.events") == before, "nobody spins"

    back = shop.worker("old", "begun")
    until(lambda: {each["status"] for each in shop.jobs("old")} == {"succeeded"}, "the old version finishes them")
    assert [each["result"]["log"] for each in shop.jobs("old")] == [
        nodes(each["kind"], "1") for each in shop.jobs("old")
    ]
    assert adjourn("doctor", "jobs").code == 0
    fleet.stop(back)


def test_whoever_takes_all_goes_on_with_what_is_left_of_a_version(shop: Shop) -> None:
    """What does not fit is blocked, on the version that it ran on: its workers can still finish it."""
    fleet, adjourn = shop.fleet, shop.command()
    fleet.scheduler()
    old = shop.pause({"plain": 4, "node": 2})
    shop.answer(6)
    fleet.ready(shop.worker("new", "own"), every := shop.worker("new", "all"))
    ended = {"plain": "succeeded", "node": "blocked"}
    until(lambda: all(job["status"] == ended[job["kind"]] for job in shop.jobs("old")), "all of them have gone on")
    for job in shop.jobs("old"):
        if job["kind"] == "plain":
            assert job["result"]["log"] == ["keep 1", "plain 2", "act 2", "end 2"]
        else:
            assert job["graph_version"] == old
            assert "and has changed since" in " ".join(adjourn("job", str(job["id"])).out.split())
    fleet.stop(every)
    fleet.ready(shop.worker("old", "begun"))
    assert adjourn("retry", "--graph", "desk", "--status", "blocked", "--yes").code == 0
    fleet.wait_all("succeeded")
    assert [job["result"]["log"] for job in shop.jobs("old") if job["kind"] == "node"] == [nodes("node", "1")] * 2


def test_who_only_finishes_takes_nothing_new_and_goes_on_with_the_rest(shop: Shop) -> None:
    fleet, adjourn = shop.fleet, shop.command()
    fleet.scheduler()
    old = shop.pause({"letters": 3})
    fleet.ready(shop.worker("old", "begun"))
    shop.answer(3)
    shop.enqueue({"plain": 3}, "new")
    until(lambda: {job["status"] for job in shop.jobs("old")} == {"succeeded"}, "it finishes its own")
    assert {job["status"] for job in shop.jobs("new")} == {"queued"}
    said = " ".join(adjourn("job", str(shop.jobs("new")[0]["id"])).out.split())
    assert "those that live take no new ones" in said
    assert f"none consumes {fleet.queue}" in adjourn("doctor", "workers").out
    [left] = json.loads(adjourn("versions", "--json").out)
    assert (left["version"], left["workers"], left["takes"], left["jobs"]) == (old, 1, ["begun"], 0)
    assert adjourn("versions", old).code == 0
    fleet.ready(shop.worker("new", "own"))
    until(lambda: {job["status"] for job in shop.jobs("new")} == {"waiting"}, "the new version takes them")
    assert {job["graph_version"] for job in shop.jobs("new")}.isdisjoint({old})
