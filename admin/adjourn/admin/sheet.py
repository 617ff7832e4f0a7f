"""Questions as a file that a spreadsheet or a program fills in (CSV, XLSX, JSONL), and what was filled in."""

from __future__ import annotations

import codecs
import csv
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Any

from adjourn.admin import json_text, terminal, workbook
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


def write(rows: Iterable[Row], to: IO[bytes], form: str) -> None:
    """`form`: csv, xlsx or jsonl."""
    if form == "xlsx":
        workbook.write(COLUMNS, ((_shown(row), _choices(row)) for row in rows), to)
        return
    text = io.TextIOWrapper(to, "utf-8", newline="")
    if form == "jsonl":
        for row in rows:
            text.write(terminal.safe_json(json.dumps(_line(row), ensure_ascii=False)) + "\n")
    else:
        sheet = csv.DictWriter(text, COLUMNS, lineterminator="\n")
        sheet.writeheader()
        for row in rows:
            sheet.writerow({name: defused(value) for name, value in _shown(row).items()})
    text.detach()


def _shown(row: Row) -> dict[str, Any]:
    """As people read it, nothing hidden."""
    line = _line(row)
    shown = {name: terminal.safe(value) if isinstance(value, str) else value for name, value in line.items()}
    return shown | {"question": json_text.brief(line["question"])}


def _choices(row: Row) -> list[str]:
    return [terminal.safe(each["choice"]) for each in ways.offered(row["options"])]


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


def read(source: IO[bytes], form: str) -> Iterator[Filled]:
    """The lines in which something is filled in. Raises BadInput that names the line: it is malformed."""
    if form == "xlsx":
        lines = workbook.read(source)
    else:
        lines = _of_jsonl(_decoded(source)) if form == "jsonl" else _of_csv(_decoded(source))
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


def _decoded(source: IO[bytes]) -> Iterator[str]:
    """Lines, of what a spreadsheet saves as "CSV UTF-8" or "Unicode text"."""
    data = source.read()
    is_utf_16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return io.StringIO(data.decode("utf-16" if is_utf_16 else "utf-8-sig"), newline="")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise BadInput(f'line {line} is not UTF-8: save the file as "CSV UTF-8", or use --format xlsx') from None


def _of_jsonl(source: Iterator[str]) -> Iterator[tuple[int, dict[str, Any]]]:
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


def _of_csv(source: Iterator[str]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Also one that a spreadsheet has written with semicolons or tabs."""
    first = next(source, "")
    delimiter = max(",;\t", key=first.count)
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
