"""What goes wrong in a command is one line that says so: never a traceback, never an exit code of 0."""

from __future__ import annotations

import errno
import os
import subprocess
from pathlib import Path

import psycopg
import pytest
from adjourn.models import lead
from adjourn.models.ground.settings import Settings

from tests.conftest import PROJECT
from tests.support.command import ADJOURN, Command
from tests.support.logins import ROLES, Logins
from tests.support.offers import offer

NOBODY_LISTENS = "postgresql://adjourn@127.0.0.1:1/adjourn"
#: Each command once, asking for something that would be there.
COMMANDS = (
    ["enqueue", "line", "{}"],
    ["jobs"],
    ["job", "01234567"],
    ["requests"],
    ["request", "1"],
    ["answer", "1", "--comment", "x"],
    ["thread", "ada"],
    ["graphs"],
    ["cancel", "01234567"],
    ["retry", "01234567"],
)


@pytest.fixture
def adjourn(database_url: str, tmp_path: Path) -> Command:
    with psycopg.connect(database_url) as db:
        offer(db, "line")
    return Command(tmp_path, {"DATABASE_URL": database_url, "ADJOURN_PROJECT": str(PROJECT)})


def test_what_was_typed_wrongly_is_said_in_one_line(adjourn: Command) -> None:
    for arguments, part in (
        (["frobnicate"], "No such command 'frobnicate'"),
        (["jobs", "--colour"], "No such option"),
        (["enqueue"], "Missing argument 'GRAPH'"),
        (["enqueue", "nothing"], "graph 'nothing' is not known (known: line)"),
        (["enqueue", "two\nlines"], "is not known"),
        (["enqueue", "line", "{"], "the input is not JSON: "),
        (["enqueue", "line", "foo"], """(text needs quotes: '"foo"')"""),
        (["enqueue", "line", "NaN"], "NaN is no number in JSON"),
        (["enqueue", "line", "[" * 100_000], "the input is nested too deeply"),
        (["enqueue", "line", ""], "the input is empty"),
        (["enqueue", "line", "-"], "the input is empty"),
        (["enqueue", "line", "1", "2"], "unexpected extra argument"),
        (["enqueue", "line", "--config", "[]"], "--config must be a JSON object"),
        (["enqueue", "line", "--context", "'"], "--context is not JSON"),
        (["enqueue", "line", "--thread", ""], "it must have 1 to 500 bytes, this has 0"),
        (["enqueue", "line", "--key", "é" * 251], "it must have 1 to 500 bytes, this has 502"),
        (["enqueue", "line", "--run-at", "soon"], "is no instant in ISO 8601"),
        (["enqueue", "line", "--priority", "high"], "'high' is not a valid number"),
        (["enqueue", "line", "--max-attempts", "0"], "0 is not in the range"),
        (["job", "no id"], "'no id' is no job id"),
        (["job", "0123"], "at least the first 6"),
        (["job", "0" * 40], "is no job id"),
        (["job", "01234567-89ab-cdef-0123-456789abcdef"], "there is no job 01234567-"),
        (["cancel", "01234567"], "there is no job 01234567"),
        (["retry", ""], "'' is no job id"),
        (["jobs", "--limit", "-1"], "-1 is not in the range"),
        (["jobs", "--status", "done"], "'done' is not one of 'queued', "),
        (["requests", "--all", "--status", "open"], "exclude each other"),
        (["request", "one"], "'one' is no request id, which is a number"),
        (["request", "7"], "there is no request 7"),
        (["request", "9" * 30], "there is no request 999"),
        (["answer", "7", "--comment", "x"], "there is no request 7"),
        (["answer", "7"], "give --choice, --comment or --answer"),
        (["answer", "7", "--answer", "yes"], "--answer is not JSON"),
        (["answer", "7", "--answer", '"\\u0000"'], "NUL"),
        (["answer", "7", "--answer", '"\\ud800"'], "half of a surrogate pair"),
        (["answer", "7", "--comment", "a\0b"], "NUL"),
        (["thread", "nobody"], "there is no thread 'nobody'"),
        (["thread", ""], "there is no thread ''"),
        (["thread", "x", "--project", "/nowhere"], "'/nowhere' does not exist"),
        (["doctor", "weather"], "'weather' is not one of"),
        (["up", "--workers", "0"], "0 is not in the range"),
        (["up", "--project", "/"], "there is no langgraph.json in /"),
    ):
        done = adjourn.quick(*arguments)
        assert done.code == 2, (arguments, done)
        assert part in done.complaint, arguments


def test_a_nul_in_any_argument_is_bad_input(adjourn: Command) -> None:
    for arguments in (*COMMANDS, ["jobs", "--graph", ""], ["jobs", "--thread", ""], ["enqueue", "line", "--key", "k"]):
        if len(arguments) > 1:
            done = adjourn.quick(*arguments[:-1], arguments[-1] + "\0")
            assert done.code == 2, (arguments, done)
            assert done.complaint


def test_a_database_that_is_away_empty_or_wrong_is_said_in_one_line(adjourn: Command, postgres_url: str) -> None:
    for url, code, part in (
        (NOBODY_LISTENS, 1, "the database does not answer: "),
        (f"{postgres_url.rpartition('/')[0]}/nothing", 1, 'database "nothing" does not exist'),
        (f"{postgres_url.rpartition('/')[0]}/postgres", 1, "no Adjourn tables: run `adjourn migrate`"),
        ("mysql://127.0.0.1/adjourn", 2, "DATABASE_URL: must start with postgresql://"),
        ("postgresql://ada:secret@[::", 2, "DATABASE_URL: is no URL of a database"),
        ("postgresql://ada:secret@127.0.0.1:port/x", 2, "DATABASE_URL: is no URL of a database"),
    ):
        adjourn.env["DATABASE_URL"] = url
        for arguments in COMMANDS:
            done = adjourn.quick(*arguments)
            assert done.code == code, (url, arguments, done)
            assert part in done.complaint, (url, arguments)
            assert "secret" not in done.err
    adjourn.env["DATABASE_URL"] = NOBODY_LISTENS
    assert "the database does not answer: " in adjourn.quick("migrate").complaint


def test_without_a_database_and_without_up_a_command_says_what_to_do(adjourn: Command) -> None:
    del adjourn.env["DATABASE_URL"]
    for arguments in (*COMMANDS, ["migrate"]):
        done = adjourn.quick(*arguments)
        assert done.code == 1, (arguments, done)
        assert (
            done.complaint == f"nothing runs in {adjourn.cwd}/.adjourn: start `adjourn up`, or set ADJOURN_DATABASE_URL"
        )
    assert adjourn.quick("env").complaint == f"nothing runs in {adjourn.cwd}/.adjourn: start `adjourn up`"


def test_a_setting_that_cannot_be_is_named(adjourn: Command) -> None:
    adjourn.env |= {"ADJOURN_LEASE": "soon", "ADJOURN_CONCURRENCY": "0"}
    complaint = adjourn.quick("jobs").complaint
    assert "ADJOURN_LEASE: " in complaint and "ADJOURN_CONCURRENCY: " in complaint


def test_doctor_says_what_is_wrong_and_what_to_do(adjourn: Command) -> None:
    adjourn.env |= {"DATABASE_URL": NOBODY_LISTENS, "CELERY_BROKER_URL": "redis://:secret@127.0.0.1:1/0"}
    done = adjourn.quick("doctor")
    assert (done.code, done.err) == (1, "")
    assert "wrong  postgres   does not answer: " in done.out and "or correct ADJOURN_DATABASE_URL" in done.out
    assert "wrong  broker     the broker does not answer: " in done.out and "secret" not in done.out
    adjourn.env["CELERY_BROKER_URL"] = "http://127.0.0.1"
    assert "CELERY_BROKER_URL: is no URL of a Redis" in adjourn.quick("doctor").out
    adjourn.env["CELERY_BROKER_URL"] = "sentinel://127.0.0.1:1"
    assert "ADJOURN_BROKER_URL cannot be used" in adjourn.quick("doctor", "broker", "--json").out
    done = adjourn.quick("doctor", "scheduler")
    assert (done.code, done.out.split()[:2]) == (1, ["wrong", "scheduler"]), "unseen is not well"


def test_whoever_lacks_a_right_is_told_which(adjourn: Command, database_url: str) -> None:
    job = adjourn.quick("enqueue", "line", "{}", "--thread=ada").out.strip()
    with Logins.open(database_url) as logins:
        for role in set(ROLES) - {"owner"}:
            adjourn.env["DATABASE_URL"] = logins.url(role)
            for arguments in COMMANDS:
                done = adjourn.quick(*(job if each == "01234567" else each for each in arguments))
                if done.code == 1:
                    assert done.complaint.startswith("the database refuses: permission denied for "), (role, done)
            said = adjourn.quick("doctor", "tables").out
            assert "permission denied for table alembic_version" in said or "at version 0" in said, (role, said)


def test_who_may_not_read_checkpoints_sees_the_rest_of_a_thread(adjourn: Command, database_url: str) -> None:
    adjourn.quick("enqueue", "line", "{}", "--thread=ada")
    with Logins.open(database_url) as logins:
        adjourn.env["DATABASE_URL"] = logins.url("reader")
        seen = adjourn.quick("thread", "ada", "--json").json
    assert "permission denied for table " in seen["error"] and "adjourn_worker" in seen["error"]
    assert [job["status"] for job in seen["jobs"]] == ["queued"]


def test_doctor_works_for_a_login_that_may_not_see_who_is_connected(adjourn: Command, database_url: str) -> None:
    with Logins.open(database_url) as logins, lead.connect(Settings(database_url=database_url)) as scheduler:
        assert lead.take(scheduler, patience=30)
        assert ", connected from " in adjourn.quick("doctor", "scheduler").out
        adjourn.env["DATABASE_URL"] = logins.url("reader")
        assert adjourn.quick("doctor", "scheduler").out.split() == ["ok", "scheduler", "one", "leads"]
        logins.db.execute("REVOKE SELECT ON adjourn.graphs FROM adjourn_reader")
        assert "refuses: permission denied for table graphs" in adjourn.quick("doctor", "postgres").out


def test_a_reader_that_leaves_is_no_error_worth_a_word(adjourn: Command) -> None:
    more_than_a_pipe_holds = '"' + "x" * 200_000 + '"'
    job_id = adjourn.quick("enqueue", "line", "-", stdin=more_than_a_pipe_holds).out.strip()
    for arguments in (["jobs", "--json"], ["job", job_id, "--json"]):
        process = adjourn.start(*arguments)
        assert process.stdout and process.stderr and process.stdin
        process.stdout.read(1)
        process.stdout.close()
        process.stdin.close()
        assert process.stderr.read() == "", "more than a broken pipe"
        process.stderr.close()
        assert process.wait(30) in (0, 1)


def test_closed_and_full_streams_are_no_mistake_of_ours(adjourn: Command) -> None:
    full = f"adjourn: {os.strerror(errno.ENOSPC)}\n"
    cases = {
        "jobs >&-": (0, ""),
        "jobs --json >&- 2>&-": (0, ""),
        "job x >&- 2>&-": (2, ""),
        "jobs >/dev/full": (1, full),
        "jobs --json >/dev/full": (1, full),
        "enqueue line - <&-": (2, "adjourn: the input is to come from standard input, which is closed\n"),
    }
    shells = {
        line: subprocess.Popen(
            ["sh", "-c", f'"$@" {line}', "sh", *ADJOURN],
            env=adjourn.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for line in cases
    }
    for line, (code, said) in cases.items():
        out, err = shells[line].communicate(timeout=60)
        assert (shells[line].returncode, out, err) == (code, "", said), line


def test_arguments_and_input_that_are_no_utf8_are_bad_input(adjourn: Command) -> None:
    done = adjourn("thread", os.fsdecode(b"\xff"))
    assert (done.code, done.complaint) == (2, r"'\udcff' is not UTF-8 text, or holds NUL")
    command = [*ADJOURN, "enqueue", "line", "-"]
    raw = subprocess.run(command, input=b'"\xff"', capture_output=True, env=adjourn.environment(), timeout=60)
    assert (raw.returncode, raw.stderr) == (2, b"adjourn: the input on standard input is not UTF-8, at byte 1\n")
