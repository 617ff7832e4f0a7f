"""What a question says of itself loosens no rule, and what time cannot say it does not say."""

from __future__ import annotations

from typing import Any

import pytest
from adjourn.admin import checks
from adjourn.models.ground.settings import Settings

from tests.support.by_hand import ask, shaped
from tests.support.house import Row
from tests.worker.conftest import Ruled

#: A question of each kind.
KINDS: dict[str, Any] = {
    "question": {"question": "pay?"},
    "query": {"query": "pay?"},
    "options": {"question": "which?", "options": ["left", "right"]},
    "tool_approval": {"type": "tool_approval", "name": "pay", "args": {"amount": 1}},
    "tool_batch": {
        "action_requests": [{"name": "pay", "args": {"amount": 1}}],
        "review_configs": [{"action_name": "pay", "allowed_decisions": ["approve", "reject"]}],
    },
    "form": {"question": "form"},
    "agent_inbox": {
        "action_request": {"action": "pay", "args": {"amount": 1}},
        "config": {"allow_accept": True, "allow_edit": True, "allow_respond": True, "allow_ignore": True},
    },
}
STRICT = {
    **{"team": "finance", "four_eyes": True, "due": "1 day", "claim": "30 min", "exclusive": True, "bulk": False},
    **{"remind": "1 hour", "escalate": "2 hours", "escalate_to": "board", "expires": "3 days", "at_expiry": "fail"},
}
LOOSER = {
    **{"team": "anybody", "four_eyes": False, "due": "10 days", "claim": 1, "exclusive": False, "bulk": True},
    **{"remind": "9 days", "escalate": "9 days", "escalate_to": "anybody", "expires": 1, "at_expiry": "answer"},
    **{"expiry_answer": {"type": "approve"}, "approve_by_expiry": True, "limit": 10**9, "policy": {}, "error": ""},
}


def ruled_by(row: Row) -> Row:
    """All that a policy sets."""
    dates = {name: row[name] and round((row[name] - row["created_at"]).total_seconds()) for name in DATES}
    return {name: row[name] for name in RULED} | dates


RULED = ("team", "assignee", "priority", "four_eyes", "escalate_to", "at_expiry", "expiry_answer", "hidden_until")
DATES = ("due_at", "remind_at", "escalate_at", "expires_at")


def test_no_question_loosens_a_rule(ruled: Ruled) -> None:
    rules = {"claim": 1800, "exclusive": True, "bulk": False}
    tried = [(LOOSER, sorted(LOOSER)), *(({name: value}, [name]) for name, value in LOOSER.items())]
    with ruled({"all": STRICT}) as house:
        for kind, question in KINDS.items():
            schema = {"type": "object"} if kind == "form" else None
            plain = shaped(house, question, schema)
            assert plain["kind"] == {"query": "question", "options": "question"}.get(kind, kind)
            assert plain["policy"] == rules
            for own, ignored in tried:
                row = shaped(house, {**question, "adjourn": own}, schema)
                assert ruled_by(row) == ruled_by(plain), (kind, own)
                assert row["policy"] == rules | {"ignored": ignored}


def test_a_breakpoint_says_nothing_of_itself(ruled: Ruled) -> None:
    with ruled({"all": STRICT}) as house:
        row = ask(house, "stops_before", {"log": [], "adjourn": LOOSER})
        assert (row["kind"], row["team"], row["four_eyes"], row["at_expiry"]) == ("breakpoint", "finance", True, "fail")
        assert row["policy"] == {"claim": 1800, "exclusive": True, "bulk": False}


@pytest.mark.parametrize(
    ("kind", "answer", "why"),
    [
        ("form", {"ok": 1}, "ok must be of type boolean, not 1"),
        ("tool_approval", {"type": "approve"}, "it would approve what nobody has seen"),
        ("breakpoint", "continue", "it would approve what nobody has seen"),
    ],
)
def test_an_answer_that_time_cannot_give_is_given_up_when_it_is_asked(
    ruled: Ruled, database_url: str, kind: str, answer: Any, why: str
) -> None:
    schema = {"type": "object", "properties": {"ok": {"type": "boolean"}}}
    with ruled({"all": {"expires": 1, "at_expiry": "answer", "expiry_answer": answer}}) as house:
        row = ask(house, "stops_before") if kind == "breakpoint" else shaped(house, KINDS[kind], schema)
        assert (row["at_expiry"], row["expiry_answer"], row["status"]) == ("stay", None, "open")
        assert why in row["policy"]["error"]
        [finding] = [each for each in checks.look(Settings(database_url=database_url)) if each.check == "questions"]
        assert "of 1 open ones the policy cannot be kept, as expiry_answer cannot be given: " in finding.detail
