"""`adjourn job ID --follow` prints what happens as it happens, everything once, whatever dies meanwhile."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.conftest import PROJECT
from tests.support.command import Command
from tests.support.fleet import Fleet
from tests.support.house import House
from tests.support.trouble import world
from tests.support.waiting import until

SAYS = {"log": []}


class Follower:
    """A process that follows, and what it has printed so far."""

    def __init__(self, adjourn: Command, folder: Path, *arguments: str) -> None:
        self.out, self.err = folder / "out", folder / "err"
        folder.mkdir()
        with self.out.open("w") as out, self.err.open("w") as err:
            self.process = adjourn.start("job", *arguments, stdin=subprocess.DEVNULL, stdout=out, stderr=err)

    @property
    def printed(self) -> str:
        return self.out.read_text()

    @property
    def items(self) -> list[Any]:
        whole = self.printed.rpartition("\n")[0]
        return [json.loads(line) for line in whole.splitlines()]

    def ends(self) -> int:
        return self.process.wait(60)


@pytest.fixture
def adjourn(database_url: str, tmp_path: Path) -> Command:
    """Also without a house."""
    return Command(tmp_path, {"DATABASE_URL": database_url})


@pytest.fixture
def followers(adjourn: Command, tmp_path: Path) -> Iterator[Any]:
    made: list[Follower] = []

    def follow(job: object, *arguments: str) -> Follower:
        made.append(Follower(adjourn, tmp_path / f"f{len(made)}", str(job), "--follow", *arguments))
        return made[-1]

    yield follow
    for each in made:
        if each.process.poll() is None:
            each.process.kill()
            each.process.wait()


def without_ids(items: list[Any]) -> list[Any]:
    """In any order: who reads it as it happens may see a step before the last words of the one before."""
    return sorted(json.dumps({name: value for name, value in each.items() if name != "id"}) for each in items)


def test_followers_of_a_job_that_is_killed_resumed_and_answered(fleet: Fleet, followers: Any, adjourn: Command) -> None:
    worker = fleet.worker(PROJECT)
    fleet.scheduler()
    job = fleet.enqueue("says_slowly", {"log": [150]})
    first, shown = followers(job, "--json"), followers(job)
    until(lambda: len([each for each in first.items if each["kind"] == "custom"]) > 10, "it hears what is said")
    cut = followers(job, "--json")
    until(lambda: len(cut.items) > 10, "a second one comes along")
    cut.process.kill()
    fleet.kill(worker)
    fleet.worker(PROJECT)
    assert first.ends() == 0 and shown.ends() == 0
    late = adjourn("job", job, "--follow", "--json")
    whole = [json.loads(line) for line in late.out.splitlines()]
    assert without_ids(first.items) == without_ids(whole)
    assert len({each["id"] for each in whole}) == len(whole)
    rest = adjourn("job", job, "--follow", "--json", "--after", cut.items[-1]["id"]).out.splitlines()
    assert without_ids([*cut.items, *map(json.loads, rest)]) == without_ids(whole), (
        "who was killed goes on where he was"
    )

    said = [(each["run"], each["data"]["slowly"]) for each in whole if each["kind"] == "custom"]
    assert [number for run, number in said if run == 2] == list(range(1, 151)), "a node that runs again says it again"
    before = [number for run, number in said if run == 1]
    assert before == list(range(1, len(before) + 1)) and 10 < len(before) < 150
    assert [each["number"] for each in whole if each["kind"] == "custom"] == list(range(1, len(said) + 1))
    moves = [each["what"] for each in whole if each["kind"] == "job"]
    assert moves == ["queued", "running", "running", "succeeded"]
    assert "running     again: its worker was not heard of any more" in shown.printed
    assert shown.printed.count('{"slowly": 150}') == 1 and shown.printed.endswith("succeeded\n")


def test_it_prints_questions_and_answers_and_ends_with_the_job(fleet: Fleet, followers: Any) -> None:
    fleet.worker(PROJECT)
    fleet.scheduler()
    job = fleet.enqueue("says", SAYS)
    shown = followers(job)
    until(lambda: "asks" in shown.printed, "it asks")
    fleet.answer(fleet.requests(job)[0], "yes")
    assert shown.ends() == 0
    lines = [line[10:] for line in shown.printed.splitlines()]
    pages = [f'five        {{"page": {number}, "of": 5}}' for number in range(1, 6)]
    me = psycopg.conninfo.conninfo_to_dict(fleet.database_url)["user"]
    assert lines == [
        *(f"queued      by {me}", "running", "step        begin", *pages, "waiting"),
        *("asks        publish? (request 1)", f"answered    request 1 by {me}", "running", *pages),
        *("step        five", "step        end", "succeeded"),
    ]
    assert shown.err.read_text() == ""


def test_a_database_that_goes_away_is_told_and_waited_for(
    fleet: Fleet, followers: Any, postgres_url: str, database_url: str
) -> None:
    name = database_url.rpartition("/")[2]
    fleet.worker(PROJECT)
    fleet.scheduler()
    job = fleet.enqueue("says", SAYS)
    follower = followers(job, "--json")
    until(lambda: follower.items and follower.items[-1]["kind"] == "request", "it asks")
    with psycopg.connect(postgres_url, autocommit=True) as server:
        server.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        [ours] = fleet.rows("SELECT pg_backend_pid() AS pid")
        end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> %s"
        server.execute(end, (name, ours["pid"]))
        until(lambda: "trying again" in follower.err.read_text(), "it says so")
        server.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
    until(lambda: "answers again" in follower.err.read_text(), "and that it is back")
    fleet.answer(fleet.requests(job)[0], "yes")
    assert follower.ends() == 0
    assert follower.err.read_text().count("\n") == 2
    assert [each["what"] for each in follower.items if each["kind"] == "job"] == [
        *("queued", "running", "waiting", "running", "succeeded"),
    ]


def test_ctrl_c_is_quiet(house: House, followers: Any) -> None:
    job = house.run("says", SAYS)
    follower = followers(job["id"])
    until(lambda: "asks" in follower.printed, "it follows")
    follower.process.send_signal(signal.SIGINT)
    assert follower.ends() == 130
    assert follower.err.read_text().strip() == ""


def test_the_exit_code_says_how_it_has_ended(house: House, adjourn: Command) -> None:
    open_, done = (house.run(graph, SAYS) for graph in ("says", "says_in_two"))
    world().plan("second", RuntimeError("no"))
    failed = house.run("says_in_two", SAYS)
    codes = [adjourn.quick("job", str(job["id"]), "--follow", "--timeout", "0").code for job in (open_, done, failed)]
    assert codes == [3, 0, 1]
    shown = adjourn.quick("job", str(failed["id"]), "--follow").out
    assert shown.endswith("failed      RuntimeError: no\n")
    house.db.execute("UPDATE adjourn.jobs SET status = 'cancelled' WHERE id = %s", (open_["id"],))
    cancelled = adjourn.quick("job", str(open_["id"]), "--follow")
    assert cancelled.code == 1 and "withdrawn   request 1" in cancelled.out


def test_what_is_asked_wrongly_is_said(house: House, adjourn: Command) -> None:
    job = str(house.run("says", SAYS)["id"])
    assert adjourn.quick("job", job, "--after", "1").complaint.startswith("--after goes with --follow")
    assert adjourn.quick("job", job, "--timeout", "1").complaint.startswith("--timeout goes with --wait or --follow")
    complaint = adjourn.quick("job", job, "--follow", "--after", "nothing").complaint
    assert complaint == "'nothing' is no id of progress (give the id of the last that was read, or none)"
    assert "there is no job" in adjourn.quick("job", "012345", "--follow").complaint


def test_nothing_of_what_is_said_is_obeyed_or_hidden(house: House, adjourn: Command) -> None:
    job = str(house.run("says_odd", SAYS)["id"])
    for arguments in (("--follow",), ("--follow", "--json"), ()):
        shown = adjourn.quick("job", job, *arguments).out
        assert "\x1b" not in shown and "\u202e" not in shown and "red" in shown, arguments
    assert max(map(len, adjourn.quick("job", job, "--follow").out.splitlines())) < 1500


def test_without_following_the_latest_is_shown(house: House, adjourn: Command) -> None:
    job = str(house.run("says_in_two", SAYS)["id"])
    shown = adjourn.quick("job", job).out
    assert "second  second ends" in shown
    said = adjourn.quick("job", job, "--json").json["progress"]
    assert [(each["n"], each["node"], each["data"]) for each in said] == [
        *((1, "first", "first"), (2, "second", "second begins"), (3, "second", "second ends")),
    ]
    assert "progress" not in adjourn.quick("job", str(house.run("echo", SAYS)["id"])).out
    much = str(house.run("says_much", {"log": [5000]})["id"])
    found = adjourn.quick("job", much, "--follow")
    assert "more were said here" in found.out and '{"number": 5000}' in found.out


def test_a_pipe_that_is_closed_ends_it(house: House, adjourn: Command) -> None:
    job = str(house.run("says", SAYS)["id"])
    with adjourn.start("job", job, "--follow", stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.stdout.close()
        house.answer_all(job, "yes")
        house.advance_due()
        assert process.wait(30) == 1
        assert process.stderr is not None and process.stderr.read() == ""
