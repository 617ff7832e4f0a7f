"""The lines of a batch, from a file of any length: JSONL or CSV. A bad line is told, and the rest goes on."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import uuid
from collections.abc import Iterator
from typing import IO, Any

from adjourn.admin import json_text
from adjourn.models.batches import Line, Refused
from adjourn.models.ground.errors import BadInput
from adjourn.models.ground.readable import require_readable

#: Bytes of a line.
LONGEST = 16_000_000
#: Bytes of a name, as a key has 500 and begins with the batch's id and a slash.
_LONGEST_NAME = 463
_DECODER, _SPACES = json.JSONDecoder(), re.compile(r"[ \t\r\n]*")
#: What most lines begin and end with. Of these the input alone is read, and once: in a third of the time.
_BEGIN = re.compile(
    r"[ \t\r\n]*".join(
        [r"\{", r'"custom_id"', ":", r'"([^"\\\x00-\x1f\ud800-\udfff]{1,100})"', ",", '"input"', ":", ""]
    )
)
_END = re.compile(r"[ \t\r\n]*\}")


def id_of(graph: str, project: str | None, form: str, source: IO[bytes]) -> str:
    """The same for the same graph and file. Reads the file, and goes back to its beginning."""
    digest = hashlib.sha256(json.dumps([graph, project, form]).encode())
    while part := source.read(1 << 20):
        digest.update(part)
    source.seek(0)
    return _as_id(digest.digest())


def id_for(graph: str, project: str | None, name: str) -> tuple[str, str | None]:
    """The id of a batch that is given one: itself if it is one, else that which belongs to the name."""
    try:
        return str(uuid.UUID(name)), None
    except ValueError:
        return _as_id(hashlib.sha256(json.dumps(["named", graph, project, name]).encode()).digest()), name


def _as_id(digest: bytes) -> str:
    return str(uuid.UUID(bytes=digest[:16], version=5))


def read(source: IO[bytes], form: str) -> Iterator[Line | Refused]:
    """Empty lines are none. Raises BadInput: the first line of a CSV file does not name the columns."""
    for number, text in _of_csv(source) if form == "csv" else _of_jsonl(source):
        if isinstance(text, Refused):
            yield text
            continue
        try:
            yield _usual(number, text) or Line(number, _name(text), _raw(text, "input"))
        except BadInput as error:
            yield Refused(number, str(error))


def _usual(number: int, text: str) -> Line | None:
    """None: it looks otherwise, or is bad."""
    if not (begin := _BEGIN.match(text)):
        return None
    try:
        _, end = json_text.DECODER.raw_decode(text, begin.end())
    except (ValueError, RecursionError):
        return None
    return Line(number, begin[1], text[begin.end() : end]) if _END.fullmatch(text, end) else None


def _name(text: str) -> str:
    line = json_text.read("it", text)
    if not isinstance(line, dict) or "custom_id" not in line or "input" not in line:
        raise BadInput('it is no JSON object with custom_id and input: {"custom_id": "a", "input": …}')
    if others := sorted(line.keys() - {"custom_id", "input"}):
        raise BadInput(f"it has {', '.join(map(repr, others))[:100]} besides custom_id and input")
    name = line["custom_id"]
    if not isinstance(name, str) or not 0 < len(name.encode("utf-8", "surrogatepass")) <= _LONGEST_NAME:
        raise BadInput(f"its custom_id must be text of 1 to {_LONGEST_NAME} bytes")
    require_readable("its custom_id", name)
    return name


def _raw(text: str, wanted: str) -> str:
    """The text of the value of this key, every digit and escape of it. The object is known to be well formed."""
    found, at = "", text.index("{") + 1
    while True:
        key, at = _DECODER.raw_decode(text, _past_spaces(text, at))
        begin = _past_spaces(text, text.index(":", at) + 1)
        _, end = _DECODER.raw_decode(text, begin)
        found = text[begin:end] if key == wanted else found
        at = _past_spaces(text, end) + 1
        if text[at - 1] == "}":
            return found


def _past_spaces(text: str, at: int) -> int:
    spaces = _SPACES.match(text, at)
    return spaces.end() if spaces else at


def _of_jsonl(source: IO[bytes]) -> Iterator[tuple[int, str | Refused]]:
    number = 0
    while raw := source.readline(LONGEST):
        number += 1
        if len(raw) == LONGEST and not raw.endswith(b"\n"):
            while (more := source.readline(LONGEST)) and not more.endswith(b"\n"):
                pass
            yield number, Refused(number, f"it has more than {LONGEST:,} bytes")
            continue
        try:
            text = raw.decode("utf-8-sig" if number == 1 else "utf-8").strip(" \t\r\n")
        except UnicodeDecodeError as error:
            yield number, Refused(number, f"it is not UTF-8, at byte {error.start}")
            continue
        if text:
            yield number, text


def _of_csv(source: IO[bytes]) -> Iterator[tuple[int, str | Refused]]:
    """Also one that a spreadsheet has written with semicolons. The values are texts, but a column `input` is JSON."""
    # Closing it would close the file.
    lines = io.TextIOWrapper(source, "utf-8-sig", errors="surrogateescape", newline="")
    first = lines.readline()
    delimiter = ";" if first.count(";") > first.count(",") else ","
    names = next(csv.reader([first], delimiter=delimiter), [])
    others = set(names) - {"custom_id"}
    if len(names) != len(others) + 1 or not others or ("input" in others and len(others) > 1):
        raise BadInput(
            "the first line of a CSV file names the columns, each once: custom_id, and either input, which is JSON, "
            "or the keys of the input"
        )
    csv.field_size_limit(LONGEST)
    sheet = csv.reader(lines, delimiter=delimiter)
    while True:
        number = sheet.line_num + 2
        try:
            cells = next(sheet)
            if cells:
                yield number, _of_cells(names, cells)
        except StopIteration:
            lines.detach()
            return
        except (csv.Error, BadInput) as error:
            yield number, Refused(number, str(error))


def _of_cells(names: list[str], cells: list[str]) -> str:
    if len(cells) != len(names):
        raise BadInput(f"it has {len(cells)} cells, and the first line {len(names)}")
    given: dict[str, Any] = dict(zip(names, cells, strict=True))
    if any("\udc80" <= each <= "\udcff" for cell in cells for each in cell):
        raise BadInput("it is not UTF-8")
    name = json.dumps(given.pop("custom_id"))
    if "input" in given:
        json_text.read("its input", given["input"])
        return f'{{"custom_id": {name}, "input": {given["input"]}}}'
    return f'{{"custom_id": {name}, "input": {json.dumps(given)}}}'
