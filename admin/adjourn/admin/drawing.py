"""A graph's Mermaid drawing with the nodes that wait for people marked in it."""

from __future__ import annotations

from collections.abc import Iterable

from adjourn.models import drawn

_STYLE = "\tclassDef waiting fill:#ffd54f,stroke:#b26a00,stroke-width:3px\n"


def marked(drawing: str, asking: Iterable[tuple[str, str]]) -> str:
    """`asking`: checkpoint_ns and node of each open question."""
    nodes = drawn.waiting(drawing, asking)
    if not nodes:
        return drawing
    return drawing.rstrip("\n") + "\n" + _STYLE + "".join(f"\tclass {node} waiting;\n" for node in nodes)
