"""What the page reads and writes: the open questions that somebody may see, one of them, its history, its answer.

Each function takes a transaction in which `people.act` has said for whom. JSON comes as the text that Postgres keeps.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from adjourn.models import human_requests
from adjourn.models.ground.errors import BadInput, refusals
from sqlalchemy import Connection, text

Row = dict[str, Any]

#: Nobody is told more exactly how many there are.
MANY = 1000
#: Longer questions than this come without their facts to a list.
_LONGEST = 20_000
_SEEN = "adjourn.sees(r.team)"
#: Of a row as it was drawn: whatever of it changes makes it another question.
_ASKED = """encode(sha256(convert_to(concat_ws(E'\\n', encode(r.question_hash, 'hex'), r.kind, r.title,
  r.answer_schema::text, r.options::text), 'UTF8')), 'hex')"""


@dataclass(frozen=True, slots=True)
class Place:
    """Of a row in the order of urgency. `due` as ISO 8601, or `infinity`."""

    priority: int
    due: str
    id: int

    @classmethod
    def of(cls, row: Row) -> Place:
        due = row["due_at"]
        return cls(row["priority"], due.isoformat() if isinstance(due, datetime) else "infinity", row["id"])


@dataclass(frozen=True, slots=True)
class Filter:
    """Which open questions: those of a team, what one has oneself (`mine`), or all that one may see."""

    mine: bool = False
    team: str | None = None
    kind: str | None = None
    graph: str | None = None
    #: Overdue, or due within a day.
    due: bool = False
    came_back: bool = False
    #: A number, or how the title begins.
    search: str = ""

    def given(self, after: Place | None = None) -> dict[str, Any]:
        """As adjourn.inbox_of takes it."""
        due, search = "soon" if self.due else None, self.search.strip()
        filter = {"team": self.team, "kind": self.kind, "graph": self.graph, "due": due, "search": search}
        place = None if after is None else json.dumps([after.priority, after.due, after.id])
        tab = "mine" if self.mine else "all"
        return {"tab": tab, "filter": json.dumps(filter | {"came_back": self.came_back}), "after": place}


@dataclass(frozen=True, slots=True)
class Counts:
    """At most MANY + 1 of each."""

    mine: int
    put_off: int
    all: int
    teams: dict[str, int] = field(default_factory=dict)


class Otherwise(BadInput):
    """What was answered is not what is asked by now: it was asked anew in other words."""


class NotYours(BadInput):
    """Nobody outside of its team is told anything of it."""

    def __init__(self, id: int, team: str) -> None:
        super().__init__(f"request {id} belongs to {team}")
        self.team = team


_IN_LIST = f"""
SELECT r.id, r.kind, r.title, r.graph, r.node, r.team, r.assignee, r.priority, r.due_at, r.created_at, r.hidden_until,
  r.answer_error, CASE WHEN octet_length(r.question::text) <= {_LONGEST} THEN r.question::text END AS question,
  r.due_at < now() AS overdue
FROM adjourn.inbox_of(:tab, CAST(:filter AS jsonb), CAST(:after AS jsonb), :limit, :backwards) r"""
_NEWER = "SELECT adjourn.inbox_count(:tab, CAST(:filter AS jsonb), :most) AS n"
_COUNTS = """
SELECT adjourn.inbox_count('mine', at_most => :most) AS mine, adjourn.inbox_count('all', at_most => :most) AS all,
  (SELECT count(*) FROM (SELECT FROM adjourn.human_requests r WHERE r.status = 'open'
     AND r.assignee = adjourn.person() AND r.hidden_until > now() LIMIT :most) c) AS put_off"""
_TEAMS = """
SELECT m.team, m.may, adjourn.inbox_count('all', jsonb_build_object('team', m.team), :most) AS open
FROM adjourn.members m WHERE m.person = adjourn.person() ORDER BY m.team"""
_GET = f"""
SELECT r.id, r.job_id, r.thread_id, r.graph, r.node, r.kind, r.title, r.question::text AS question,
  r.answer_schema::text AS answer_schema, r.options::text AS options, r.status, r.choice, r.comment,
  r.answer::text AS answer, r.rejected_answer, r.answer_error, r.answered_by, r.answered_at, r.answered_via,
  r.resumed_at, r.closed_at, r.assignee, r.priority, r.due_at, r.created_at, r.team, r.claimed_until, r.hidden_until,
  r.four_eyes, r.look_twice, r.shown::text AS shown, r.policy::text AS policy,
  r.due_at < now() AS overdue, {_SEEN} AS seen, {_ASKED} AS asked, now() AS now,
  (SELECT may FROM adjourn.members m WHERE m.person = adjourn.person() AND m.team = r.team) AS may
FROM adjourn.human_requests r WHERE r.id = :id"""
_HISTORY = "SELECT at, by, was, became, data::text AS data, note FROM adjourn.history(:id)"
_EARLIER = f"""
SELECT r.id, r.title, r.status, r.answered_by FROM adjourn.human_requests r
WHERE r.job_id = CAST(:job_id AS uuid) AND r.id <> :id AND {_SEEN} ORDER BY r.id LIMIT 20"""
_JOB = f"""
SELECT j.id, j.thread_id, j.graph, j.status, j.created_at, j.started_at, j.finished_at, j.deadline_at, j.submitted_by,
  now() AS now FROM adjourn.jobs j WHERE j.id = CAST(:id AS uuid) AND EXISTS (
    SELECT FROM adjourn.human_requests r WHERE r.job_id = j.id AND {_SEEN})"""
_OF_JOB = f"""
SELECT r.id, r.title, r.kind, r.status, r.answered_by, r.answered_at, r.created_at FROM adjourn.human_requests r
WHERE r.job_id = CAST(:id AS uuid) AND {_SEEN} ORDER BY r.id LIMIT 200"""
_COLLEAGUES = """
SELECT name FROM adjourn.people WHERE active AND (CAST(:team AS text) IS NULL OR EXISTS (
  SELECT FROM adjourn.members WHERE person = name AND team = :team AND may <> 'look')) ORDER BY name LIMIT 200"""
_LEADS = """
SELECT team, string_agg(person, ', ' ORDER BY person) AS leads FROM adjourn.members JOIN adjourn.people ON name = person
WHERE may = 'lead' AND active GROUP BY team ORDER BY team LIMIT 20"""
_ALL_TEAMS = "SELECT name FROM adjourn.teams ORDER BY name LIMIT 200"
_LOCK = f"SELECT {_ASKED} AS asked, r.status FROM adjourn.human_requests r WHERE r.id = :id FOR NO KEY UPDATE"
_GRAPHS = "SELECT DISTINCT name FROM adjourn.graphs ORDER BY name LIMIT 100"


def waiting(transaction: Connection, which: Filter, after: Place | None = None, limit: int = 50) -> list[Row]:
    """Open questions, the most urgent first, that come after a place."""
    return _read(transaction, _IN_LIST, **which.given(after), limit=limit, backwards=False)


def newer(transaction: Connection, which: Filter, since: datetime, most: int = 100) -> int:
    """How many of them were asked since then."""
    given = which.given()
    filter = json.loads(given["filter"]) | {"since": since.isoformat()}
    [row] = _read(transaction, _NEWER, tab=given["tab"], filter=json.dumps(filter), most=most)
    return int(row["n"])


def before(transaction: Connection, which: Filter, place: Place) -> Row | None:
    """The one that comes before it."""
    return next(iter(_read(transaction, _IN_LIST, **which.given(place), limit=1, backwards=True)), None)


def counts(transaction: Connection) -> Counts:
    [row] = _read(transaction, _COUNTS, most=MANY + 1)
    teams = {each["team"]: each["open"] for each in _read(transaction, _TEAMS, most=MANY + 1)}
    return Counts(row["mine"], row["put_off"], row["all"], teams)


def graphs(transaction: Connection) -> list[str]:
    return [row["name"] for row in _read(transaction, _GRAPHS)]


def get(transaction: Connection, id: int) -> Row | None:
    """A question with all that is known of it; `asked` is what an answer has to name. Raises NotYours."""
    found = _read(transaction, _GET, id=id)
    if found and not found[0]["seen"]:
        raise NotYours(id, found[0]["team"])
    return found[0] if found else None


def history(transaction: Connection, id: int) -> list[Row]:
    """What happened to it, and what people noted about it; `data` as JSON text."""
    return _read(transaction, _HISTORY, id=id)


def others_of_job(transaction: Connection, request: Row) -> list[Row]:
    return _read(transaction, _EARLIER, job_id=request["job_id"], id=request["id"])


def answered_before(transaction: Connection, id: int) -> list[Row]:
    """What its step asked before, and was answered, the latest first; JSON as text."""
    return _read(transaction, "SELECT * FROM adjourn.answered_before(:id, 100)", id=id)


def ends(transaction: Connection, before: int | None = None, *, mine: bool = False, limit: int = 50) -> list[Row]:
    """What became of questions, the latest first, before an event; `mine`: by oneself."""
    sql = "SELECT * FROM adjourn.request_ends(CAST(:before AS bigint), :limit, :mine)"
    return _read(transaction, sql, before=before, limit=limit, mine=mine)


def job(transaction: Connection, id: str) -> tuple[Row, list[Row]] | None:
    """With its questions, for who may see one of them."""
    found = _read(transaction, _JOB, id=id)
    return (found[0], _read(transaction, _OF_JOB, id=id)) if found else None


def who_may_answer(transaction: Connection, team: str | None) -> list[str]:
    """For a team; None: for what is anybody's."""
    return [row["name"] for row in _read(transaction, _COLLEAGUES, team=team)]


def leads(transaction: Connection) -> dict[str, str]:
    """Of each team that has some, for who is in none."""
    return {row["team"]: row["leads"] for row in _read(transaction, _LEADS)}


def teams(transaction: Connection) -> list[str]:
    return [row["name"] for row in _read(transaction, _ALL_TEAMS)]


def now(transaction: Connection) -> datetime:
    """By the database's clock."""
    found: datetime = transaction.execute(text("SELECT now()")).scalar_one()
    return found


def answer(
    transaction: Connection, id: int, asked: str, *, choice: str | None, comment: str | None, answer: str | None
) -> None:
    """Answer what was seen. Raises Otherwise: something else is asked by now; BadInput as `human_requests.answer`."""
    with refusals():
        found = _read(transaction, _LOCK, id=id)
    if found and found[0]["status"] == "open" and found[0]["asked"] != asked:
        raise Otherwise(f"request {id} was asked anew")
    human_requests.answer(transaction, id, choice=choice, comment=comment, answer=answer)


def _read(transaction: Connection, sql: str, **values: Any) -> list[Row]:
    return [dict(row) for row in transaction.execute(text(sql), values).mappings()]
