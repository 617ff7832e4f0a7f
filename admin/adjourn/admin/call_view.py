"""How a question about tool calls is shown: what would be done stands above what a model or its author says of it."""

from __future__ import annotations

import json
from typing import Any

from adjourn.admin import json_text, terminal
from adjourn.admin.rows import Row

Json = dict[str, Any]

#: An answer to a call by its type, where a word does not do.
_FORMS = {
    "approve": '{"type": "approve"}',
    "edit": '{"type": "edit", "edited_action": {"name": …, "args": {…}}}',
    "reject": '{"type": "reject", "message": …}',
    "respond": '{"type": "respond", "message": …}',
}
_INBOX_EDIT = '[{"type": "edit", "args": {"action": …, "args": {…}}}]'


class _Number(str):
    """With every digit that Postgres keeps."""


def shown(request: Row) -> str | None:
    """The calls one below the other; None if it is about none."""
    question = _parsed(request["question"])
    if not (calls := _calls(request["kind"], question)):
        return None
    decisions = _decisions(request) if request["kind"] == "tool_batch" else []
    blocks = []
    for i, (name, args, description) in enumerate(calls):
        number = f"{i + 1}. " if len(calls) > 1 else ""
        allowed = f"  ({', '.join(decisions[i])})" if len(calls) > 1 and len(decisions) == len(calls) else ""
        lines = [f"{number}{terminal.line(name)}{allowed}"]
        lines += [f"{terminal.line(key)}: {json_text.shown(_text(value))}" for key, value in args.items()]
        # LangChain's own description ends with the repr of the arguments.
        said = description.partition(f"\n\nTool: {name}\nArgs: ")[0] if isinstance(description, str) else ""
        lines += [terminal.safe(said)] if said.strip() else []
        blocks.append("\n".join(lines).replace("\n", "\n    "))
    return terminal.cut("\n".join(blocks), 4000)


def ways(request: Row) -> list[str]:
    """Answers that take more than a word, as JSON."""
    command = f"adjourn answer {request['id']} --answer JSON"
    schema = _parsed(request["answer_schema"])
    match request["kind"]:
        case "tool_batch" if found := _decisions(request):
            kinds = dict.fromkeys(kind for each in found for kind in each)
            forms = " or ".join(_FORMS[kind] for kind in kinds if kind in _FORMS)
            how_many = "a decision" if len(found) == 1 else f"{len(found)} decisions, one for each call in their order"
            return [command, f'  where JSON is {{"decisions": […]}} with {how_many}: {forms}']
        case "tool_approval" if "edit" in _types(schema, schema):
            return [command, f"  where JSON is {_FORMS['edit']}"]
        case "agent_inbox" if "edit" in _types(_only(schema), schema):
            return [command, f"  where JSON is {_INBOX_EDIT}"]
    return []


def _calls(kind: str, question: Any) -> list[tuple[str, Json, Any]]:
    """Name, arguments and description of each."""
    match kind, question:
        case "tool_batch", {"action_requests": [*calls]}:
            found = [(c.get("name"), c.get("args"), c.get("description")) for c in calls if isinstance(c, dict)]
        case "tool_approval", {"name": name, "args": args}:
            found = [(name, args, question.get("description"))]
        case "agent_inbox", [{"action_request": {}} as only]:
            return _calls(kind, only)
        case "agent_inbox", {"action_request": {"action": name, "args": args}}:
            found = [(name, args, question.get("description"))]
        case _:
            return []
    return [(name, args, said) for name, args, said in found if isinstance(name, str) and isinstance(args, dict)]


def _decisions(request: Row) -> list[list[str]]:
    """What each call of a batch allows."""
    schema = _parsed(request["answer_schema"])
    match schema:
        case {"properties": {"decisions": {"prefixItems": [*items]}}}:
            return [_types(item, schema) for item in items]
    return []


def _only(schema: Any) -> Any:
    """What a list of one holds."""
    match schema:
        case {"prefixItems": [only]}:
            return only
    return None


def _types(schema: Any, root: Any) -> list[str]:
    """The values of `type` that a schema takes."""
    match schema:
        case {"$ref": str(ref)} if ref.startswith("#/$defs/") and isinstance(root.get("$defs"), dict):
            # Once: a definition may refer to itself.
            return _types(root["$defs"].get(ref.removeprefix("#/$defs/")), {})
        case {"oneOf": [*branches]} | {"anyOf": [*branches]}:
            return [kind for branch in branches for kind in _types(branch, root)]
        case {"properties": {"type": {"const": str(kind)}}}:
            return [kind]
    return []


def _parsed(text: str | None) -> Any:
    try:
        return None if text is None else json.loads(text, parse_int=_Number, parse_float=_Number)
    except (ValueError, RecursionError):
        return None


def _text(value: Any) -> str:
    if isinstance(value, _Number):
        return str(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)}: {_text(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_text, value)) + "]"
    return json.dumps(value)
