"""How a question is shown to the person who answers it: what the code says above what a model may have written."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from adjourn.admin import ages, call_view, json_text, terminal
from adjourn.admin.rows import Row
from adjourn.models.forms import ways as forms
from rich.text import Text


def show_all(requests: Iterable[Row], now: datetime) -> None:
    for i, request in enumerate(requests):
        if i:
            terminal.paragraph()
        show(request, now)


def show(request: Row, now: datetime, *, with_ways: bool = True) -> None:
    asked = f"{request['kind']} of {request['graph']} / {request['node']}, {ages.ago(request['created_at'], now)}"
    facts = "  " + ", ".join((asked, *_whose(request, now)))
    number = (f"#{request['id']}  ", "bold")
    terminal.paragraph(Text.assemble(number, terminal.status(request["status"]), (terminal.line(facts), "dim")))
    terminal.paragraph(Text("  " + terminal.line(request["title"]), "bold"))
    if rest := _rest(request):
        # Deeper than the ways to answer, which a line of it could look like.
        terminal.paragraph(_indented(_indented(rest)))
    if request["status"] == "open":
        if request["look_twice"]:
            terminal.paragraph(Text("  look twice: " + terminal.line(request["look_twice"]), "yellow"))
        if request["answer_error"]:
            terminal.paragraph(Text(_indented("not accepted: " + terminal.safe(request["answer_error"])), "red"))
        for way in ways(request) if with_ways else ():
            terminal.paragraph(Text("  " + way, "cyan"))
    elif request["answer"] is not None:
        answered = f"answered by {terminal.line(request['answered_by'] or '?')}, {ages.at(request['answered_at'], now)}"
        terminal.paragraph(f"  {answered}: {_indented(json_text.shown(request['answer']) or '').lstrip()}")


def show_state(request: Row) -> None:
    """What the operator's policy shows of the graph's state, as it was when it was asked."""
    for part in _parsed(request["shown"]) or []:
        earlier = f", {part['earlier']} earlier ones left out" if "earlier" in part else ""
        terminal.paragraph(Text(f"  {terminal.line(part['name'])}{earlier}", "dim"))
        for each in part["said"]:
            by = f"{terminal.line(each['by'])}: " if "by" in each else ""
            more = f" … and {each['more']} letters more" if "more" in each else ""
            terminal.paragraph(_indented(_indented(by + terminal.safe(each["text"]) + more)))


def show_history(events: Iterable[Row]) -> None:
    """A line each: when, who, what."""
    for event in events:
        when = Text(ages.clock(event["at"])[:19], "dim")
        what = _happened(event)
        terminal.paragraph(
            Text.assemble(
                when, "  ", (terminal.line(event["by"]), "bold"), "  ", _indented(terminal.safe(what)).lstrip()
            )
        )


def _happened(event: Row) -> str:
    if event["note"] is not None:
        return f"noted: {event['note']}"
    data = _parsed(event["data"]) or {}
    if event["was"] != event["became"]:
        answer = f", answer {json_text.brief(event['answer'])}" if event["answer"] not in (None, "null") else ""
        told = {name.replace("_", " "): data[name] for name in ("answer_error", "via") if data.get(name) is not None}
        return str(event["became"]) + answer + "".join(f", {name} {_brief(value)}" for name, value in told.items())
    changes = [f"{name}: {_brief(was)} → {_brief(now)}" for name, (was, now) in data.items() if name != "why"]
    return ", ".join([*changes, data["why"]] if "why" in data else changes)


def _brief(value: Any) -> str:
    return "-" if value is None else terminal.cut(value if isinstance(value, str) else json.dumps(value), 300)


def _whose(request: Row, now: datetime) -> Iterator[str]:
    """For whom it is, who has it, and until when."""
    if request["team"]:
        yield f"for {request['team']}"
    if request["assignee"]:
        until = request["claimed_until"]
        yield f"{request['assignee']} has it" + (f" until {ages.clock(until)[:16]}" if until else "")
    if request["status"] == "open" and request["due_at"]:
        yield f"due {ages.ago(request['due_at'], now)}"
    if request["four_eyes"]:
        yield "not for who submitted the job"


def ways(request: Row) -> list[str]:
    """The commands that answer it."""
    command = f"adjourn answer {request['id']}"
    schema = _parsed(request["answer_schema"])
    kind = schema.get("type") if isinstance(schema, dict) else None
    found = []
    for option in forms.offered(request["options"]):
        comment = " [--comment TEXT]" if "comment_at" in option else ""
        comment = " --comment TEXT" if option.get("needs_comment") else comment
        choice = shlex.quote(terminal.line(str(option["choice"])))
        found.append(f"{command} --choice{'=' if choice.startswith('-') else ' '}{choice}{comment}")
    if request["kind"] == "question" or kind == "string":
        return [*found, f"{command} --comment TEXT"]
    found += call_view.ways(request)
    if found:
        return found
    found.append(f"{command} --answer JSON")
    if request["answer_schema"] is not None:
        found.append(_indented(f"where JSON fits {json_text.shown(request['answer_schema'])}").lstrip())
    return found


def _rest(request: Row) -> str | None:
    """The question, where its title does not say it all."""
    question = _parsed(request["question"])
    if isinstance(question, dict) and question.keys() == {"query"}:
        question = question["query"]
    if question == request["title"] or request["kind"] == "breakpoint":
        return None
    if calls := call_view.shown(request):
        return calls
    if isinstance(question, str):
        return terminal.cut(terminal.safe(question), 4000)
    return json_text.shown(request["question"])


def _parsed(text: str | None) -> Any:
    try:
        return None if text is None else json.loads(text)
    except (ValueError, RecursionError):
        return None


def _indented(text: str) -> str:
    return "  " + text.replace("\n", "\n  ")
