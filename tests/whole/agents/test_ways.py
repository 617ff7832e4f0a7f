"""What is decided in forms about calls is what LangChain's own middleware takes, in both of its modes."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from adjourn.models.forms import difference, exact
from adjourn.models.forms.fields import inside
from adjourn.models.forms.ways import Ways, decide, ways
from adjourn.worker.advance import questions
from adjourn.worker.checkpointer.unsaved import Held

from tests.support.forms import standing
from tests.whole.agents.beside import Beside

#: Their warnings are theirs.
pytestmark = pytest.mark.filterwarnings("ignore")

START = {"messages": [{"role": "user", "content": "Please do it."}]}
Open = Callable[[str, str], Beside]


def asked(beside: Beside) -> list[Ways]:
    """The rows of what it asks now, as ways to answer them."""
    held = [Held(interrupt, "", "", "", 0) for interrupt in beside.asked]
    rows = [questions.of_interrupt(each, "model") for each in held]
    return [ways(row.kind, row.question, row.options, row.answer_schema) for row in rows]


def tools_said(beside: Beside) -> list[str]:
    return [m["data"]["content"] for m in beside.result["messages"] if m["type"] == "tool"]


def edit(call: Any, **changed: str) -> list[tuple[str, str]]:
    """The form of its arguments, with some of them typed anew."""
    [decision] = [each for each in call.decisions if each.type == "edit"]
    pairs = dict(standing(decision.form.root))
    return [*(pairs | {f"{call.name}/args/{key}": text for key, text in changed.items()}).items()]


CASES: list[tuple[list[tuple[str, str]], dict[str, str], Any, str]] = [
    ([("answer/0", "approve")], {}, {"type": "approve"}, "sent 'Hello' to ada@example.org"),
    (
        [("answer/0", "edit")],
        {"to": "bob@example.org", "subject": "Hi\r\nBob"},
        {
            "type": "edit",
            "edited_action": {"name": "send_email", "args": {"to": "bob@example.org", "subject": "Hi\nBob"}},
        },
        r"sent 'Hi\nBob' to bob@example.org",
    ),
    (
        [("answer/0", "reject"), ("answer/0/message", "no")],
        {},
        {"type": "reject", "message": "no"},
        "with reason: no",
    ),
    ([("answer/0", "reject"), ("answer/0/message", " ")], {}, {"type": "reject"}, "was not executed"),
    ([("answer/0", "respond"), ("answer/0/message", "done")], {}, {"type": "respond", "message": "done"}, "done"),
]


@pytest.mark.parametrize(("pairs", "changed", "decision", "said"), CASES, ids=[str(case[2]) for case in CASES])
def test_each_decision_about_a_batch(
    beside: Open, pairs: list[tuple[str, str]], changed: dict[str, str], decision: Any, said: str
) -> None:
    graph = beside("mail", "batched")
    graph.run(START)
    [found] = asked(graph)
    assert [option.choice for option in found.options] == ["approve", "reject"]
    assert [[each.type for each in call.decisions] for call in found.calls] == [
        ["approve", "edit", "reject", "respond"],
        ["approve", "reject"],
    ]
    assert [call.asked.tool for call in found.calls] == ["send_email", "delete_file"]
    text, complaints = decide(found, [*pairs, *edit(found.calls[0], **changed), ("answer/1", "approve")])
    assert (complaints, json.loads(text or "")) == ({}, {"decisions": [decision, {"type": "approve"}]})
    graph.answer([json.loads(text or "")])
    assert (graph.asked, tools_said(graph)[1]) == ([], "deleted /tmp/report")
    assert said in tools_said(graph)[0]
    if decision["type"] == "edit":
        made = decision["edited_action"]["args"]
        changes = difference.changes(found.calls[0].asked.args, exact.parse(json.dumps(made)))
        assert [change.path for change in changes] == [("to",), ("subject",)]


def test_a_batch_lacks_no_decision(beside: Open) -> None:
    graph = beside("mail", "batched")
    graph.run(START)
    [found] = asked(graph)
    missing = {"answer/0/message": "this is left blank: write something", "answer/1": "choose one"}
    assert decide(found, [("answer/0", "respond"), ("answer/1", "edit")]) == (None, missing)


@pytest.mark.parametrize(("pairs", "changed", "decision", "said"), CASES, ids=[str(case[2]) for case in CASES])
def test_each_decision_call_by_call(
    beside: Open, pairs: list[tuple[str, str]], changed: dict[str, str], decision: Any, said: str
) -> None:
    graph = beside("mail", "per_call")
    graph.run(START)
    first, second = asked(graph)
    assert {option.choice: option.comment for option in first.options} == {
        "approve": "none",
        "reject": "may",
        "respond": "must",
    }
    assert [option.choice for option in second.options] == ["approve", "reject"]
    [call] = first.calls
    assert [each.type for each in call.decisions] == ["edit"] and second.calls[0].decisions == ()
    if decision["type"] == "edit":
        form = call.decisions[0].form
        assert form is not None and [part.title for part in inside(form.root)] == ["send_email", "To", "Subject"]
        text, complaints = decide(first, [*pairs, *edit(call, **changed)])
        assert (complaints, json.loads(text or "")) == ({}, decision)
        assert decide(first, [*pairs, *edit(call, to="")])[1] == {
            "answer/0/args/to": "this is left blank: write something"
        }
    graph.answer([decision, {"type": "approve"}])
    assert (graph.asked, tools_said(graph)[1]) == ([], "deleted /tmp/report")
    assert said in tools_said(graph)[0]
