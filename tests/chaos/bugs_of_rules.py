"""Bugs on purpose, see bugs.py: those in the rules of questions and threads, which are SQL, and in what others hear."""

from __future__ import annotations

import asyncio

from adjourn.models.notices import Notice, Sent
from adjourn.notify.sender import Sender

_SWAP = """DO $swap$ DECLARE it text := pg_get_functiondef('adjourn.{}'::regproc); BEGIN
  ASSERT strpos(it, $was${}$was$) > 0, 'the function does not say this any more';
  EXECUTE replace(it, $was${}$was$, $becomes${}$becomes$); END $swap$"""


def swap(function: str, was: str, becomes: str) -> str:
    return _SWAP.format(function, was, was, becomes)


#: By the bug's name: how the function is said otherwise. See `bugs.SQL`.
SQL = {
    "claim_of_question_is_ignored": swap("require_may_answer", "request.assignee <> me AND", "false AND"),
    "two_eyes_are_enough": swap("require_may_answer", "IF request.four_eyes THEN", "IF false THEN"),
    "expiry_approves": swap("expire", "request.at_expiry = 'answer' AND adjourn.lets_pass(request)", "false")
    + ";"
    + swap("request_moves", "AND NOT adjourn.lets_pass(OLD)", ""),
    "snooze_forgets_the_due_date": swap(
        "request_belongs",
        "AND NEW.hidden_until IS NOT NULL THEN",
        "AND NEW.hidden_until IS NOT NULL THEN NEW.due_at := NULL;",
    ),
    "many_are_answered_in_part": swap("answer_many", "ORDER BY given)", "ORDER BY given LIMIT 2)"),
    "waiting_is_pruned": swap("prune_threads", "j.finished_at IS NULL OR j.finished_at >= horizon", "false")
    + ";"
    + swap("prune_threads", "coalesce(f.finished_at < horizon, false)", "true")
    + ";"
    + swap("prune_threads", "AND r.status NOT IN ('open', 'answered')", ""),
    "rolled_back_stays": swap("make_way", "strategy = 'rollback' AND ended <> '{}'", "false"),
    "withdrawn_without_reason": swap("make_way", "PERFORM set_config('adjourn.why', why ->> 'message', true)", "NULL"),
}


def sent_before_it_is_sent() -> None:
    """A notice is marked as sent, and then it is sent."""
    deliver = Sender._deliver

    async def marks(self: Sender, notice: Notice) -> None:
        self._done.append(Sent(notice))
        self._heard.set()
        await asyncio.sleep(0.2)
        await deliver(self, notice)

    Sender._deliver = marks  # type: ignore[method-assign]


#: Where each is found.
BEHIND = {
    **dict.fromkeys(
        ("claim_of_question_is_ignored", "two_eyes_are_enough", "expiry_approves", "snooze_forgets_the_due_date"),
        "people",
    ),
    "many_are_answered_in_part": "answer many",
    "waiting_is_pruned": "pruner",
    **dict.fromkeys(("rolled_back_stays", "withdrawn_without_reason"), "make way"),
    "sent_before_it_is_sent": "sender",
}
