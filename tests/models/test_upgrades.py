"""What a release has made stays as it is, and whoever comes after it goes on with what it left."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg
import pytest
from adjourn.models import schema_version
from adjourn.models.ground.errors import BadInput
from adjourn.models.ground.settings import Settings
from adjourn.models.migrate import migrate
from alembic.config import Config
from alembic.script import ScriptDirectory

from tests.support import next_version
from tests.support.camp import SURVIVAL, camp_of
from tests.support.command import Command
from tests.support.fleet import Fleet
from tests.support.released import ANSWER, FOLDER, JOBS, QUEUE, dump, restored
from tests.support.waiting import until

#: The version of the schema that this code is for, and those of the two that may follow.
NOW, NEXT, LAST = (f"{int(schema_version.of_code()) + n:04}" for n in range(3))
RELEASED = sorted(FOLDER.glob("*.sql"))
#: Of the files of each released version of the schema: who changes one must make a new version instead.
FROZEN = {
    "0001": "a8ad20feb7d6b232",
    "0002": "6e2ca790236d525f",
    "0003": "62be3e06c3b3fcf8",
    "0004": "93f8fc4b308e0ebf",
    "0005": "05a4b8adec0ef3e2",
    "0006": "50145233d9ee7556",
}

#: What people say to a question of each kind.
ANSWERS = {
    "question": """answer = '"Monday"'""",
    "tool_approval": "choice = 'reject', comment = 'too much'",
    "tool_batch": """answer = '{"decisions": [{"type": "approve"}, {"type": "reject"}]}'""",
    "agent_inbox": "choice = 'accept'",
    "breakpoint": "choice = 'continue'",
}
_ASKED = {"log": ["begin", "question", "end"], "answer": "yes"}
_MENDED = {"log": ["begin", "mend", "end"]}
#: What jobs of `tests.support.released` come to, and the nodes that the newer version begins.
ENDS: dict[str, tuple[dict[str, Any], list[str]]] = {
    "done": (_ASKED, []),
    "asks": (_ASKED, ["end"]),
    "answered": (_ASKED, ["end"]),
    "blocked": (_ASKED, ["end"]),
    "due": (_ASKED, ["begin", "end"]),
    "behind": ({"log": _ASKED["log"] * 2, "answer": "yes"}, ["begin", "end"]),
    "stops": ({"log": ["begin", "end"]}, ["end"]),
    "second": ({"log": ["begin", "twice", "end"], "answer": "{'data': 'yes'}, Monday"}, ["twice", "end"]),
    "died": ({"log": ["begin", "wait", "end"]}, ["wait", "end"]),
    "tried": (_MENDED, ["mend", "end"]),
    "failed": (_MENDED, ["mend", "end"]),
    "kinds": (
        {
            "log": ["agent_inbox", "form", "question", "tool_approval", "tool_batch", "end"],
            "answers": {
                "agent_inbox": [{"type": "accept", "args": {"action": "refund", "args": {"order": 4711}}}],
                "form": {"count": 3},
                "question": "Monday",
                "tool_approval": {"type": "reject", "message": "too much"},
                "tool_batch": {"decisions": [{"type": "approve"}, {"type": "reject"}]},
            },
        },
        ["agent_inbox", "form", "question", "tool_approval", "tool_batch", "end"],
    ),
}


@pytest.mark.parametrize("released", RELEASED, ids=lambda path: path.stem)
def test_jobs_that_a_released_version_left_go_on(
    released: Path, postgres_url: str, broker_url: str, tmp_path: Path
) -> None:
    with restored(postgres_url, released.read_text()) as url, Fleet(url, broker_url, QUEUE, tmp_path) as fleet:
        camp, operator = camp_of(fleet, tmp_path), Command(tmp_path, {"ADJOURN_DATABASE_URL": url})
        jobs = {row["key"]: row for row in fleet.rows("SELECT id::text, key, status FROM adjourn.jobs")}
        assert {key: job["status"] for key, job in jobs.items()} == {key: status for key, (status, _) in JOBS.items()}
        migrate(Settings(database_url=url))
        assert fleet.enqueue("ask", {"who": "asks"}, key="asks", tags=["asks"], priority=3) == jobs["asks"]["id"]
        held = fleet.enqueue("climb", {}, key="held")
        camp.gate.touch()
        fleet.worker(SURVIVAL)
        fleet.scheduler()
        fleet.wait(jobs["overdue"]["id"], "failed")
        for key in ("failed", "blocked"):
            assert operator.quick("retry", jobs[key]["id"]).code == 0
        fleet.rows("UPDATE adjourn.jobs SET run_at = now() WHERE key = 'tried'")
        for request in fleet.rows("SELECT id, kind FROM adjourn.open_requests WHERE graph NOT IN ('ask', 'changes')"):
            fleet.rows(f"UPDATE adjourn.human_requests SET {ANSWERS[request['kind']]} WHERE id = %s", request["id"])
        for key in ("asks", "due", "behind"):
            fleet.wait(jobs[key]["id"], "waiting")
            fleet.answer(fleet.requests(jobs[key]["id"])[0], ANSWER)
            fleet.wait(jobs[key]["id"])
        for key, (result, _) in ENDS.items():
            assert fleet.wait(jobs[key]["id"])["result"] == {"who": key} | result
        begun = Counter((each["who"], each["node"]) for each in camp.begun())
        assert begun == Counter((key, node) for key, (_, nodes) in ENDS.items() for node in nodes), "nothing twice"
        for key in ("later", "cancelled", "overdue"):
            assert fleet.job(jobs[key]["id"])["result"] is None
        assert fleet.job(jobs["later"]["id"])["status"] == fleet.job(held)["status"] == "queued"
        fleet.rows("DELETE FROM adjourn.pauses")
        fleet.wait(held)


@pytest.mark.parametrize("released", RELEASED, ids=lambda path: path.stem)
def test_a_released_schema_that_was_upgraded_is_as_one_made_anew(
    released: Path, postgres_url: str, database_url: str
) -> None:
    with restored(postgres_url, released.read_text()) as url:
        migrate(Settings(database_url=url))
        assert _schema(postgres_url, url) == _schema(postgres_url, database_url)


def test_what_a_release_has_made_never_changes() -> None:
    digests = {}
    for version in FROZEN:
        files = sorted(schema_version.MIGRATIONS.glob(f"*/{version}_*.*"))
        content = b"".join(path.name.encode() + path.read_bytes() for path in files if path.suffix in (".sql", ".py"))
        digests[version] = hashlib.sha256(content).hexdigest()[:16]
    assert digests == FROZEN, "make a new version instead"
    assert list(FROZEN) == schema_version.KNOWN[: len(FROZEN)]


def test_versions_are_known_by_the_names_of_their_files() -> None:
    config = Config()
    config.set_main_option("script_location", str(schema_version.MIGRATIONS))
    scripts = ScriptDirectory.from_config(config).walk_revisions()
    assert sorted(script.revision for script in scripts) == schema_version.KNOWN


def test_the_database_is_upgraded_below_workers_which_follow_one_by_one(fleet: Fleet, tmp_path: Path) -> None:
    camp = camp_of(fleet, tmp_path)
    old = fleet.worker(SURVIVAL, lease=10)  # longer than a version waits for its locks, and others behind it
    fleet.scheduler()
    asking = [fleet.enqueue("ask", {"who": str(n)}) for n in range(3)]
    held = [fleet.enqueue("hold", {"who": str(n)}) for n in range(3)]
    for job in asking:
        fleet.wait(job, "waiting")
    until(lambda: camp.counts()["wait"] == 3, "three are in the middle")

    path = next_version.make(tmp_path / "next", next_version.EXPANDS)
    with psycopg.connect(fleet.database_url) as bystander, ThreadPoolExecutor() as pool:
        bystander.execute("SELECT count(*) FROM adjourn.jobs")
        upgrade = pool.submit(_upgrade, fleet, path)
        until(lambda: _waits(fleet), "the new version waits for a table")
        fleet.wait(fleet.enqueue("ask", {"who": "meanwhile"}), "waiting")
        assert not upgrade.done()
        bystander.rollback()
        assert upgrade.result() == f"the database is at version {NEXT}\n"
    fleet.hang_up()  # its prepared `SELECT *` is of the old columns; what the product has prepared names its columns

    camp.gate.touch()
    for job in held:
        assert fleet.wait(job)["result"]["log"] == ["begin", "wait", "end"]
    fleet.answer(fleet.requests(asking[0])[0], ANSWER)
    fleet.wait(asking[0])

    fleet.env["PYTHONPATH"] = path
    new = fleet.worker(SURVIVAL, anew=True)
    del fleet.env["PYTHONPATH"]
    fleet.stop(old)
    fleet.answer(fleet.requests(asking[1])[0], ANSWER)
    fleet.wait(asking[1])
    old = fleet.worker(SURVIVAL)  # one that a supervisor starts again
    fleet.stop(new)
    fleet.answer(fleet.requests(asking[2])[0], ANSWER)
    fleet.wait(asking[2])
    assert camp.counts() == {"begin": 7, "wait": 3, "end": 6}, "nothing twice"


def test_who_submits_while_a_version_waits_for_a_table_is_not_in_a_deadlock_with_it(
    fleet: Fleet, tmp_path: Path
) -> None:
    fleet.worker(SURVIVAL)
    path = next_version.make(tmp_path / "next", next_version.EXPANDS.replace(";", "; SELECT pg_sleep(0.6);"))
    with psycopg.connect(fleet.database_url) as submitter, ThreadPoolExecutor() as pool:
        submitter.execute("SELECT count(*) FROM adjourn.human_requests")
        upgrade = pool.submit(_upgrade, fleet, path)
        until(lambda: _locks(fleet), "the new version has the table of jobs")
        submitter.execute("SELECT adjourn.enqueue('ask')")
        assert not upgrade.done()
        submitter.commit()
        assert upgrade.result() == f"the database is at version {NEXT}\n"


def test_older_code_leaves_a_newer_database_as_it_is_until_the_next_contract(fleet: Fleet, tmp_path: Path) -> None:
    adjourn = Command(tmp_path, {"ADJOURN_DATABASE_URL": fleet.database_url, "ADJOURN_BROKER_URL": fleet.broker_url})
    _upgrade(fleet, next_version.make(tmp_path / "next", next_version.EXPANDS))
    newer = f"the database is at version {NEXT} already: newer than this code ({NOW}), and serves it as it is\n"
    assert adjourn.quick("migrate").out == newer
    assert adjourn.quick("migrate", "--roles").out == newer
    assert f"at version {NEXT}, which is newer than this code ({NOW}) and serves it" in adjourn.quick("doctor").out

    contract = next_version.contracts("ALTER TABLE adjourn.jobs DROP COLUMN batch_id", NEXT)
    _upgrade(fleet, next_version.make(tmp_path / "last", next_version.EXPANDS, contract))
    refusal = f"at version {LAST}, which serves code of version {NEXT} or newer, and this code is of version {NOW}"
    assert refusal in adjourn.quick("migrate").err
    worker = fleet.worker_starting(SURVIVAL)
    assert worker.wait(30) != 0
    assert refusal in fleet.log(worker) and "Traceback" not in fleet.log(worker)


@pytest.mark.parametrize(
    ("done", "said"),
    [
        ("UPDATE adjourn.alembic_version SET version_num = 'mine'", "version 'mine', which no Adjourn has made"),
        ("DROP TABLE adjourn.contract", "of a time before 0.1.0"),
        ("DROP TABLE adjourn.alembic_version", "holds a table jobs that `adjourn migrate` has not made"),
    ],
)
def test_a_schema_that_no_release_made_is_named(database_url: str, done: str, said: str) -> None:
    with psycopg.connect(database_url, autocommit=True) as db:
        db.execute(done)  # type: ignore[arg-type]
    with pytest.raises(BadInput, match=said):
        migrate(Settings(database_url=database_url))


def _schema(postgres_url: str, url: str) -> list[str]:
    """What there is, as Postgres writes what it has read: some expressions have other words then."""
    with restored(postgres_url, dump(url, "--schema-only")) as again:
        return sorted(dump(again, "--schema-only").split("\n\n\n"))


def _upgrade(fleet: Fleet, path: str) -> str:
    """What the next version's `adjourn migrate` says."""
    env = os.environ | {"ADJOURN_DATABASE_URL": fleet.database_url, "PYTHONPATH": path}
    command = [sys.executable, "-m", "adjourn.admin.command", "migrate"]
    return subprocess.check_output(command, env=env, stderr=subprocess.STDOUT, text=True, timeout=60)


def _waits(fleet: Fleet) -> bool:
    waits = "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'LOCK TABLE%'"
    return bool(fleet.rows(waits))


def _locks(fleet: Fleet) -> bool:
    locks = "SELECT pid FROM pg_locks WHERE relation = 'adjourn.jobs'::regclass AND mode LIKE 'AccessEx%' AND granted"
    return bool(fleet.rows(locks))
