"""How a question about tool calls is shown: what would be done stands above what a model or its author says of it."""

from __future__ import annotations

from adjourn.admin import json_text, terminal
from adjourn.admin.rows import Row
from adjourn.models.forms import calls, exact

#: An answer to a call by its type, where a word does not do.
_FORMS = {
    "approve": '{"type": "approve"}',
    "edit": '{"type": "edit", "edited_action": {"name": …, "args": {…}}}',
    "reject": '{"type": "reject", "message": …}',
    "respond": '{"type": "respond", "message": …}',
}
_INBOX_EDIT = '[{"type": "edit", "args": {"action": …, "args": {…}}}]'


def shown(request: Row) -> str | None:
    """The calls one below the other; None if it is about none."""
    if not (found := calls.asked(request["kind"], exact.parsed(request["question"]))):
        return None
    allowed = _types(request) if request["kind"] == "tool_batch" else []
    blocks = []
    for i, call in enumerate(found):
        number = f"{i + 1}. " if len(found) > 1 else ""
        types = f"  ({', '.join(allowed[i])})" if len(found) > 1 and len(allowed) == len(found) else ""
        lines = [f"{number}{terminal.line(call.tool)}{types}"]
        lines += [f"{terminal.line(key)}: {json_text.shown(exact.write(value))}" for key, value in call.args.items()]
        lines += [terminal.safe(call.said)] if call.said else []
        blocks.append("\n".join(lines).replace("\n", "\n    "))
    return terminal.cut("\n".join(blocks), 4000)


def ways(request: Row) -> list[str]:
    """Answers that take more than a word, as JSON."""
    command = f"adjourn answer {request['id']} --answer JSON"
    found = _types(request)
    match request["kind"]:
        case "tool_batch" if found:
            kinds = dict.fromkeys(kind for each in found for kind in each)
            forms = " or ".join(_FORMS[kind] for kind in kinds if kind in _FORMS)
            how_many = "a decision" if len(found) == 1 else f"{len(found)} decisions, one for each call in their order"
            return [command, f'  where JSON is {{"decisions": […]}} with {how_many}: {forms}']
        case "tool_approval" if found and "edit" in found[0]:
            return [command, f"  where JSON is {_FORMS['edit']}"]
        case "agent_inbox" if found and "edit" in found[0]:
            return [command, f"  where JSON is {_INBOX_EDIT}"]
    return []


def _types(request: Row) -> list[list[str]]:
    """What each call allows."""
    found = calls.allowed(request["kind"], exact.parsed(request["answer_schema"]))
    return [[decision.type for decision in each] for each in found]
