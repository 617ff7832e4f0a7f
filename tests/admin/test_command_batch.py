"""Many jobs from a file: each good line once, whatever happens in between."""

from __future__ import annotations

import json
import os
import random
import time
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import PROJECT
from tests.support.command import Command
from tests.support.fleet import Fleet
from tests.support.house import House
from tests.support.waiting import until

BAD = "{not json"
#: TEST_BATCH_LINES=100000 for a file as large as people have them.
LINES = int(os.environ.get("TEST_BATCH_LINES", "6000"))
#: TEST_BATCH_ASKS=10000 that ask, by workers and a scheduler, as many as a file of them may have.
ASKS = int(os.environ.get("TEST_BATCH_ASKS", "150"))


def line(name: Any, input: Any = 5, **more: Any) -> str:
    return json.dumps({"custom_id": name, "input": input} | more, ensure_ascii=False)


def submitted(adjourn: Command, file: Path, *options: str, graph: str = "steps") -> str:
    done = adjourn.quick("batch", "submit", graph, str(file), *options)
    assert done.code in (0, 2), done
    return done.out.splitlines()[0]


def refused(file: Path) -> list[tuple[int, str]]:
    beside = file.with_name(f"{file.name}.refused.jsonl")
    return [(each["line"], each["why"]) for each in map(json.loads, beside.read_text().splitlines())]


def names(house: House, batch: str) -> list[str]:
    rows = house.db.execute("SELECT key FROM adjourn.jobs WHERE batch_id = %s ORDER BY created_at", (batch,))
    return [row["key"].removeprefix(f"{batch}/") for row in rows]


def results(adjourn: Command, batch: str, *options: str) -> list[dict[str, Any]]:
    return [json.loads(each) for each in adjourn.quick("batch", "results", batch, *options).out.splitlines()]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "requests.jsonl"


def test_killed_at_random_points_it_has_each_good_line_once_and_in_order(
    house: House, adjourn: Command, file: Path
) -> None:
    chance = random.Random(5)
    with file.open("w") as to:
        for n in range(LINES):
            to.write(f"{BAD if n % 500 == 0 else line(f'c{n}', {'n': n})}\n")
    for _ in range(5):
        with adjourn.start("batch", "submit", "steps", str(file)) as process:
            assert process.stdout is not None
            batch = process.stdout.readline().strip()
            goal = len(names(house, batch)) + chance.choice([0, 1, LINES // 5])
            until(lambda: process.poll() is not None or len(names(house, batch)) >= goal, "it has come so far")  # noqa: B023
            process.kill()
    done = adjourn.quick("batch", "submit", "steps", str(file))
    assert done.out.splitlines()[0] == batch
    good = [f"c{n}" for n in range(LINES) if n % 500]
    assert names(house, batch) == good
    assert [number for number, _ in refused(file)] == [n + 1 for n in range(0, LINES, 500)]
    [row] = house.db.execute("SELECT lines, refused FROM adjourn.batches").fetchall()
    assert (row["lines"], row["refused"]) == (LINES, LINES // 500)
    [row] = house.db.execute("SELECT count(*) AS n FROM adjourn.threads").fetchall()
    assert row["n"] == len(good)
    assert [each["custom_id"] for each in results(adjourn, batch, "--in-order")] == good


def test_the_same_file_adds_nothing_and_again_makes_another(house: House, adjourn: Command, file: Path) -> None:
    file.write_text(f"{line('a')}\n{line('b')}\n")
    first = submitted(adjourn, file)
    second = adjourn.quick("batch", "submit", "steps", str(file))
    assert second.out == f"{first}\n0 jobs added, 2 were there\n"
    other = submitted(adjourn, file, "--again")
    assert other != first
    assert names(house, other) == names(house, first) == ["a", "b"]
    changed = adjourn.quick("batch", "submit", "steps", str(file), "--priority", "3")
    assert changed.code == 2 and "was begun with" in changed.err
    assert [each["id"] for each in adjourn.quick("batch", "list", "--json").json] == [other, first]


def test_whatever_is_in_a_file_bad_lines_are_named_and_the_rest_goes_on(
    house: House, adjourn: Command, file: Path
) -> None:
    lines = [
        b"\xef\xbb\xbf" + line("größe 🙂", {"text": "Größe \u202e"}).encode() + b"\r",
        b"  \r",
        b"\xff\xfe",
        line("twice", 1).encode(),
        line("twice", 2).encode(),
        b'{"custom_id": "nul", "input": "a\\u0000b"}',
        b'{"custom_id": "n\\u0000l", "input": 1}',
        b'{"custom_id": "half", "input": "\\ud800"}',
        b'{"custom_id": "large", "input": 1e999}',
        b'{"custom_id": "exact", "input": [1.50, 18446744073709551615]}',
        b'{"custom_id": "nan", "input": NaN}',
        b'{"custom_id": "deep", "input": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        line("", 1).encode(),
        line(7, 1).encode(),
        line("x" * 600, 1).encode(),
        line("more", 1, body=2).encode(),
        b'["a"]',
        b'{"custom_id": "long", "input": "' + b"x" * 17_000_000 + b'"}',
        b'{"custom_id": "two", "input": 1}, {"custom_id": "three", "input": 1}',
        b'{"custom_id": "again", "input": 1, "input": [ 2.50 ] }',
        line("last", None).encode(),  # without a newline
    ]
    file.write_bytes(b"\n".join(lines))
    batch = submitted(adjourn, file)
    assert names(house, batch) == ["größe 🙂", "twice", "nul", "exact", "again", "last"]
    found = dict(refused(file))
    assert sorted(found) == [3, 5, 7, 8, 9, 11, 12, 13, 14, 15, 16, 17, 18, 19]
    assert found[5] == "its custom_id is that of line 4"
    assert "half of a surrogate pair" in found[8] and "1e999" in found[9] and "body" in found[16]
    [row] = house.db.execute("SELECT input::text AS text FROM adjourn.jobs WHERE key LIKE '%/exact'").fetchall()
    assert row["text"] == "[1.50, 18446744073709551615]", "every digit"
    [row] = house.db.execute("SELECT input::text AS text FROM adjourn.jobs WHERE key LIKE '%/again'").fetchall()
    assert row["text"] == "[ 2.50 ]", "the last of two keys"


@pytest.mark.parametrize(
    ("content", "inputs"),
    [
        ("custom_id,who\na,\"one\ntwo\"\nb,Bob,y\nc,\n", {"a": {"who": "one\ntwo"}, "c": {"who": ""}}),
        ("\ufeffcustom_id;input\na;\"{\"\"n\"\": 1}\"\nb;{\n", {"a": {"n": 1}}),
    ],
)  # fmt: skip
def test_a_sheet_is_a_batch(
    house: House, adjourn: Command, tmp_path: Path, content: str, inputs: dict[str, Any]
) -> None:
    file = tmp_path / "sheet.csv"
    file.write_text(content, newline="")
    batch = submitted(adjourn, file)
    rows = house.db.execute("SELECT key, input FROM adjourn.jobs WHERE batch_id = %s", (batch,)).fetchall()
    assert {row["key"].split("/")[1]: row["input"] for row in rows} == inputs
    assert len(refused(file)) == 1


def test_standard_input_needs_an_id_by_which_it_goes_on(house: House, adjourn: Command) -> None:
    text = f"{line('a')}\n{line('b')}\n"
    assert "needs --id" in adjourn.quick("batch", "submit", "steps", "-", stdin=text).complaint
    batch = adjourn.quick("batch", "submit", "steps", "-", "--id", "monday", stdin=text).out.splitlines()[0]
    more = adjourn.quick("batch", "submit", "steps", "-", "--id", "monday", stdin=text + line("c"))
    assert more.out == f"{batch}\n1 jobs added, 2 were there\n"
    assert names(house, batch) == ["a", "b", "c"]
    assert adjourn.quick("batch", "status", "monday", "--json").json["jobs"] == {"queued": 3}
    assert "there is no batch 'tuesday'" in adjourn.quick("batch", "status", "tuesday").complaint


def test_it_is_watched_answered_and_its_results_come_in_order(house: House, adjourn: Command, file: Path) -> None:
    file.write_text("".join(f"{line(name, {'log': []})}\n" for name in "cab"))
    batch = submitted(adjourn, file, graph="line")
    house.advance_due()
    status = adjourn.quick("batch", "status", batch, "--json").json
    assert (status["jobs"], status["asked"]) == ({"waiting": 3}, [{"who": None, "questions": 3}])
    assert "anybody (3)" in adjourn.quick("batch", "status", batch[:8]).out
    tried = adjourn.quick("batch", "answer", batch, "--comment", "yes")
    assert tried.out == "3 would be answered (--yes does it), 0 not\n"
    assert adjourn.quick("batch", "answer", batch, "--comment", "yes", "--yes").out == "3 answered, 0 not\n"
    house.advance_due()
    found = results(adjourn, batch, "--in-order")
    assert [(each["custom_id"], each["status"]) for each in found] == [(name, "succeeded") for name in "cab"]
    assert all("result" in each for each in found)
    sheet = adjourn.quick("batch", "results", batch, "--csv", "--in-order").out.splitlines()
    assert (sheet[0], len(sheet)) == ("custom_id,status,result,error", 4)


def test_all_of_a_batch_ask_and_are_answered_in_bulk(fleet: Fleet, tmp_path: Path, file: Path) -> None:
    fleet.ready(*[fleet.worker_starting(PROJECT, lease=30) for _ in range(2)])
    fleet.scheduler()
    adjourn = Command(tmp_path, {"DATABASE_URL": fleet.database_url, "ADJOURN_PROJECT": str(PROJECT)})
    order = [f"o{n}" for n in random.Random(7).sample(range(ASKS), ASKS)]
    file.write_text("".join(f"{line(name, {'log': [name]})}\n" for name in order))
    batch = submitted(adjourn, file, graph="line")
    fleet.wait_all("waiting", seconds=60 + ASKS / 10)
    began = time.monotonic()
    assert adjourn.quick("batch", "answer", batch, "--comment", "yes", "--yes").out == f"{ASKS} answered, 0 not\n"
    print(f"{ASKS / (time.monotonic() - began):.0f} answers a second")
    fleet.wait_all("succeeded", seconds=60 + ASKS / 10)
    log = [(each["custom_id"], each["result"]["log"]) for each in results(adjourn, batch, "--in-order")]
    assert log == [(name, [name, "begin", {"data": "yes"}, "end"]) for name in order]


def test_it_is_cancelled_and_what_failed_is_tried_again(house: House, adjourn: Command, file: Path) -> None:
    file.write_text(f"{line('bad', 5)}\n{line('good', {'log': []})}\n")
    batch = submitted(adjourn, file)
    plain = house.enqueue("steps", {"log": []}, run_at="2999-01-01")
    house.advance_due()
    states = {each["custom_id"]: each for each in results(adjourn, batch)}
    assert {name: each["status"] for name, each in states.items()} == {"bad": "failed", "good": "succeeded"}
    assert "error" in states["bad"]
    assert adjourn.quick("batch", "retry", batch).out == "1 failed; add --yes, and it is queued again\n"
    assert adjourn.quick("batch", "retry", batch, "--yes").out == "1 job is queued again\n"
    assert adjourn.quick("batch", "cancel", batch, "--yes").out == "1 job is cancelled\n"
    assert house.job(plain)["status"] == "queued"
