"""Questions as a file that a spreadsheet or a program fills in: CSV or JSONL, and what was filled in, read again."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Any

from adjourn.admin import json_text, terminal
from adjourn.admin.rows import Row
from adjourn.models.forms import exact, ways
from adjourn.models.ground.errors import BadInput

COLUMNS = ("id", "hash", "team", "title", "question", "options", "due", "choice", "comment", "answer")
#: What a spreadsheet takes for a formula. A quote before it makes it a text.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")
#: A spreadsheet makes a number of 12e45.
_HASH = "h:"
#: Characters of a cell, of which a question has at most some thousand.
csv.field_size_limit(10_000_000)


@dataclass(frozen=True, slots=True)
class Filled:
    """A line with an answer. `answer` is a JSON text."""

    line: int
    id: int
    hash: str
    choice: str | None
    comment: str | None
    answer: str | None


def hash_of(row: Row) -> str:
    return _HASH + bytes(row["question_hash"]).hex()[:16]


def write(rows: Iterable[Row], to: IO[str], form: str) -> None:
    lines = (_line(row) for row in rows)
    if form == "jsonl":
        for line in lines:
            to.write(terminal.safe_json(json.dumps(line, ensure_ascii=False)) + "\n")
        return
    sheet = csv.DictWriter(to, COLUMNS, lineterminator="\n")
    sheet.writeheader()
    for line in lines:
        shown = {name: terminal.safe(value) if isinstance(value, str) else value for name, value in line.items()}
        shown["question"] = json_text.brief(line["question"])
        sheet.writerow({name: defused(value) for name, value in shown.items()})


def _line(row: Row) -> dict[str, Any]:
    choices = [each["choice"] for each in ways.offered(row["options"])]
    empty = dict.fromkeys(("choice", "comment", "answer"), "")
    asked = {"id": row["id"], "hash": hash_of(row), "team": row["team"] or "", "title": row["title"]}
    return asked | {"question": row["question"], "options": " | ".join(choices), "due": row["due_at"] or ""} | empty


def chosen(options: list[dict[str, Any]] | None, choice: str) -> str:
    """What the choice is that stands so among the options of a sheet."""
    offered = [str(each.get("choice")) for each in options or []]
    return choice if choice in offered else {terminal.safe(each): each for each in offered}.get(choice, choice)


def defused(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def read(source: IO[str], form: str) -> Iterator[Filled]:
    """The lines in which something is filled in. Raises BadInput that names the line: it is malformed."""
    lines = _of_jsonl(source) if form == "jsonl" else _of_csv(source)
    for number, line in lines:
        given = {name: _text(number, name, line.get(name)) for name in ("choice", "comment", "answer")}
        if not any(given.values()):
            continue
        id, hash = str(line.get("id") or "").strip(), str(line.get("hash") or "").strip()
        if not (id.isascii() and id.isdigit() and len(id) <= 18):
            raise BadInput(f"line {number}: {id!r} is no request id")
        yield Filled(number, int(id), hash, **given)


def _text(number: int, name: str, value: Any) -> str | None:
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise BadInput(f"line {number}: {name} must be text")
    return value


def _of_jsonl(source: IO[str]) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, text in enumerate(source, 1):
        if not text.strip():
            continue
        try:
            line = exact.parse(text)
            if isinstance(line, dict) and line.get("answer") not in (None, ""):
                line["answer"] = exact.write(line["answer"])  # there it is JSON, and here its text
        except (ValueError, RecursionError):
            line = None
        if not isinstance(line, dict):
            raise BadInput(f"line {number} is no JSON object")
        yield number, line


def _of_csv(source: IO[str]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Also one that a spreadsheet has written with semicolons."""
    first = source.readline().lstrip("\ufeff")
    delimiter = ";" if first.count(";") > first.count(",") else ","
    names = next(csv.reader([first], delimiter=delimiter), [])
    if missing := {"id", "hash"} - set(names):
        raise BadInput(f"the first line names no {' and no '.join(sorted(missing))}: it must be that of the export")
    sheet = csv.DictReader(source, names, delimiter=delimiter)
    try:
        for cells in sheet:
            yield sheet.line_num + 1, {name: _armed(cell) for name, cell in cells.items() if name is not None}
    except csv.Error as error:
        raise BadInput(f"line {sheet.line_num + 1}: {error}") from None


def _armed(cell: str | None) -> str | None:
    """As it was before it was defused."""
    if cell and cell.startswith("'") and cell[1:].startswith(_FORMULA):
        return cell[1:]
    return cell
