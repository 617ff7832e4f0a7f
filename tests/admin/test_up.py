"""`adjourn up`: everything on one machine, started, watched and ended together."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.conftest import EXAMPLES
from tests.support.command import ADJOURN, Command
from tests.support.waiting import until


@dataclass(slots=True)
class Up:
    adjourn: Command
    #: Also the mark by which its processes are known: it is in their environment, or in their command line.
    data: Path
    process: subprocess.Popen[bytes] | None = None

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [*ADJOURN, "up", *arguments],
                cwd=self.adjourn.cwd,
                env=self.adjourn.environment(),
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return self.process

    def ready(self) -> None:
        """Started, if it does not run yet."""
        if self.process is None or self.process.poll() is not None:
            process = self.start("--workers", "1")
            until(lambda: "ready" in self.said or process.poll() is not None, "ready", seconds=90)
        assert "ready" in self.said, self.said

    def end(self, signum: int, code: int) -> None:
        assert self.process is not None
        os.killpg(self.process.pid, signum)
        assert self.process.wait(60) == code, self.said

    @property
    def log(self) -> Path:
        return self.data.with_suffix(".log")

    @property
    def said(self) -> list[str]:
        return self.log.read_text().splitlines() if self.log.exists() else []

    @property
    def state(self) -> dict[str, Any]:
        return json.loads((self.data / "up.json").read_text())  # type: ignore[no-any-return]

    def left(self) -> dict[int, bytes]:
        """What runs for it: process ids and command lines."""
        found = {}
        for process in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                line = (process / "cmdline").read_bytes()
                if os.fsencode(self.data) in line + (process / "environ").read_bytes():
                    found[int(process.name)] = line
        return found


@pytest.fixture(scope="module")
def up(folder: Path) -> Iterator[Up]:
    """On servers of its own, started by the first test that needs it."""
    yield from _up(folder / "laptop", {})


@pytest.fixture
def brief(database_url: str, broker_url: str, folder: Path) -> Iterator[Up]:
    """On the servers of these tests, for what does not last."""
    yield from _up(
        folder / database_url.rpartition("/")[2], {"DATABASE_URL": database_url, "CELERY_BROKER_URL": broker_url}
    )


def _up(place: Path, env: dict[str, str]) -> Iterator[Up]:
    place.mkdir()
    up = Up(Command(place, {"ADJOURN_DATA": str(place / "data"), **env}), place / "data")
    yield up
    if up.process is not None and up.process.poll() is None:
        up.end(signal.SIGTERM, 0)
    for pid in up.left():
        # Of a test that failed.
        os.kill(pid, signal.SIGKILL)


def test_it_prints_where_everything_is_and_runs_the_examples_where_there_is_no_project(up: Up) -> None:
    up.ready()
    said = {name: text for name, _, text in (line.partition(" ") for line in up.said)}
    assert said["project"].strip() == str(EXAMPLES)
    urls = up.adjourn("env", "--json").json
    inbox = urls.pop("INBOX_URL")
    assert up.said[0].split() == ["inbox", inbox] and inbox == up.state["inbox_url"]
    assert urls == {name: up.state[name] for name in ("ADJOURN_DATABASE_URL", "ADJOURN_BROKER_URL")}
    for name, url in zip(("postgres", "broker"), urls.values(), strict=True):
        secret = url.rpartition("@")[0].rpartition(":")[2]
        assert said[name].strip() == url.replace(secret, "***"), "a password is nothing for a screen"
    assert "(scripted: there is no OPENAI_API_KEY)" in said["model"]
    with psycopg.connect(urls["ADJOURN_DATABASE_URL"]) as db:
        assert db.execute("SELECT count(*) FROM adjourn.graphs").fetchone() == (4,)


def test_any_command_finds_it_by_its_data_folder_and_its_jobs_run(up: Up, tmp_path: Path) -> None:
    up.ready()
    elsewhere = Command(tmp_path, {"DATABASE_URL": "postgresql://127.0.0.1:1/another"})
    question = '[["user", "What is the weather in Boston?"]]'
    answer = elsewhere("--data", str(up.data), "enqueue", "react_agent", question, "--wait").json
    assert answer["data"]["content"] == "[scripted model] get_weather says: It is rainy in Boston."
    assert elsewhere("doctor", "--data", str(up.data)).code == 0
    assert "does not answer" in elsewhere.quick("jobs").complaint, "without --data it is the database that is named"


def test_workers_a_scheduler_a_sender_and_a_model_that_are_killed_are_started_again(up: Up) -> None:
    up.ready()
    before = up.state
    killed = [*before["worker_pids"], *(before[f"{name}_pid"] for name in ("scheduler", "sender", "model"))]
    environment = Path(f"/proc/{before['sender_pid']}/environ").read_bytes().split(b"\0")
    link = f"ADJOURN_INBOX_URL={up.state['inbox_url'].partition('/?')[0]}"
    assert link.encode() in environment, "what it sends has links to the page, without the token"
    for pid in killed:
        os.kill(pid, signal.SIGKILL)

    def all_new() -> bool:
        now = up.state
        pids = [*now["worker_pids"], *(now[f"{name}_pid"] for name in ("scheduler", "sender", "model"))]
        return len(pids) == 4 and not set(pids) & set(killed)

    until(all_new, "others are in their place")
    assert up.state["model_url"] == before["model_url"], "the workers would not find it"
    assert "was killed by SIGKILL" in "\n".join(up.said)
    done = up.adjourn("enqueue", "react_agent", '[["user", "Hello."]]', "--wait").json
    assert "Hello." in done["data"]["content"]


def test_a_second_one_in_the_same_folder_is_refused(up: Up) -> None:
    up.ready()
    assert up.process is not None
    done = up.adjourn("up")
    assert (done.code, done.complaint) == (1, f"`adjourn up` already runs in {up.data} (pid {up.process.pid})")


def test_killed_it_leaves_nothing_behind_and_the_next_one_goes_on(up: Up) -> None:
    up.ready()
    asked = up.adjourn("enqueue", "three_steps", '"foo"', "--wait")
    assert len(up.left()) > 6, "this test would not see what is left"
    up.end(signal.SIGKILL, -signal.SIGKILL)
    until(lambda: not up.left(), "all of it has ended")
    assert "nothing runs in" in up.adjourn("env").complaint
    up.ready()
    job_id = asked.err.strip()
    [request] = up.adjourn("requests", "--job", job_id, "--json").json
    assert up.adjourn("answer", str(request["id"]), "--comment", "baz").code == 0

    def finished() -> Any:
        job = up.adjourn.quick("job", job_id, "--json").json
        return job["result"] if job["status"] == "succeeded" else None

    assert until(finished, "the job has finished") == "foo bar baz qux"


def test_ctrl_c_ends_all_of_it(up: Up) -> None:
    up.ready()
    up.end(signal.SIGINT, 0)
    assert up.left() == {}
    assert up.said[-1].startswith("stopping")
    assert not (up.data / "up.json").exists()


def test_sigterm_while_it_starts_ends_all_of_it(brief: Up) -> None:
    brief.start()
    until(lambda: any(b"adjourn.worker" in line for line in brief.left().values()), "a worker is starting")
    brief.end(signal.SIGTERM, 0)
    assert brief.left() == {}
    assert "ready" not in brief.said


def test_a_project_that_cannot_be_loaded_is_one_line_and_ends_all_of_it(brief: Up) -> None:
    (brief.adjourn.cwd / "langgraph.json").write_text('{"graphs": {"mine": "./mine.py:graph"}}')
    (brief.adjourn.cwd / "mine.py").write_text("import no_such_module")
    process = brief.start("--workers", "1")
    assert process.wait(60) == 1
    *_, complaint = brief.said
    assert complaint.startswith("adjourn: worker 1 ended with exit code 1 (see ")
    assert complaint.endswith(
        "graph mine (./mine.py:graph) cannot be loaded: ModuleNotFoundError: No module named 'no_such_module'"
    )
    assert [line for line in brief.said if line.startswith(("adjourn", " ", "Trace"))] == [complaint]
    assert brief.left() == {}


def test_servers_that_are_named_and_away_are_one_line(brief: Up, tmp_path: Path) -> None:
    brief.adjourn.env["CELERY_BROKER_URL"] = "redis://:secret@127.0.0.1:1/0"
    assert brief.start().wait(60) == 1
    assert brief.said[-1].startswith("adjourn: the broker does not answer: ")
    brief.adjourn.env["DATABASE_URL"] = "postgresql://ada:secret@127.0.0.1:1/adjourn"
    del brief.adjourn.env["CELERY_BROKER_URL"]
    assert brief.start().wait(60) == 1
    assert brief.said[-1].startswith("adjourn: the database cannot be migrated: the database does not answer: ")
    assert "secret" not in brief.log.read_text()
    assert brief.left() == {}
