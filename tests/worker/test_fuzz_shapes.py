"""What nearly has the shape of a question that is known, and what only a fuzzer would ask."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.support import fuzz
from tests.support.asked import ALL, EMAIL, batch, fits, inbox
from tests.support.by_hand import result_of, shaped, write
from tests.support.fuzz import fuzzed
from tests.support.house import House

NEAR: list[Any] = [
    batch(),
    {"action_requests": [EMAIL], "review_configs": []},
    {"action_requests": [EMAIL]},
    {"action_requests": EMAIL, "review_configs": [{"action_name": "send_email", "allowed_decisions": ALL}]},
    batch((EMAIL, [])),
    batch((EMAIL, ["approve", "postpone"])),
    batch((EMAIL, [["approve"]])),  # type: ignore[list-item]
    batch(({"name": "", "args": {}}, ALL)),
    batch(({"name": 5, "args": {}}, ALL)),
    batch(({"name": "x", "args": [1]}, ALL)),
    batch(({"name": "x\0", "args": {}}, ALL)),
    {"type": "tool_approval"},
    {"type": "tool_approval", "name": "x"},
    {"type": "tool_approval", "name": "x", "args": "y"},
    {"type": "tool_approval", "name": "x\0", "args": {}},
    inbox(),
    [],
    [inbox(accept=True)] * 2,
    [inbox(accept=True), 5],
    inbox(accept=True) | {"config": {"allow_accept": "yes"}},
    inbox(accept=True) | {"config": None},
    inbox(accept=True) | {"action_request": {"action": "x"}},
    inbox(accept=True) | {"action_request": {"action": None, "args": {}}},
]


@pytest.mark.parametrize("question", NEAR, ids=range(len(NEAR)))
def test_what_nearly_has_a_shape_is_a_plain_question(house: House, question: Any) -> None:
    row = shaped(house, question)
    assert (row["kind"], row["answer_schema"], row["options"]) == ("question", None, [])
    assert "HumanInTheLoopMiddleware" not in row["title"]
    assert write(house, row, "comment = 'so'")["answer"] == "so"
    assert result_of(house, row)[2:] == ["so"]


_odd = fuzz.values | st.sampled_from(["", "\u202ex", "x\0", [], {}, [{}]])
_names = st.sampled_from(["pay", "pay", "send", "\u202e\x1b[2J", "x\0", ""]) | fuzz.json_texts
_call = st.fixed_dictionaries({"name": _names | _odd, "args": st.dictionaries(fuzz.keys, _odd, max_size=3) | _odd})
_kinds = st.lists(st.sampled_from([*ALL, "postpone"]), max_size=5) | _odd
_config = st.fixed_dictionaries({"action_name": _names | _odd, "allowed_decisions": _kinds}) | _odd


@st.composite
def _cut(draw: st.DrawFn, whole: st.SearchStrategy[Any]) -> Any:
    """One of them as it should be, with a key less, or with another value under one of its keys."""
    value = draw(whole)
    if not isinstance(value, dict) or not value or draw(st.booleans()):
        return value
    key = draw(st.sampled_from(sorted(value)))
    return {k: v for k, v in value.items() if k != key} | draw(st.just({}) | _odd.map(lambda odd: {key: odd}))


_batches = _cut(
    st.builds(
        lambda calls, configs: {"action_requests": calls, "review_configs": configs},
        st.lists(_cut(_call), max_size=4),
        st.lists(_cut(_config), max_size=4),
    )
    | st.lists(st.tuples(_call, st.lists(st.sampled_from(ALL), max_size=3)), max_size=3).map(lambda c: batch(*c))
)
_approvals = _cut(_call.map(lambda call: {"type": "tool_approval", **call}))
_inbox = _cut(
    st.fixed_dictionaries(
        {
            "action_request": _cut(st.fixed_dictionaries({"action": _names, "args": st.just({}) | _odd})),
            "config": _cut(st.dictionaries(st.sampled_from(sorted(inbox()["config"])), st.booleans() | _odd)),
            "description": _odd,
        }
    )
)
_near = _batches | _approvals | _inbox | _inbox.map(lambda one: [one])
_lists = st.builds(lambda key, v: {key: v}, st.sampled_from(["options", "choices", "actions"]), st.lists(_names) | _odd)


def test_whatever_it_looks_like_it_is_asked_and_each_choice_fits(house: House) -> None:
    """Nothing that nearly has a shape fails a pause, and no option is refused by the schema beside it."""

    @fuzzed(60)
    @given(_near | _lists, st.sampled_from(["no comment", None]))
    @example(batch((EMAIL, ALL), (EMAIL, ALL)), None)
    @example(inbox(accept=True, respond=True), "so")
    def ask(question: Any, comment: str | None) -> None:
        if not fuzz.is_small(question):
            return
        row = shaped(house, question)
        assert 0 < len(row["title"]) <= 200 and not fuzz.obeyed(row["title"])
        assert (row["answer_schema"] is None) == (row["kind"] == "question")
        for option in row["options"]:
            if comment is None and option.get("needs_comment"):
                continue
            with house.db.transaction(force_rollback=True):
                answer = write(house, row, "choice = %s, comment = %s", option["choice"], comment)["answer"]
            assert fits(row, answer), json.dumps([row["answer_schema"], answer])
        house.db.execute("UPDATE adjourn.human_requests SET status = 'withdrawn' WHERE id = %s", (row["id"],))
        house.advance_due()

    ask()
