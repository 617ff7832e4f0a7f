"""The sheet of questions as an XLSX file: a spreadsheet opens it as it is, whatever its country and its encoding."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time
from typing import IO, Any
from xml.etree.ElementTree import ParseError

from adjourn.models.ground.errors import BadInput

_SHEET, _CHOICES = "requests", "choices"
#: What people fill in; all else is locked.
_FILLED = ("choice", "comment", "answer")
_WIDTHS = {"title": 40, "question": 60, "comment": 40, "answer": 30, "choice": 20, "options": 30}
#: Characters that a cell holds at most.
_LONGEST = 32_767
#: Bytes of a file when it is unpacked, of which a question has some thousand.
_LARGEST = 500_000_000


def write(columns: Sequence[str], lines: Iterable[tuple[dict[str, Any], Sequence[str]]], to: IO[bytes]) -> None:
    """`lines` come each with the choices that its cell offers to choose from. All cells are text, none is a formula."""
    openpyxl = _openpyxl()
    from openpyxl.worksheet.datavalidation import DataValidation

    book = openpyxl.Workbook(write_only=True)
    sheet, choices = book.create_sheet(_SHEET), book.create_sheet(_CHOICES)
    sheet.protection.sheet, sheet.freeze_panes, choices.sheet_state = True, "A2", "hidden"
    sheet.protection.formatColumns = sheet.protection.formatRows = False  # these are allowed
    for letter, name in zip("ABCDEFGHIJ", columns, strict=True):
        sheet.column_dimensions[letter].width = _WIDTHS.get(name, 14)
    sheet.append(columns)
    at = "ABCDEFGHIJ"[columns.index("choice")]
    for number, (line, offered) in enumerate(lines, 2):
        sheet.append([_cell(sheet, line[name], is_open=name in _FILLED) for name in columns])
        choices.append([_cell(choices, each) for each in offered])
        if offered:
            last = openpyxl.utils.get_column_letter(len(offered))
            listed = DataValidation(
                "list", formula1=f"{_CHOICES}!$A${number - 1}:${last}${number - 1}", allow_blank=True
            )
            listed.add(f"{at}{number}")
            sheet.data_validations.append(listed)
    book.save(to)


def read(source: IO[bytes]) -> Iterator[tuple[int, dict[str, Any]]]:
    """The number of each line with what its cells say, as text. Raises BadInput: it is none of our sheets."""
    openpyxl = _openpyxl()
    try:
        with zipfile.ZipFile(source) as packed:
            if sum(part.file_size for part in packed.infolist()) > _LARGEST:
                raise BadInput("the file is too large: export fewer questions at a time, with --limit")
        book = openpyxl.load_workbook(source, read_only=True, data_only=True)
        sheet = book[_SHEET] if _SHEET in book.sheetnames else book.worksheets[0]
        rows = sheet.iter_rows(values_only=True)
        names = [_text("", value) for value in next(rows, ())]
        if missing := {"id", "hash"} - set(names):
            raise BadInput(f"the first line names no {' and no '.join(sorted(missing))}: it must be that of the export")
        for number, cells in enumerate(rows, 2):
            yield number, {name: _text(name, cell) for name, cell in zip(names, cells, strict=False) if name}
    except (zipfile.BadZipFile, ParseError, KeyError, IndexError, ValueError, TypeError, OSError) as error:
        raise BadInput(f"the file cannot be read as XLSX: {error}") from None


def _cell(sheet: Any, value: Any, is_open: bool = False) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Protection

    text = str(value)
    cell = WriteOnlyCell(sheet, text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…")
    cell.data_type, cell.quotePrefix, cell.number_format = "s", True, "@"
    cell.alignment, cell.protection = Alignment(vertical="top", wrap_text=True), Protection(locked=not is_open)
    return cell


def _text(name: str, value: Any) -> str | None:
    """What stands in a cell. A program, or somebody who pastes, may have made it a number, yes or no, or a date: where
    JSON is expected they are JSON, a date as its text."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    if isinstance(value, bool | int | float):
        return json.dumps(value)
    return json.dumps(str(value)) if name == "answer" else str(value)


def _openpyxl() -> Any:
    try:
        import openpyxl
    except ImportError:
        raise BadInput("XLSX needs openpyxl: pip install 'adjourn[xlsx]'") from None
    return openpyxl
