"""Values with LangChain messages in them, shown as a conversation: as JSON, one message takes a screen."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

from adjourn.admin import json_text, rows, terminal
from adjourn.admin.rows import Json

#: Of one message.
_LONGEST = 2000


def shown(text: str | None, *, limit: int = 4000) -> str | None:
    """As `json_text.shown`, but for lists of messages."""
    with suppress(ValueError, RecursionError):
        value = json.loads(text or "null", parse_int=Json, parse_float=Json, object_pairs_hook=_object)
        if _is_conversation(value):
            return _conversation(value)
        if isinstance(value, dict) and any(_is_conversation(item) for item in value.values()):
            return "\n".join(
                f"{terminal.line(key)}\n{_conversation(item)}".replace("\n", "\n  ")
                if _is_conversation(item)
                else f"{terminal.line(key)}: {json_text.shown(rows.as_json(item), limit=limit)}"
                for key, item in value.items()
            )
    return json_text.shown(text, limit=limit)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Raises ValueError: a dict would drop one of two keys."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key is given twice")
    return found


def _is_conversation(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(_is_message(item) for item in value)


def _is_message(value: Any) -> bool:
    """In LangChain's dict form."""
    match value:
        case {"type": str(), "data": {"content": str() | list(), **data}} if len(value) == 2:
            calls = data.get("tool_calls") or []
            return isinstance(calls, list) and all(
                isinstance(call, dict) and isinstance(call.get("args", {}), dict) for call in calls
            )
    return False


def _conversation(messages: list[dict[str, Any]]) -> str:
    return "\n".join(_message(message["type"], message["data"]) for message in messages)


def _message(kind: str, data: dict[str, Any]) -> str:
    said = [_words(data["content"])]
    said += [f"calls {call.get('name')}({_arguments(call.get('args', {}))})" for call in data.get("tool_calls") or []]
    speaker = f"{kind} ({data['name']})" if data.get("name") else kind
    text = terminal.cut(terminal.safe("\n".join(part for part in said if part)), _LONGEST)
    return f"{terminal.line(speaker)}: " + text.replace("\n", "\n  ")


def _words(content: Any) -> str:
    """Content is a text, or a list of texts and blocks."""
    parts = content if isinstance(content, list) else [content]
    words = [part.get("text") or f"[{part.get('type')}]" if isinstance(part, dict) else part for part in parts]
    return "\n".join(str(word) for word in words if word)


def _arguments(args: dict[str, Any]) -> str:
    return ", ".join(f"{name}={json_text.brief(rows.as_json(value))}" for name, value in args.items())
