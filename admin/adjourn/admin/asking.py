"""A question answered on a terminal: what is asked, the ways to answer, and what exactly will be sent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from adjourn.admin import filling, json_text, prompts, request_view, terminal
from adjourn.admin.rows import Row
from adjourn.models.forms import difference, exact, ways
from adjourn.models.forms.calls import Comment
from adjourn.models.forms.ways import Call, Decision, Option, Ways
from rich.text import Text

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Given:
    choice: str | None = None
    comment: str | None = None
    #: JSON text.
    answer: str | None = None


def ask(request: Row, now: datetime) -> Given:
    """What is to be sent, after a yes to exactly that. Raises NothingSent, KeyboardInterrupt, EOFError."""
    request_view.show(request, now, with_ways=False)
    request_view.show_state(request)
    columns = ("kind", "question", "options", "answer_schema", "rejected_answer")
    found = ways.ways(*(request[name] for name in columns))
    given = _given(found)
    _show(given, found)
    if not prompts.agreed("Send this?", may_leave=True):
        raise prompts.NothingSent
    return given


def _given(found: Ways) -> Given:
    ways_: list[tuple[str, Callable[[], Given]]] = [
        (option.label, partial(_of_option, option)) for option in found.options
    ]
    if len(found.calls) > 1 and all(call.decisions for call in found.calls):
        ways_.append((f"Decide each of the {len(found.calls)} calls", partial(_of_calls, found, None)))
    elif len(found.calls) == 1:
        ways_ += [(each.label, partial(_of_calls, found, each)) for call in found.calls for each in call.decisions]
    if found.text:
        ways_.append(("Write the answer", _of_text))
    if found.form is not None:
        ways_.append(("Fill in the answer", partial(_of_form, found)))
    if not found.options and len(ways_) == 1:
        return ways_[0][1]()
    terminal.paragraph()
    at = prompts.pick([label for label, _ in ways_])
    assert at is not None
    return ways_[at][1]()


def _of_option(option: Option) -> Given:
    return Given(choice=option.choice, comment=_comment(option.comment) or None)


def _of_text() -> Given:
    terminal.paragraph(Text("Your answer", "bold"))
    if not (typed := prompts.line()).strip():
        raise prompts.NothingSent
    return Given(comment=typed)


def _of_form(found: Ways) -> Given:
    assert found.form is not None
    return Given(answer=filling.fill(found.form)[0])


def _of_calls(found: Ways, only: Decision | None) -> Given:
    while True:
        pairs = [pair for i, call in enumerate(found.calls) for pair in _decided(call, i, len(found.calls), only)]
        text, complaints = ways.decide(found, pairs)
        if text is not None:
            return Given(answer=text)
        for complaint in complaints.values():
            prompts.complain(complaint)


def _decided(call: Call, i: int, count: int, only: Decision | None) -> Iterator[Pair]:
    if only is None:
        terminal.paragraph(Text(f"Call {i + 1} of {count}: {terminal.line(call.asked.tool)}", "bold"))
        for key, value in call.asked.args.items():
            terminal.paragraph(f"    {terminal.line(key)}: {json_text.shown(exact.write(value))}")
        at = prompts.pick([each.label for each in call.decisions])
        assert at is not None
        only = call.decisions[at]
    yield call.name, only.type
    if only.form is not None:
        yield from filling.fill(only.form)[1]
    elif message := _comment(only.comment):
        yield call.message, message


def _comment(comment: Comment) -> str:
    if comment == "none":
        return ""
    needed = comment == "must"
    terminal.paragraph(Text.assemble(("Comment", "bold"), ("" if needed else "  Enter alone: none", "dim")))
    while not (typed := prompts.line()).strip() and needed:
        prompts.complain("it says nothing without a comment")
    return typed if typed.strip() else ""


def _show(given: Given, found: Ways) -> None:
    terminal.paragraph()
    terminal.paragraph(Text("This will be sent:", "bold"))
    for name, value in (("choice", given.choice), ("comment", given.comment)):
        if value is not None:
            terminal.paragraph(f"  {name}  {terminal.line(value)}")
    if given.answer is not None:
        shown = json_text.shown(given.answer, limit=10_000_000) or ""
        terminal.paragraph("  answer  " + shown.replace("\n", "\n  "))
        for call, args in _edited(found, exact.parsed(given.answer)):
            _show_changes(call, args)


def _edited(found: Ways, answer: Any) -> Iterator[tuple[Call, Any]]:
    """The calls that are made differently, and their arguments then."""
    match answer:
        case {"decisions": [*decisions]}:
            pass
        case [*decisions]:
            pass
        case _:
            decisions = [answer]
    for call, decision in zip(found.calls, decisions, strict=False):
        match decision:
            case {"type": "edit", "edited_action": {"args": args}} | {"type": "edit", "args": {"args": args}}:
                yield call, args


def _show_changes(call: Call, args: Any) -> None:
    changes = difference.changes(call.asked.args, args)
    words = f"  {terminal.line(call.asked.tool)} " + ("with other arguments:" if changes else "as it is")
    terminal.paragraph(Text(words, "bold"))
    marks = {"same": ("", "", ""), "taken": ("[-", "-]", "red"), "added": ("{+", "+}", "green")}
    for change in changes:
        shown = Text(f"    {terminal.line('.'.join(map(str, change.path)))}: ")
        for part in change.segments:
            before, after, style = marks[part.kind]
            shown.append(before + terminal.line(part.text) + after, style)
        terminal.paragraph(shown)
