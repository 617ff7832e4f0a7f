"""The ways in which a question can be answered, as the page lays them out: one choice for each thing to be decided, in
the order of whoever asks, and nothing chosen beforehand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from adjourn.models.forms import calls, exact, ways
from adjourn.models.forms.fields import Form
from adjourn.models.forms.ways import Call, Ways
from adjourn.models.inbox import Row


@dataclass(frozen=True, slots=True)
class Way:
    #: The value of its button.
    key: str
    label: str
    #: A text that goes with it: none, may, must.
    comment: str = "none"
    #: What is filled in: the arguments of a call, or all of an answer.
    form: Form | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """One choice between ways."""

    #: Of its buttons.
    name: str
    ways: list[Way]
    call: Call | None = None

    def text(self, way: Way) -> str:
        """The name of the text that goes with it."""
        return f"{self.name}.{way.key}"


@dataclass(frozen=True, slots=True)
class Controls:
    ways: Ways
    #: Before decisions about several calls: what all of them allow, or each by itself.
    alike: Decision | None
    decisions: list[Decision]
    #: A form without a choice before it.
    form: Form | None
    #: A box for text without a choice before it.
    text: bool
    #: A box for JSON.
    json: bool
    schema: Any


#: The way that is none of the choices; and that which leaves several calls to the choices about each.
OTHER, EACH = "another answer", "each"


def of(row: Row) -> Controls:
    names = ("kind", "question", "options", "answer_schema", "rejected_answer")
    found = ways.ways(*(row[name] for name in names))
    decisions = _several(found) if len(found.calls) > 1 else _one(found, row)
    is_open = found.text or found.form is not None
    return Controls(
        found,
        _alike(found),
        decisions,
        form=None if decisions else found.form,
        text=found.text and not decisions,
        json=is_open,
        schema=exact.parsed(row["answer_schema"]),
    )


def _alike(found: Ways) -> Decision | None:
    if len(found.calls) < 2 or not found.options:
        return None
    return Decision("all", [*_offered(found), Way(EACH, "Each by itself")])


def _offered(found: Ways) -> list[Way]:
    return [Way(option.choice, option.label, option.comment) for option in found.options]


def _several(found: Ways) -> list[Decision]:
    return [
        Decision(call.name, [Way(d.type, d.label, d.comment, d.form) for d in call.decisions], call)
        for call in found.calls
    ]


def _one(found: Ways, row: Row) -> list[Decision]:
    offered = _offered(found)
    if not found.calls:
        other = (
            [Way(OTHER, "Another answer", "must" if found.text else "none", found.form)]
            if found.text or found.form
            else []
        )
        return [Decision("choice", [*offered, *other])] if offered else []
    [call] = found.calls
    offered += [Way(d.type, d.label, d.comment, d.form) for d in call.decisions]
    order = [each.type for each in calls.allowed(row["kind"], exact.parsed(row["answer_schema"]))[0]]
    return [
        Decision(call.name, sorted(offered, key=lambda way: order.index(way.key) if way.key in order else 99), call)
    ]
