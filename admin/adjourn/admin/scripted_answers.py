"""What the scripted model answers, from the conversation alone and always the same.

A sentence of the last user message that shares enough words with a tool's name and description calls that tool;
sentences before it that call nothing go along as context. Once tools have answered, it says what they said; otherwise
it repeats what it was told, now and earlier. Its text is marked.
"""

import hashlib
import json
import re
from typing import Any

Json = dict[str, Any]
NAME = "scripted-model"
MARK = "[scripted model]"
#: Too common to tell one tool from another.
COMMON = """a about an and any are as at be by can could do does for from get give had has have how i if in into is it
its like me my need not of on one or our please say set should so some that the their them then there they this to use
was we what when where which who will with would you your"""
#: An argument of such a name takes the sentence itself; other texts take the last name or quotation in the sentence.
PROSE = {"query", "question", "text", "message", "prompt", "input", "content", "description", "reason", "note", "data"}


class Refused(Exception):
    """The request is not one that the scripted model can answer."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


def answer(request: Json) -> Json:
    """The assistant's message to a chat request; the same request gets the same message."""
    messages: list[Json] = request["messages"]
    asked = max((i for i, message in enumerate(messages) if message["role"] == "user"), default=len(messages) - 1)
    text = _text(messages[asked])
    results = [message for message in messages[asked + 1 :] if message["role"] == "tool"]
    if calls := _calls(text, request, answered=bool(results)):
        return {"role": "assistant", "content": None, "tool_calls": calls}
    if (form := request.get("response_format") or {}).get("type") == "json_schema":
        schema = form["json_schema"]["schema"]
        said = json.dumps(_fill(schema, text, schema), ensure_ascii=False)
    elif results:
        said = f"{MARK} " + " ".join(f"{_speaker(messages, result)} says: {_text(result)}" for result in results)
    else:
        before = [turn for turn in messages[:asked] if turn["role"] in ("user", "tool")]
        earlier = "; ".join(f"{_speaker(messages, turn)} said: “{_text(turn)[:200]}”" for turn in before)
        said = f"{MARK} You said: “{text}”." + (f" Earlier in this conversation, {earlier}." if earlier else "")
    return {"role": "assistant", "content": said}


def _calls(text: str, request: Json, *, answered: bool) -> list[Json]:
    tools = [tool["function"] for tool in request.get("tools") or []]
    choice = request.get("tool_choice") or "auto"
    matches = []
    if isinstance(choice, dict):
        matches = [(tool, text) for tool in tools if tool["name"] == choice["function"]["name"]]
        if not matches:
            raise Refused(400, f"tool_choice names {choice['function']['name']!r}, which is not among the tools")
    elif tools and choice != "none" and (choice == "required" or not answered):
        matches = _matches(text, tools) or [(tools[0], text)] * (choice == "required")
    if request.get("parallel_tool_calls") is False:
        matches = matches[:1]
    turn = json.dumps(request["messages"], sort_keys=True)
    return [
        {
            "id": "call_" + hashlib.sha256(f"{i} {turn}".encode()).hexdigest()[:24],
            "type": "function",
            "function": {"name": tool["name"], "arguments": _arguments(tool, words)},
        }
        for i, (tool, words) in enumerate(matches)
    ]


def _matches(text: str, tools: list[Json]) -> list[tuple[Json, str]]:
    """Each tool to call, with the words that call for it."""
    found, context = [], ""
    for sentence in re.split(r"(?<=[.!?])\s+|(?<=[。！？])|\n+", text.strip()):  # noqa: RUF001
        tool = max(tools, key=lambda tool: _closeness(tool, sentence))
        context = f"{context} {sentence}".strip()
        if _closeness(tool, sentence) >= 2:
            found.append((tool, context))
            context = ""
    return found


def _closeness(tool: Json, sentence: str) -> int:
    """A word shared with the tool's name counts two, a word shared with its description one."""
    said, name = _words(sentence), _words(tool["name"])
    return 2 * len(said & name) + len(said & (_words(tool.get("description") or "") - name))


def _words(text: str) -> set[str]:
    return {word.removesuffix("s") for word in re.findall(r"[^\W_]+", text.lower())} - set(COMMON.split())


def _arguments(tool: Json, text: str) -> str:
    schema = tool.get("parameters") or {"type": "object"}
    return json.dumps(_fill(schema, text, schema), ensure_ascii=False)


def _fill(schema: Json, text: str, root: Json, name: str = "", depth: int = 0) -> Any:
    """A value that fits the schema, taken from the text where the text has one to give."""
    if "$ref" in schema:
        schema = root["$defs"][schema["$ref"].rsplit("/", 1)[1]]
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return next((value for value in schema["enum"] if str(value).lower() in text.lower()), schema["enum"][0])
    number = re.search(r"-?\d+(?:[.,]\d+)*", text)
    branches = schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf")
    if branches:
        some = next(branch for branch in branches if branch.get("type") != "null")
        unsaid = some.get("type") in ("number", "integer") and not number
        return None if {"type": "null"} in branches and (unsaid or depth > 8) else _fill(some, text, root, name, depth)
    match schema.get("type", "object" if "properties" in schema else "string"):
        case "object":
            properties = schema.get("properties", {})
            wanted = schema.get("required", list(properties))
            return {key: _fill(properties.get(key, {}), text, root, key, depth + 1) for key in wanted}
        case "array":
            item = schema.get("items", {})
            return [_fill(item, text, root, name, depth + 1) for _ in range(schema.get("minItems", int(depth < 8)))]
        case "number" | "integer" as kind:
            found = float(number[0].replace(",", "")) if number else 1.0
            found = min(max(found, schema.get("minimum", found)), schema.get("maximum", found))
            return int(found) if kind == "integer" else found
        case "boolean":
            return bool(_words(name) & _words(text))
        case "null":
            return None
        case _:
            return _phrase(text, name)[: schema.get("maxLength")]


def _phrase(text: str, name: str) -> str:
    if PROSE & set(name.lower().split("_")):
        return text.split(": ", 1)[-1].strip()
    found = re.findall(r"[\"“«]([^\"”»]+)|(?<=[\w,:;] )([A-Z][\w'-]+(?: [A-Z][\w'-]*)*)", text)
    return next((quoted or proper for quoted, proper in reversed(found)), text.strip())


def _text(message: Json) -> str:
    content = message.get("content") or ""
    return content if isinstance(content, str) else " ".join(part.get("text", "") for part in content)


def _speaker(messages: list[Json], turn: Json) -> str:
    if turn["role"] == "user":
        return "you"
    calls = (call for message in messages for call in message.get("tool_calls") or [])
    return next((call["function"]["name"] for call in calls if call["id"] == turn.get("tool_call_id")), "the tool")
