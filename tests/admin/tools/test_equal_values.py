"""However a question is answered, the graph gets the same Python value."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from adjourn.models import human_requests

from tests.admin.tools.ways import WAYS, Given, Ways
from tests.support.by_hand import ask, read
from tests.support.house import House, Row

CALL = {"name": "pay", "args": {"amount": 1}}
#: Graph and input of a question of each kind.
KINDS: dict[str, tuple[str, Any]] = {
    "question": ("shaped", ["how?", None]),
    "form": ("shaped", ["form", {"type": ["object", "string"]}]),
    "tool_approval": ("shaped", [{"type": "tool_approval", "id": "1", **CALL}, None]),
    "tool_batch": (
        "shaped",
        [
            {
                "action_requests": [CALL],
                "review_configs": [{"action_name": "pay", "allowed_decisions": ["approve", "edit", "reject"]}],
            },
            None,
        ],
    ),
    "agent_inbox": (
        "shaped",
        [
            {
                "action_request": {"action": "pay", "args": {"amount": 1}},
                "config": dict.fromkeys(("allow_accept", "allow_edit", "allow_respond", "allow_ignore"), True),
            },
            None,
        ],
    ),
    "breakpoint": ("stops_before", []),
}
TEXTS = (
    *("a\u00a0b", 'say "yes"', "it's", "one\ntwo", "=1+1", "'quoted"),
    *("-5", "@a", "\\n", "ü€😀\u200b", "1.10", "null", "{}"),
)
NUMBERS = ("1.10", "0.1", "12345678901234567890", "100", "true", "[1.0, 1]")
#: Django's admin reads a number and sends what it has made of it: other digits here, or another type.
EXACT = {"1e5": 100000, "123456789012345678901234567890.125": 1.2345678901234568e29, "[1E-7, 1E+2]": [1e-07, 100]}
ALL_TEXTS = json.dumps([*TEXTS, " padded\u00a0", "\r\n"])
DEEP = f'{{"n": [{", ".join(NUMBERS)}], "t": {ALL_TEXTS}}}'

#: What is given to a question of the kind, and what the graph gets.
GIVEN: dict[str, list[tuple[Given, Any]]] = {
    "question": [
        *(({"comment": text}, text) for text in TEXTS),
        *(({"answer": number}, json.loads(number)) for number in NUMBERS),
        ({"answer": DEEP}, json.loads(DEEP)),
    ],
    "form": [({"answer": DEEP}, json.loads(DEEP)), ({"answer": '"so"'}, "so")],
    "tool_approval": [
        ({"choice": "approve"}, {"type": "approve"}),
        *(({"choice": "reject", "comment": text}, {"type": "reject", "message": text}) for text in TEXTS[:6]),
    ],
    "tool_batch": [
        ({"choice": "approve"}, {"decisions": [{"type": "approve"}]}),
        ({"choice": "reject", "comment": "=1"}, {"decisions": [{"type": "reject", "message": "=1"}]}),
    ],
    "agent_inbox": [
        ({"choice": "accept"}, [{"type": "accept", "args": {"action": "pay", "args": {"amount": 1}}}]),
        *(({"choice": "response", "comment": text}, [{"type": "response", "args": text}]) for text in TEXTS[:6]),
    ],
    "breakpoint": [({"choice": "continue"}, "continue"), ({"answer": '"continue"'}, "continue")],
}
_EDIT = {
    "tool_approval": '{"type": "edit", "edited_action": {"name": "pay", "args": %s}}',
    "tool_batch": '{"decisions": [{"type": "edit", "edited_action": {"name": "pay", "args": %s}}]}',
    "agent_inbox": '[{"type": "edit", "args": {"action": "pay", "args": %s}}]',
}
for _kind, _edit in _EDIT.items():
    GIVEN[_kind].append(({"answer": _edit % DEEP}, json.loads(_edit % DEEP)))
_COPY = """
INSERT INTO adjourn.human_requests (job_id, thread_id, graph, node, kind, title, question, question_hash, answer_schema,
  options, interrupt_id, checkpoint_ns, checkpoint_id, task_id, ordinal)
SELECT job_id, thread_id, graph, node, kind, title, question, question_hash, answer_schema, options,
  gen_random_uuid(), checkpoint_ns, checkpoint_id, task_id, ordinal
FROM adjourn.human_requests, generate_series(1, %s) WHERE id = %s RETURNING id"""


@pytest.fixture
def ways(database_url: str, tmp_path: Path) -> Iterator[Ways]:
    with Ways.open(database_url, tmp_path) as ways:
        yield ways


def another(house: House, row: Row, count: int) -> list[int]:
    """The same question once more."""
    return [each["id"] for each in house.db.execute(_COPY, (count, row["id"])).fetchall()]


def stored(house: House, id: int) -> Any:
    """What the worker reads."""
    [row] = house.db.execute("SELECT answer::text FROM adjourn.human_requests WHERE id = %s", (id,)).fetchall()
    return human_requests.read(row["answer"])


def exactly(value: Any) -> str:
    """1, 1.0 and true are three values; the order of keys is Postgres's."""
    return json.dumps(value, sort_keys=True)


@pytest.mark.parametrize("kind", KINDS)
def test_whoever_writes_it_the_answer_is_the_same(house: House, ways: Ways, kind: str) -> None:
    graph, input = KINDS[kind]
    row = ask(house, graph, {"log": input})
    assert row["kind"] == kind
    exact: list[tuple[Given, Any]] = [({"answer": number}, meant) for number, meant in EXACT.items()]
    for way, give in ways.all().items():
        given = GIVEN[kind] + (exact if kind == "question" and way != "django" else [])
        ids = another(house, row, len(given))
        assert give({id: told for id, (told, _) in zip(ids, given, strict=True)}) == {}, way
        for id, (told, meant) in zip(ids, given, strict=True):
            assert exactly(stored(house, id)) == exactly(meant), (way, told)


def test_the_graph_gets_it(house: House, ways: Ways) -> None:
    """Of each kind what is hardest, in each way; and a number that is none in Python, in none of them."""
    jobs = {(kind, way): house.enqueue(graph, {"log": input}) for kind, (graph, input) in KINDS.items() for way in WAYS}
    house.advance_due()
    for way, give in ways.all().items():
        for number in ("1e400", '{"a": [-1e400]}'):
            row = house.requests(jobs["question", way])[0]
            said = give({row["id"]: {"answer": number}})
            house.advance_due()
            now = read(house, row)
            assert (now["status"], bool(said or now["answer_error"])) == ("open", True), way
        given = {house.requests(jobs[kind, way])[0]["id"]: GIVEN[kind][-1][0] for kind in KINDS}
        assert give(given) == {}, way
    house.advance_due()
    for (kind, way), job in jobs.items():
        [got] = house.db.execute("SELECT result::text FROM adjourn.jobs WHERE id = %s", (job,)).fetchall()
        meant = [] if kind == "breakpoint" else [GIVEN[kind][-1][1]]
        assert exactly(json.loads(got["result"])["log"][2:]) == exactly(meant), (kind, way)
