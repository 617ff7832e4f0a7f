"""The ways to answer a question, from what its row says: the same for the terminal and for a page.

    options     one of them, with a comment where it takes one: `choice` and `comment` of the row
    calls       a decision about each call, in their order, which `decide` makes an `answer` of
    text        a text: the `comment` of a plain question
    form        fields, which `reading.read` makes an `answer` of
    json        any JSON: the `answer`

A question may have several. Nothing is chosen in any of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from adjourn.models import answer_schemas, human_requests
from adjourn.models.forms import calls, exact, of_value, reading
from adjourn.models.forms.calls import Allowed, Asked, Comment
from adjourn.models.forms.draw import draw
from adjourn.models.forms.exact import NOTHING, Written
from adjourn.models.forms.fields import Choice, Form, below
from adjourn.models.forms.reading import Pairs


@dataclass(frozen=True, slots=True)
class Option:
    choice: str
    label: str
    comment: Comment


@dataclass(frozen=True, slots=True)
class Decision:
    type: str
    label: str
    comment: Comment
    #: Of an edit: the present arguments, to be changed.
    form: Form | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """What was decided about it comes back as pairs: `name` the type of a decision, `message` its comment, and what is
    in the form of its arguments."""

    name: str
    asked: Asked
    #: What `options` cannot say: of several calls each decision, of a single one only the edit.
    decisions: tuple[Decision, ...]

    @property
    def message(self) -> str:
        return f"{self.name}/message"


@dataclass(frozen=True, slots=True)
class Ways:
    kind: str
    options: tuple[Option, ...]
    calls: tuple[Call, ...]
    text: bool
    form: Form | None
    json: bool
    schema: Any


def ways(
    kind: str,
    question: str,
    options: str,
    answer_schema: str | None,
    rejected_answer: str | None = None,
    name: str = "answer",
) -> Ways:
    """All as the row has them: JSON texts. A form is filled with the answer that came back, if one did. `name` is what
    names of fields begin with."""
    schema = exact.parsed(answer_schema)
    given = offered(options)
    words = tuple(_option(option) for option in given)
    about = calls.asked(kind, exact.parsed(question))
    allowed = calls.allowed(kind, schema)
    decided: tuple[Call, ...] = ()
    if about and len(about) == len(allowed):
        said = {word.choice for word in words} if len(about) == 1 else set()
        pairs = enumerate(zip(about, allowed, strict=True))
        decided = tuple(_call(below(name, i), each, may, said, schema) for i, (each, may) in pairs)
    is_said = bool(words) if kind == "breakpoint" or about else _says_all(given, schema)
    is_decided = any(call.decisions for call in decided)
    is_plain = kind == "question"
    form = None
    if not (is_said or is_decided or is_plain):
        before = NOTHING if rejected_answer is None else exact.parsed(rejected_answer)
        form = draw(True if answer_schema is None else schema, before, name)
    return Ways(kind, words, decided, is_plain, form, is_plain, exact.plain(schema))


def offered(options: str) -> list[dict[str, Any]]:
    """The choices that a row has, each with `choice`, `label` and the rest of it."""
    return [each for each in exact.parsed(options) or [] if isinstance(each, dict) and "choice" in each]


def _option(option: dict[str, Any]) -> Option:
    choice = exact.write(option["choice"]) if not isinstance(option["choice"], str) else option["choice"]
    label = option.get("label")
    comment: Comment = "must" if option.get("needs_comment") is True else "may" if "comment_at" in option else "none"
    return Option(choice, label if isinstance(label, str) else choice, comment)


def _says_all(options: list[dict[str, Any]], schema: Any) -> bool:
    """Whether the options are all that the schema takes."""
    if not options or schema is None or not isinstance(root := draw(schema).root, Choice):
        return False
    answers = [option.get("answer", option["choice"]) for option in options]
    return all(any(exact.same(each.value, answer) for answer in answers) for each in root.options)


def _call(name: str, asked: Asked, allowed: list[Allowed], said: set[str], schema: Any) -> Call:
    left = [each for each in allowed if each.type not in said]
    return Call(name, asked, tuple(_decision(name, asked, each, schema) for each in left))


def _decision(name: str, asked: Asked, allowed: Allowed, schema: Any) -> Decision:
    form = None if allowed.args is NOTHING else edited(allowed.args, schema, asked.args, f"{name}/args")
    return Decision(allowed.type, allowed.type.capitalize(), allowed.comment, form)


def edited(args_schema: Any, within: Any, args: dict[str, Any], name: str) -> Form:
    """A form of a call's present arguments: by the tool's own schema where there is one that they fit."""
    if isinstance(args_schema, dict) and args_schema.keys() - {"type", "title", "description"}:
        form = draw(args_schema, args, name, within=within, is_present=True)
        if answer_schemas.misfit(exact.plain(args), form.schema) is None:
            return form
    return Form(of_value.draw(args, name, "Arguments"), {"type": "object"})


def decide(ways: Ways, pairs: Pairs) -> tuple[str | None, dict[str, str]]:
    """What was decided about each call, as the JSON text of the answer; or None, and a complaint for each field that
    has one, by its name."""
    pairs = list(pairs)
    given = dict(pairs)
    complaints: dict[str, str] = {}
    decided = [_decided(ways.kind, call, given, pairs, complaints) for call in ways.calls]
    if complaints or not decided:
        return None, complaints
    text = exact.write({"decisions": decided} if ways.kind == "tool_batch" else decided)
    if ways.kind == "tool_approval":
        text = exact.write(decided[0])
    try:
        found = answer_schemas.complaints(human_requests.read(text), ways.schema)
    except ValueError as error:
        found = [((), str(error))]
    for path, complaint in found:
        at = next((part for part in path if isinstance(part, int)), 0)
        name = ways.calls[min(at, len(decided) - 1)].name
        complaints[name] = f"{complaints[name]}; {complaint}" if name in complaints else complaint
    return (None if complaints else text), complaints


def _decided(kind: str, call: Call, given: dict[str, str], pairs: Pairs, complaints: dict[str, str]) -> Any:
    decision = next((each for each in call.decisions if each.type == given.get(call.name)), None)
    if decision is None:
        complaints[call.name] = "choose one"
        return None
    if decision.form is not None:
        text, found = reading.read(decision.form, pairs)
        complaints.update(found)
        args = Written(text or "null")
        if kind == "agent_inbox":
            return {"type": decision.type, "args": {"action": call.asked.tool, "args": args}}
        return {"type": decision.type, "edited_action": {"name": call.asked.tool, "args": args}}
    message = given.get(call.message, "")
    if decision.comment == "must" and not message.strip():
        complaints[call.message] = "this is left blank: write something"
    if kind == "agent_inbox":
        return {"type": decision.type, "args": message if decision.comment == "must" else None}
    said = {"message": message} if decision.comment != "none" and message.strip() else {}
    return {"type": decision.type} | said
