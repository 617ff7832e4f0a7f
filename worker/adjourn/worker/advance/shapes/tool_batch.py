"""LangChain's HumanInTheLoopMiddleware as it asks by default, and so deepagents' `interrupt_on`: about all calls of a
message at once. Answered with `{"decisions": [...]}`, which the middleware matches with the calls by their order."""

from __future__ import annotations

from typing import Any

from adjourn.worker.advance.shapes import decisions
from adjourn.worker.advance.shapes.shape import Json, Shape, Way, exactly, record


def recognise(value: Any) -> Shape | None:
    match value:
        case {"action_requests": [*calls], "review_configs": [*configs]} if calls and all(
            map(decisions.is_call, calls)
        ):
            allowed = _allowed(calls, configs)
            if all(allowed):
                each = [decisions.schema(call["name"], kinds) for call, kinds in zip(calls, allowed, strict=True)]
                schema = record(["decisions"], decisions=exactly(each))
                return Shape("tool_batch", schema, _ways(allowed), [(call["name"], call["args"]) for call in calls])
    return None


def _allowed(calls: list[Json], configs: list[Any]) -> list[list[str]]:
    """The decisions that each call allows: one config per call in their order, or one per tool; none if nobody says
    or there are some that we do not know."""
    found = [_of_config(config) for config in configs]
    names = [name for name, _ in found]
    if names == [call["name"] for call in calls]:
        return [kinds for _, kinds in found]
    by_name = dict(reversed(found))
    return [by_name.get(call["name"], []) for call in calls]


def _of_config(config: Any) -> tuple[str | None, list[str]]:
    match config:
        case {"action_name": str(name), "allowed_decisions": [*kinds]}:
            is_known = all(isinstance(kind, str) and kind in decisions.LABELS for kind in kinds)
            return name, list(dict.fromkeys(kinds)) if is_known else []
    return None, []


def _ways(allowed: list[list[str]]) -> list[Way]:
    """A word answers all calls if all of them allow it."""
    common = [kind for kind in decisions.LABELS if kind != "edit" and all(kind in kinds for kinds in allowed)]
    return [_way(kind, len(allowed)) for kind in common]


def _way(decision: str, count: int) -> Way:
    label = decisions.LABELS[decision] if count == 1 else f"{decisions.LABELS[decision]} all {count}"
    comment_at = [["decisions", str(i), "message"] for i in range(count)] if decision in decisions.COMMENTED else []
    answer = {"decisions": [{"type": decision} for _ in range(count)]}
    return Way(decision, label, answer, comment_at, needs_comment=decision == "respond")
