"""What somebody chose and typed, as the answer of a question: a choice, a comment or JSON; or what is wrong with it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any

from adjourn.inbox import words
from adjourn.inbox.controls import EACH, OTHER, Controls, Decision, Way
from adjourn.inbox.security import Form
from adjourn.models.forms import exact, fields, reading, ways
from adjourn.models.forms.calls import Asked


@dataclass(frozen=True, slots=True)
class Edit:
    """A call as it was asked about, and its arguments as they are to be."""

    asked: Asked
    args: Any


@dataclass(slots=True)
class Given:
    choice: str | None = None
    comment: str | None = None
    #: JSON text.
    answer: str | None = None
    #: Sentences by the names of fields.
    complaints: dict[str, str] = field(default_factory=dict)
    edits: list[Edit] = field(default_factory=list)

    @property
    def stamp(self) -> str:
        """Of exactly this."""
        return hashlib.sha256(exact.write([self.choice, self.comment, self.answer]).encode()).hexdigest()

    def complain(self, found: dict[str, str]) -> None:
        for name, said in found.items():
            self.complaints.setdefault(
                name, said[:1].upper() + said[1:] + ("" if said.endswith((".", "!", "?")) else ".")
            )


def read(controls: Controls, form: Form) -> Given:
    given = Given()
    if controls.json and (text := form.get("json", "").strip()):
        given.answer = text
        given.complain({"json": words.TWO_ANSWERS} if _has_another(controls, form) else {})
    elif controls.alike and (way := chosen(controls.alike, form)) and way.key != EACH:
        _worded(given, controls.alike, way, form)
    elif controls.decisions:
        _decided(given, controls, form)
    elif controls.form:
        given.answer = _filled(given, controls.form, form)
    elif form.get("text", "").strip():
        given.comment = form["text"]
    else:
        given.complain({"text": words.NEEDS_ANSWER})
    return given


def chosen(decision: Decision, form: Form) -> Way | None:
    return next((way for way in decision.ways if way.key == form.get(decision.name)), None)


def _decided(given: Given, controls: Controls, form: Form) -> None:
    picked = [(decision, way) for decision in controls.decisions if (way := chosen(decision, form))]
    if controls.alike and not picked and form.get(controls.alike.name) != EACH:
        given.complain({controls.alike.name: words.CHOOSE})
        return
    if len(picked) < len(controls.decisions):
        several = len(controls.decisions) > 1
        for i, decision in enumerate(controls.decisions):
            if not chosen(decision, form):
                given.complain({decision.name: words.CHOOSE_FOR.format(number=i + 1) if several else words.CHOOSE})
        return
    decision, way = picked[0]
    if len(picked) > 1 or (decision.call and way.form):
        for each, chosen_way in picked:
            _text(given, each, chosen_way, form)
        _calls(given, controls, picked, form)
    elif way.form:
        given.answer = _filled(given, way.form, form)
    else:
        _worded(given, decision, way, form)


def _worded(given: Given, decision: Decision, way: Way, form: Form) -> None:
    """A choice, maybe with a text."""
    given.comment = _text(given, decision, way, form)
    given.choice = None if way.key == OTHER else way.key


def _text(given: Given, decision: Decision, way: Way, form: Form) -> str | None:
    text = form.get(decision.text(way), "")
    if way.comment == "must" and not text.strip():
        given.complain({decision.text(way): words.NEEDS_TEXT})
    return text if text.strip() and way.comment != "none" else None


def _calls(given: Given, controls: Controls, picked: list[tuple[Decision, Way]], form: Form) -> None:
    """Decisions about calls that no single word says."""
    messages = [(d.call.message, form.get(d.text(way), "")) for d, way in picked if d.call]
    given.answer, complaints = ways.decide(controls.ways, [*form.multi_items(), *messages])
    given.complain(complaints)
    for decision, way in picked:
        args = reading.read(way.form, form.multi_items())[0] if way.form else None
        if decision.call and args is not None:
            given.edits.append(Edit(decision.call.asked, exact.parsed(args)))
            if exact.write(exact.parsed(args)) == exact.write(decision.call.asked.args):
                given.complain({decision.name: words.NO_CHANGE})


def _filled(given: Given, drawn: fields.Form, form: Form) -> str | None:
    answer, complaints = reading.read(drawn, form.multi_items())
    given.complain(complaints)
    return answer


def _has_another(controls: Controls, form: Form) -> bool:
    """Whether anything was chosen or typed besides."""
    if controls.form and reading.fill(controls.form, form.multi_items()) != controls.form:
        return True
    decisions = [*([controls.alike] if controls.alike else []), *controls.decisions]
    return any(chosen(decision, form) for decision in decisions) or bool(form.get("text", "").strip())
