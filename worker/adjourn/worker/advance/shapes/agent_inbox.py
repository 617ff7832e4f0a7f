"""The HumanInterrupt of LangChain's Agent Inbox, alone or in a list of one. Answered with a list of one HumanResponse
in both cases, as Agent Inbox does: graphs written for it take `interrupt(...)[0]`."""

from __future__ import annotations

from typing import Any

from adjourn.worker.advance.shapes.shape import Json, Shape, Way, exactly, one_of, record

#: What the config calls it, the type of the response, its label.
_ACTIONS = {
    "allow_accept": ("accept", "Accept"),
    "allow_ignore": ("ignore", "Ignore"),
    "allow_respond": ("response", "Respond"),
    "allow_edit": ("edit", "Edit"),
}


def recognise(value: Any) -> Shape | None:
    asked = _asked(value)
    if asked is None:
        return None
    request = asked["action_request"]
    kinds = [name for name in _ACTIONS if asked["config"].get(name)]
    schema = exactly([one_of([_schema(_ACTIONS[name][0], request) for name in kinds])])
    ways = [_way(*_ACTIONS[name], request) for name in kinds]
    return Shape("agent_inbox", schema, ways, [(request["action"], request["args"])])


def _asked(value: Any) -> Json | None:
    """The HumanInterrupt, if it is one that allows anything."""
    match value:
        case [{"action_request": {}} as only]:
            return _asked(only)
        case {"action_request": {"action": str(action), "args": dict()}, "config": dict(config)} if action.strip():
            flags = [config.get(name, False) for name in _ACTIONS]
            return value if all(isinstance(flag, bool) for flag in flags) and any(flags) else None
    return None


def _schema(kind: str, request: Json) -> Json:
    args: Json = {}  # of `accept` and `ignore` nobody reads them
    if kind == "response":
        args = {"type": "string"}
    elif kind == "edit":
        args = record(["action", "args"], action={"const": request["action"]}, args={"type": "object"})
    return record(["type", "args"], type={"const": kind}, args=args)


def _way(kind: str, label: str, request: Json) -> Way:
    if kind == "response":
        return Way(kind, label, [{"type": kind}], [["0", "args"]], needs_comment=True)
    # Agent Inbox sends what was asked along with `accept`, too.
    args = None if kind == "ignore" else {"action": request["action"], "args": request["args"]}
    return Way(None if kind == "edit" else kind, label, [{"type": kind, "args": args}])
