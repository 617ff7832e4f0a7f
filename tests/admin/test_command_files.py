"""Questions go out as a file, are answered in a spreadsheet or by a program, and come back."""

from __future__ import annotations

import csv
import json
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.support.by_hand import ask, read, result_of, shaped
from tests.support.command import Command
from tests.support.house import House, Row
from tests.support.staff import change

FORM = {"type": "object", "required": ["ok"]}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "open.csv"


def exported(adjourn: Command, file: Path) -> list[dict[str, str]]:
    assert adjourn.quick("requests", "export", str(file)).code == 0
    with file.open(newline="") as lines:
        return list(csv.DictReader(lines))


def fill(file: Path, lines: list[dict[str, str]], delimiter: str = ",", encoding: str = "utf-8") -> None:
    with file.open("w", newline="", encoding=encoding) as to:
        sheet = csv.DictWriter(to, lines[0].keys(), delimiter=delimiter)
        sheet.writeheader()
        sheet.writerows(lines)


@pytest.mark.parametrize(("delimiter", "encoding"), [(",", "utf-8"), (";", "utf-8-sig")])
def test_a_sheet_is_filled_in_tried_and_answered(
    house: House, adjourn: Command, file: Path, delimiter: str, encoding: str
) -> None:
    plain, gate, form, left = ask(house), ask(house, "stops_before"), shaped(house, "Größe?", FORM), ask(house)
    lines = exported(adjourn, file)
    assert [line["id"] for line in lines] == [str(row["id"]) for row in (plain, gate, form, left)]
    assert (lines[1]["options"], lines[0]["hash"][:2]) == ("continue | stop", "h:")
    assert lines[2]["question"] == '"Größe?"', "as people write it"
    lines[0] |= {"comment": "ja, gut"}
    lines[1] |= {"choice": "continue"}
    lines[2] |= {"answer": '{"no": 1}'}
    fill(file, lines, delimiter, encoding)
    tried = adjourn.quick("requests", "import", str(file))
    assert (tried.code, tried.out) == (2, "2 would be answered (--yes does it), 1 not\n")
    assert tried.err.startswith("line 4: the answer does not fit request")
    assert {read(house, row)["status"] for row in (plain, gate, form, left)} == {"open"}, "nothing has changed"
    lines[2] |= {"answer": '{"ok": true}'}
    fill(file, lines, delimiter, encoding)
    for _ in range(2):
        done = adjourn.quick("requests", "import", str(file), "--yes")
        assert (done.code, done.out, done.err) == (0, "3 answered, 0 not\n", ""), "the same file again changes nothing"
    answers = [read(house, row)["answer"] for row in (plain, gate, form, left)]
    assert answers == [{"data": "ja, gut"}, "continue", {"ok": True}, None]
    assert {read(house, row)["answered_via"] for row in (plain, gate, form)} == {"file"}
    assert result_of(house, form)[-1] == {"ok": True}


def test_what_was_asked_anew_is_not_answered(house: House, adjourn: Command, file: Path) -> None:
    row = ask(house)
    lines = exported(adjourn, file)
    change(house, row, question_hash="'\\x00'")
    fill(file, [lines[0] | {"comment": "yes"}, lines[0] | {"id": "999", "comment": "yes"}])
    refused = adjourn.quick("requests", "import", str(file), "--yes")
    assert refused.err == (
        f"line 2: request {row['id']} is not what was exported: export it again\nline 3: there is no request 999\n"
    )
    assert (refused.code, refused.out, read(house, row)["status"]) == (2, "0 answered, 2 not\n", "open")


@pytest.mark.parametrize("title", ["=1+1", "+1", "-1", "@a", "\t=1", "'quoted", "plain", '"', "a\nb", "ü;,"])
def test_no_cell_is_a_formula_and_each_comes_back_as_it_was(
    house: House, adjourn: Command, file: Path, title: str
) -> None:
    row = shaped(house, title)
    [line] = exported(adjourn, file)
    assert not line["title"].startswith(("=", "+", "-", "@", "\t"))
    fill(file, [line | {"comment": "'" + title if title[0] in "=+-@\t'" else title}])
    assert adjourn.quick("requests", "import", str(file), "--yes").code == 0
    assert read(house, row)["answer"] == title


def test_a_program_writes_json(house: House, adjourn: Command, tmp_path: Path) -> None:
    plain, form, text = ask(house), shaped(house, "form", FORM), shaped(house, "why?")
    done = adjourn.quick("requests", "export", "--format", "jsonl")
    lines = [json.loads(line) for line in done.out.splitlines()]
    given: list[dict[str, Any]] = [{"comment": "yes"}, {"answer": {"ok": True}}, {"answer": "because"}]
    file = tmp_path / "open.jsonl"
    file.write_text("".join(json.dumps(line | more) + "\n" for line, more in zip(lines, given, strict=True)))
    assert adjourn.quick("requests", "import", "--format", "jsonl", str(file), "--yes").out == "3 answered, 0 not\n"
    assert [read(house, row)["answer"] for row in (plain, form, text)] == [{"data": "yes"}, {"ok": True}, "because"]


@pytest.mark.parametrize(
    ("form", "content", "said"),
    [
        ("csv", "", "the first line names no hash and no id"),
        ("csv", "id,comment\n1,yes\n", "the first line names no hash"),
        ("csv", "id,hash,comment\none,h:1,yes\n", "line 2: 'one' is no request id"),
        ("jsonl", "[]\n", "line 1 is no JSON object"),
        ("jsonl", "{\n", "line 1 is no JSON object"),
        ("jsonl", '{"id": 1, "hash": "", "comment": 1}\n', "line 1: comment must be text"),
    ],
)
def test_a_malformed_file_is_named(adjourn: Command, file: Path, form: str, content: str, said: str) -> None:
    file.write_text(content)
    refused = adjourn.quick("requests", "import", "--format", form, str(file))
    assert refused.code == 2
    assert said in refused.err


def test_a_workbook_is_filled_in(house: House, adjourn: Command, tmp_path: Path) -> None:
    plain, gate, hostile = ask(house), ask(house, "stops_before"), shaped(house, "=1+1\u202e\x1b")
    long = shaped(house, "x" * 40_000)
    file = tmp_path / "open.xlsx"
    assert adjourn.quick("requests", "export", str(file)).code == 0
    book = openpyxl.load_workbook(file)
    sheet = book["requests"]
    names = [str(cell.value) for cell in sheet[1]]
    cells = {int(str(row[0].value)): dict(zip(names, row, strict=True)) for row in sheet.iter_rows(min_row=2)}
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "inlineStr", "n"}, "no formula"
    assert cells[hostile["id"]]["title"].value == "=1+1" and r"\u202e" in str(cells[hostile["id"]]["question"].value)
    assert len(str(cells[long["id"]]["question"].value)) == 32_767
    is_open = {name for name, cell in cells[gate["id"]].items() if not cell.protection.locked}
    assert (is_open, sheet.protection.sheet) == ({"choice", "comment", "answer"}, True)
    [listed] = [
        each for each in sheet.data_validations.dataValidation if cells[gate["id"]]["choice"].coordinate in each
    ]
    offered = book["choices"][str(listed.formula1).split("!")[1].replace("$", "")]
    assert [cell.value for cell in offered[0]] == ["continue", "stop"]
    cells[gate["id"]]["choice"].value = "continue"
    cells[plain["id"]]["comment"].value = 7  # as somebody who pastes
    cells[hostile["id"]]["answer"].value = datetime(2026, 11, 28)  # a cell has no zone
    cells[long["id"]]["answer"].value = True
    book.save(file)
    assert adjourn.quick("requests", "import", str(file), "--yes").out == "4 answered, 0 not\n"
    answers = [read(house, row)["answer"] for row in (plain, gate, hostile, long)]
    assert answers == [{"data": "7"}, "continue", "2026-11-28", True]


def test_what_a_spreadsheet_calls_unicode_text_is_read_and_other_encodings_are_named(
    house: House, adjourn: Command, file: Path
) -> None:
    row = ask(house)
    [line] = exported(adjourn, file)
    for encoding in ("cp1252", "utf-16"):
        fill(file, [line | {"comment": "schön"}], "\t", encoding)
        done = adjourn.quick("requests", "import", str(file), "--yes")
        if encoding == "cp1252":
            assert done.code == 2
            assert done.err.endswith('line 2 is not UTF-8: save the file as "CSV UTF-8", or use --format xlsx\n')
    assert (done.out, read(house, row)["answer"]) == ("1 answered, 0 not\n", {"data": "schön"})


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"id,hash", "the file cannot be read as XLSX: File is not a zip file"),
        (b"", "the file cannot be read as XLSX"),
        ({"a.txt": b"x"}, "the file cannot be read as XLSX"),
        ({"xl/workbook.xml": b"<", "[Content_Types].xml": b"<"}, "the file cannot be read as XLSX"),
        ({"zeros": bytes(500_000_001)}, "the file is too large"),
        ([["id", "comment"], ["1", "yes"]], "the first line names no hash"),
        ([], "the first line names no hash and no id"),
        ([["id", "hash", "comment"], ["one", "h:1", "yes"]], "line 2: 'one' is no request id"),
    ],
)
def test_a_malformed_workbook_is_named(adjourn: Command, tmp_path: Path, content: Any, said: str) -> None:
    file = tmp_path / "open.xlsx"
    if isinstance(content, bytes):
        file.write_bytes(content)
    elif isinstance(content, dict):
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
            for name, data in content.items():
                packed.writestr(name, data)
    else:
        book = openpyxl.Workbook()
        for line in content:
            book.worksheets[0].append(line)
        book.save(file)
    refused = adjourn.quick("requests", "import", str(file))
    assert refused.code == 2
    assert said in refused.err and "Traceback" not in refused.err


def test_only_what_is_for_a_team_goes_out(house: House, adjourn: Command, file: Path) -> None:
    row: Row = ask(house)
    ask(house)
    adjourn.quick("teams", "add", "finance")
    house.db.execute("UPDATE adjourn.human_requests SET team = 'finance' WHERE id = %s", (row["id"],))
    done = adjourn.quick("requests", "export", "--team", "finance", "--format", "jsonl")
    assert [json.loads(line)["id"] for line in done.out.splitlines()] == [row["id"]]
