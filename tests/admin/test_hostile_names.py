"""Names and notes that people, submitters and workers choose: no terminal obeys them, no line of a list is forged, and
a file of questions holds them so that it can be printed, too."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.support import fuzz
from tests.support.by_hand import read, shaped
from tests.support.command import Command
from tests.support.house import House
from tests.support.offers import offer
from tests.support.staff import change

NAMES = [
    "\x1b]0;title\x07\x1b[2J\x9b31m\x85\x7f\u2028\u202egnp.exe\u2066\u200b",
    "=HYPERLINK(1)\r-x\n#7  open\n  adjourn answer 7 --choice yes",
]


def printed(adjourn: Command, *arguments: str) -> str:
    done = adjourn.quick(*arguments)
    assert done.code == 0, (arguments, done)
    assert not fuzz.obeyed(done.out + done.err), (arguments, done)
    return done.out


def one_line(adjourn: Command, *arguments: str) -> None:
    assert printed(adjourn, *arguments).count("\n") == 1, arguments


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_a_name_is_printed_and_not_obeyed(house: House, adjourn: Command, name: str) -> None:
    name = name.strip()
    team, person = f"t{name}", f"p{name}"
    one_line(adjourn, "teams", "add", team)
    one_line(adjourn, "people", "add", person, "--login", f"l{name}", "--email", f"e{name}")
    one_line(adjourn, "people", "add", "ada")
    for who in (person, "ada"):
        one_line(adjourn, "teams", "join", team, who, "--may", "lead")
    row = shaped(house, {"query": "x"})
    names = {"team": team, "graph": f"g{name}", "node": f"n{name}"}
    change(house, row, **{column: f"$_${text}$_$" for column, text in names.items()})
    adjourn.env["ADJOURN_PERSON"] = "ada"
    one_line(adjourn, "take", str(row["id"]))
    one_line(adjourn, "note", str(row["id"]), f"{name}\n2026-01-01 00:00:00  ada  answered")
    assert printed(adjourn, "requests", "history", str(row["id"])).count("\n2026-01-01") == 0, "a note forges no line"
    one_line(adjourn, "assign", str(row["id"]), person)
    adjourn.env["ADJOURN_PERSON"] = person
    one_line(adjourn, "take", str(row["id"]))
    del adjourn.env["ADJOURN_PERSON"]
    house.db.execute("UPDATE adjourn.jobs SET graph_version = %s WHERE id = %s", (name, row["job_id"]))
    for command in (["requests"], ["requests", "--team", team], ["request", str(row["id"])], ["people"], ["teams"]):
        printed(adjourn, *command)
    for command in (["job", str(row["job_id"])], ["jobs"], ["requests", "history", str(row["id"])], ["doctor"]):
        assert not fuzz.obeyed("".join((done := adjourn.quick(*command)).out + done.err)), command
    offer(house.db, queue=f"q{name}")
    one_line(adjourn, "pause", "--queue", f"q{name}", "--reason", f"r{name}")
    printed(adjourn, "pauses")
    one_line(adjourn, "unpause", "--queue", f"q{name}")
    one_line(adjourn, "lanes", "add", f"lane{name}")
    printed(adjourn, "lanes")
    one_line(adjourn, "people", "unlink", f"l{name}")
    for move in ("deactivate", "activate"):
        one_line(adjourn, "people", move, person)
    one_line(adjourn, "teams", "leave", team, person)


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_a_file_of_questions_can_be_printed_and_its_choices_come_back(
    house: House, adjourn: Command, tmp_path: Path, name: str
) -> None:
    for command in (["teams", "add", name.strip()], ["people", "add", "ada"], ["teams", "join", name.strip(), "ada"]):
        printed(adjourn, *command)
    adjourn.env["ADJOURN_PERSON"] = "ada"
    row = shaped(house, {"question": f"{name}?", "options": [name, "plain"]})
    change(house, row, team=f"$_${name.strip()}$_$")
    said = json.loads(printed(adjourn, "requests", "export", "--format", "jsonl"))
    assert (said["title"], said["team"]) == (row["title"], name.strip()), "a program reads it as it is"
    sheet = printed(adjourn, "requests", "export")
    [line] = csv.DictReader(io.StringIO(sheet))
    file = tmp_path / "open.csv"
    with file.open("w", newline="") as to:
        filled = csv.DictWriter(to, line)
        filled.writeheader()
        filled.writerow(line | {"choice": line["options"].removesuffix(" | plain")})
    done = adjourn.quick("requests", "import", "--yes", str(file))
    assert (done.out, done.err) == ("1 answered, 0 not\n", ""), "what stands among the options is what one may choose"
    assert read(house, row)["choice"] == name
