"""Many jobs from a file, set by set (0006_batches.sql), and how far they are, which their rows say."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from adjourn.models.ground.errors import BadInput, refusals
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

#: SQLSTATEs of what one line may be the cause of: data, constraints, limits.
_OF_A_LINE = ("22", "23", "54")
_BEGIN = text("""
SELECT (b).name, (b).submitted_at FROM (
  SELECT adjourn.begin_batch(CAST(:id AS uuid), CAST(:name AS text), CAST(:graph AS text), CAST(:options AS json),
    CAST(:file AS text)) OFFSET 0) begun (b)""")
# The names as JSON, which psycopg sends in a tenth of the time of an array. What is committed is on disk no later than
# what anybody commits after it: so one flush, that of the end, is enough for all sets.
_ADD = text("""
SELECT made, refused::text FROM set_config('synchronous_commit', 'off', true), adjourn.add_lines(CAST(:batch AS uuid),
  CAST(:numbers AS bigint[]), ARRAY(SELECT json_array_elements_text(CAST(:names AS json))), CAST(:given AS json))""")
_END = text("SELECT adjourn.end_batch(CAST(:batch AS uuid), :lines, :refused)")
_FIND = text("""
SELECT id::text FROM adjourn.batches
WHERE name = :given OR id BETWEEN CAST(:first AS uuid) AND CAST(:last AS uuid) LIMIT 2""")
#: Before a name that the file gives: the batch's id and a slash.
_PREFIX = 38
#: Of all jobs of a batch, in its order if it has to be.
RESULTS = f"""
SELECT substr(key, {_PREFIX}) AS custom_id, status, result::text AS result,
  CASE WHEN status IN ('failed', 'blocked', 'cancelled') THEN error::text END AS error
FROM adjourn.jobs WHERE batch_id = CAST(:batch AS uuid) AND (CAST(:status AS text) IS NULL OR status = :status)"""
IN_ORDER = f"{RESULTS} ORDER BY created_at"
#: Ids of its open questions.
OPEN = """
SELECT r.id FROM adjourn.jobs j JOIN adjourn.human_requests r ON r.job_id = j.id AND r.status = 'open'
WHERE j.batch_id = CAST(:batch AS uuid) AND j.status = 'waiting' AND (CAST(:node AS text) IS NULL OR r.node = :node)
ORDER BY r.id"""
COUNTS = """
SELECT status, count(*) AS jobs FROM adjourn.jobs WHERE batch_id = CAST(:batch AS uuid) GROUP BY status"""
#: Of these and those of others that ended within a minute: by the index of ends.
ENDED = """
SELECT count(*) AS jobs FROM adjourn.jobs
WHERE finished_at > now() - interval '1 minute' AND batch_id = CAST(:batch AS uuid)"""
ASKED = """
SELECT coalesce(r.assignee, r.team) AS who, count(*) AS questions
FROM adjourn.jobs j JOIN adjourn.human_requests r ON r.job_id = j.id AND r.status = 'open'
WHERE j.batch_id = CAST(:batch AS uuid) AND j.status = 'waiting' GROUP BY who ORDER BY questions DESC, who"""
#: Not its options, which not everybody may read.
BATCH = """
SELECT id, name, graph, project, file, created_by, created_at, submitted_at, lines, refused FROM adjourn.batches"""


@dataclass(frozen=True, slots=True)
class Line:
    """`input` is a JSON text."""

    number: int
    name: str
    input: str


@dataclass(frozen=True, slots=True)
class Refused:
    number: int
    why: str


def begin(
    connection: Connection, id: str, name: str | None, graph: str, options: dict[str, Any], file: str | None
) -> None:
    """Raises BadInput: it is another's, or was begun otherwise; the graph is not known."""
    with refusals():
        given = {"id": id, "name": name, "graph": graph, "options": json.dumps(options), "file": file}
        connection.execute(_BEGIN, given)


def add(
    begin: Callable[[], AbstractContextManager[Connection]], batch: str, lines: Sequence[Line]
) -> tuple[int, list[Refused]]:
    """How many jobs were made, and what could not be one, in transactions of its own (`begin`). A set that the database
    refuses is halved until it is known which line is the cause. They are on disk when `end` has been committed."""
    values = {
        "batch": batch,
        "numbers": f"{{{','.join(str(line.number) for line in lines)}}}",
        "names": json.dumps([line.name for line in lines]),
        "given": f"[{','.join(line.input for line in lines)}]",
    }
    try:
        with begin() as transaction, refusals():
            made, refused = transaction.execute(_ADD, values).one()
    except BadInput as error:
        if not _is_of_a_line(error):
            raise
        if len(lines) == 1:
            return 0, [Refused(lines[0].number, str(error))]
        half = len(lines) // 2
        (first, bad), (second, worse) = add(begin, batch, lines[:half]), add(begin, batch, lines[half:])
        return first + second, bad + worse
    return made, [Refused(number, why) for number, why in json.loads(refused)]


def _is_of_a_line(error: BadInput) -> bool:
    cause = error.__cause__
    diag = getattr(cause.orig, "diag", None) if isinstance(cause, DBAPIError) else None
    return cause is None or (diag is not None and (diag.sqlstate or "").startswith(_OF_A_LINE))


def end(connection: Connection, batch: str, lines: int, refused: int) -> None:
    """All of the file is in."""
    with refusals():
        connection.execute(_END, {"batch": batch, "lines": lines, "refused": refused})


def find(connection: Connection, given: str) -> str:
    """The id of the batch of this name, or of the only one whose id begins so. Raises BadInput: there is none."""
    digits = given.strip().lower().replace("-", "")
    is_id = 6 <= len(digits) <= 32 and set(digits) <= set("0123456789abcdef")
    first, last = (digits.ljust(32, end) if is_id else None for end in "0f")
    with refusals():
        found = connection.execute(_FIND, {"given": given, "first": first, "last": last}).scalars().all()
    if len(found) != 1:
        what = "several batches begin with" if found else "there is no batch"
        raise BadInput(f"{what} {given!r}: see `adjourn batch list`")
    return str(found[0])
