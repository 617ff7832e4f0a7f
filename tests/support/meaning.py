"""What a person's words come to, for a question of each shape."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tests.support.laws import Refused


def canonical(answer: str | None) -> str | None:
    return None if answer is None else json.dumps(json.loads(answer), sort_keys=True)


def meant(request: Mapping[str, Any], said: Mapping[str, str | None]) -> str | None:
    """The answer, as canonical JSON, that choice, comment and answer come to. Refused: a choice that is not offered."""
    choice, comment, schema = said.get("choice"), said.get("comment"), json.loads(request["answer_schema"] or "null")
    if choice is not None:
        offered = {option["choice"].lower(): option for option in json.loads(request["options"])}
        if choice.strip(" ").lower() not in offered:
            raise Refused
        option = offered[choice.strip(" ").lower()]
        if comment is None and option.get("needs_comment"):
            raise Refused
        answered = json.loads(json.dumps(option["answer"]))
        for *way, last in option.get("comment_at", []) if comment is not None else []:
            place = answered
            for step in way:
                place = place[int(step) if isinstance(place, list) else step]
            place[last] = comment
        return json.dumps(answered, sort_keys=True)
    if (answer := said.get("answer")) is not None:
        return answer
    if comment is not None and (request["kind"] == "question" or (schema or {}).get("type") == "string"):
        question = json.loads(request["question"])
        is_query = isinstance(question, dict) and "query" in question
        return json.dumps({"data": comment} if is_query else comment)
    return None


def fits(request: Mapping[str, Any]) -> bool:
    """For the few schemas that the tests use."""
    answer = json.loads(request["answer"])
    match json.loads(request["answer_schema"] or "null"):
        case {"enum": values}:
            return answer in values
        case {"type": "object"}:
            return isinstance(answer, dict)
        case {"type": "string"}:
            return isinstance(answer, str)
    return True
