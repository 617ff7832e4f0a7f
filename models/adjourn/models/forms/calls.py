"""The tool calls that a question is about, and which decisions about each its answer's schema takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from adjourn.models.forms import schemas
from adjourn.models.forms.exact import NOTHING
from adjourn.models.forms.schemas import Schema

Comment = Literal["none", "may", "must"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A call as the graph would make it. Numbers in `args` are as `exact.parse` reads them."""

    tool: str
    args: dict[str, Any]
    description: str

    @property
    def said(self) -> str:
        """The description without the repr of the arguments, with which LangChain's own ends."""
        return self.description.partition(f"Tool: {self.tool}\nArgs: ")[0].strip()


@dataclass(frozen=True, slots=True)
class Allowed:
    #: approve, edit, reject, respond; of Agent Inbox: accept, edit, ignore, response.
    type: str
    comment: Comment
    #: JSON Schema of an edit's arguments; NOTHING for what is no edit.
    args: Any = NOTHING


def asked(kind: str, question: Any) -> list[Asked]:
    """In their order, by which answers are matched with them; [] if it is about none. `question` as `exact.parse` has
    it."""
    match kind, question:
        case "tool_batch", {"action_requests": [*calls]}:
            found = [(c.get("name"), c.get("args"), c.get("description")) for c in calls if isinstance(c, dict)]
        case "tool_approval", {"name": name, "args": args}:
            found = [(name, args, question.get("description"))]
        case "agent_inbox", [{"action_request": {}} as only]:
            return asked(kind, only)
        case "agent_inbox", {"action_request": {"action": name, "args": args}}:
            found = [(name, args, question.get("description"))]
        case _:
            return []
    return [
        Asked(name, args, said if isinstance(said, str) else "")
        for name, args, said in found
        if isinstance(name, str) and isinstance(args, dict)
    ]


def allowed(kind: str, answer_schema: Any) -> list[list[Allowed]]:
    """Of each call; [] where the schema has another shape than these kinds have."""
    match kind, answer_schema:
        case "tool_batch", {"properties": {"decisions": {"prefixItems": [*items]}}}:
            each = items
        case "agent_inbox", {"prefixItems": [only]}:
            each = [only]
        case "tool_approval", {}:
            each = [answer_schema]
        case _:
            return []
    return [_of(item, answer_schema) for item in each]


def _of(schema: Any, root: Any) -> list[Allowed]:
    if (found := schemas.resolved(schema, root)) is None:
        return []
    found_in = [branch for branch in schemas.alternatives(found, root) if branch is not None] or [found]
    return [decision for branch in found_in if (decision := _decision(branch, root)) is not None]


def _decision(branch: Schema, root: Any) -> Allowed | None:
    kind = schemas.constant(schemas.resolved(schemas.property_of(branch, "type"), root))
    if not isinstance(kind, str):
        return None
    if kind == "edit":
        # Agent Inbox calls it `args`, and the tool's name `action`.
        action = schemas.property_of(branch, "edited_action") or schemas.property_of(branch, "args")
        return Allowed(kind, "none", schemas.property_of(schemas.resolved(action, root), "args"))
    said = schemas.property_of(branch, "args" if kind == "response" else "message")
    if said is None:
        return Allowed(kind, "none")
    needed = kind == "response" or "message" in (branch.get("required") or [])
    return Allowed(kind, "must" if needed else "may")
