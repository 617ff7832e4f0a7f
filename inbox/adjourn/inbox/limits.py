"""Whoever approves an amount above its limit types it: a number that was read, and not only passed over."""

from __future__ import annotations

from typing import Any

from adjourn.inbox import words
from adjourn.inbox.answers import Given
from adjourn.models import amounts
from adjourn.models.amounts import Over
from adjourn.models.forms import calls, exact
from adjourn.models.inbox import Row

#: Choices after which nothing happens of what is asked. All others may approve it.
_NO = ("reject", "respond", "response", "ignore", "stop", "no")


def over(row: Row, question: Any = exact.NOTHING) -> Over | None:
    """By the rules that the question has; `question`: what is made of it."""
    rule = (exact.parsed(row["policy"]) or {}).get("amount")
    asked = exact.parsed(row["question"]) if question is exact.NOTHING else question
    return amounts.over(asked, **rule) if rule else None


def complaint(row: Row, given: Given, typed: str) -> str | None:
    """About what was typed as the amount, for an answer that is right otherwise."""
    if given.choice in _NO or not (amount := over(row, _approved(row, given.answer))):
        return None
    shown = amount.said(amount.number, ",")
    if not typed.strip():
        return words.TYPE_AMOUNT.format(amount=shown)
    try:
        is_it = amounts.typed(typed, amount) == amount.number
    except ValueError as error:
        return str(error)
    return None if is_it else words.OTHER_AMOUNT.format(typed=typed.strip()[:60], amount=shown)


def _approved(row: Row, answer: str | None) -> Any:
    """The question with its calls as they would be made: edited, and without the arguments of those that are not."""
    question = exact.parsed(row["question"])
    asked = calls.asked(row["kind"], question)
    match exact.parsed(answer):
        case {"decisions": [*decided]} | [*decided] if asked and len(decided) == len(asked):
            pass
        case dict() as only if len(asked) == 1 or _is_no(only):
            decided = [only]
        case _:
            return question
    if all(map(_is_no, decided)):
        return None
    pairs = zip(asked, decided, strict=True)
    return _replaced(question, {id(call.args): _args(decision, call.args) for call, decision in pairs})


def _is_no(decision: Any) -> bool:
    return isinstance(decision, dict) and decision.get("type", decision.get("decision")) in _NO


def _args(decision: Any, asked: dict[str, Any]) -> Any:
    match decision:
        case {"type": "edit", "edited_action": {"args": args}} | {"type": "edit", "args": {"args": args}}:
            return args
    return {} if _is_no(decision) else asked


def _replaced(value: Any, by: dict[int, Any]) -> Any:
    if id(value) in by:
        return by[id(value)]
    if isinstance(value, dict):
        return {key: _replaced(item, by) for key, item in value.items()}
    return [_replaced(item, by) for item in value] if isinstance(value, list) else value
