"""People who take a question of their team, put it off and answer it, and who may not: the rules of a question hold at
every instant, whoever dies. Time answers nothing that it may not."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import psycopg
from adjourn.models.ground.settings import settings

from tests.chaos.attempts import attempts

if TYPE_CHECKING:
    from tests.chaos.cases import Case
    from tests.chaos.yard import Yard

#: One has submitted the job, one takes what it asks, and one would like to answer.
SUBMITTER, TAKER, OTHER = "ines", "bela", "cem"
_PEOPLE = f"""WITH people AS (
    INSERT INTO adjourn.people (name) SELECT unnest(ARRAY['{SUBMITTER}', '{TAKER}', '{OTHER}']) ON CONFLICT DO NOTHING),
  team AS (INSERT INTO adjourn.teams (name) VALUES ('rules') ON CONFLICT DO NOTHING) SELECT"""
_MEMBERS = f"""INSERT INTO adjourn.members (team, person, may)
  SELECT 'rules', unnest(ARRAY['{SUBMITTER}', '{TAKER}', '{OTHER}']), 'answer' ON CONFLICT DO NOTHING"""
_ENQUEUE = "SELECT adjourn.enqueue(%s, '{\"log\": []}', key => gen_random_uuid()::text)::text AS id"
#: As a worker asks by a policy.
_RULED = """UPDATE adjourn.human_requests SET team = 'rules', four_eyes = true, policy = '{"exclusive": true}',
  due_at = now() + interval '1 day' WHERE id = %s"""
_EXPIRES = """UPDATE adjourn.human_requests SET at_expiry = 'answer', expiry_answer = '"continue"',
  expires_at = now() - interval '1 second' WHERE id = %s"""
_ANSWER = "UPDATE adjourn.human_requests SET answer = %s WHERE id = %s"
_ACTS = (
    f"UPDATE adjourn.human_requests SET assignee = '{TAKER}' WHERE id = %s AND status = 'open'",
    "UPDATE adjourn.human_requests SET hidden_until = now() + interval '1 hour' WHERE id = %s AND status = 'open'",
)


def act(request: int, answer: str) -> None:
    """The errand of one of them, and of time."""
    with psycopg.connect(settings().database_url, autocommit=True) as connection:
        connection.execute("SELECT adjourn.keep_time(100)")
        connection.execute(f"SET adjourn.person = '{TAKER}'")
        for statement in _ACTS:
            connection.execute(statement, (request,))
        connection.execute(_ANSWER, (answer, request))


def decide(yard: Yard, case: Case) -> None:
    for statement in (_PEOPLE, _MEMBERS):
        yard.rows(statement)
    yard.rows(f"SET adjourn.person = '{SUBMITTER}'")
    [ruled] = yard.rows(_ENQUEUE, "line")
    yard.rows("RESET adjourn.person")
    gated = yard.submit("breakpoint")
    for job_id in (ruled["id"], gated):
        yard.carry(job_id, "waiting")
    asked, gate = (_asked(yard, job_id) for job_id in (ruled["id"], gated))
    yard.rows("SET session_replication_role = replica")
    for statement, id in ((_RULED, asked["id"]), (_EXPIRES, gate["id"])):
        yard.rows(statement, id)
    yard.rows("RESET session_replication_role")
    due, given = _asked(yard, ruled["id"])["due_at"], {"to": asked["title"]}
    for _ in attempts(yard, case, asked["id"], json.dumps(given)):
        now = _asked(yard, ruled["id"])
        assert (now["status"], now["answer"], now["answered_by"]) in (
            ("open", None, None),
            ("answered", given, TAKER),
        ), f"it is {now}"
        assert now["due_at"] == due, f"it was due at {due}, and is at {now['due_at']}"
        _refuses(yard, asked["id"], SUBMITTER)
        if now["assignee"]:
            _refuses(yard, asked["id"], OTHER)
        now = _asked(yard, gated)
        assert (now["status"], now["answer"]) == ("open", None), f"time has answered: {now}"
    for shape, job_id in (("line", ruled["id"]), ("breakpoint", gated)):
        yard.carry(job_id)
        yard.compare(shape, job_id)


def act_on_many(ids: list[int], answer: str) -> None:
    with psycopg.connect(settings().database_url, autocommit=True) as connection:
        connection.execute("SELECT * FROM adjourn.answer_many(%s, answer => %s)", (ids, answer))


def answer_many(yard: Yard, case: Case) -> None:
    """All of them are answered at once, or none."""
    jobs = [yard.submit("line") for _ in range(3)]
    for job_id in jobs:
        yard.carry(job_id, "waiting")
    asked = [_asked(yard, job_id) for job_id in jobs]
    ids = [each["id"] for each in asked]
    for _ in attempts(yard, case, ids, json.dumps({"to": asked[0]["title"]})):
        became = {
            row["status"] for row in yard.rows("SELECT status FROM adjourn.human_requests WHERE id = ANY(%s)", ids)
        }
        assert became in ({"open"}, {"answered"}), f"they are {became}"
    answers = yard.rows("SELECT id FROM adjourn.events WHERE request_id = ANY(%s) AND became = 'answered'", ids)
    assert len(answers) == len(ids), f"answered {len(answers)} times"
    for job_id in jobs:
        yard.carry(job_id)
        yard.compare("line", job_id)


def _asked(yard: Yard, job_id: str) -> dict[str, object]:
    [row] = yard.rows("SELECT * FROM adjourn.human_requests WHERE job_id = %s", job_id)
    return row


def _refuses(yard: Yard, id: object, person: str) -> None:
    """Nobody's answer but the taker's."""
    yard.rows(f"SET adjourn.person = '{person}'")
    try:
        yard.rows(_ANSWER, json.dumps({"to": f"what {person} thinks"}), id)
    except psycopg.errors.ObjectNotInPrerequisiteState:
        return
    finally:
        yard.rows("RESET adjourn.person")
    raise AssertionError(f"{person} has answered request {id}")
