"""Nodes in the Mermaid text with which LangGraph draws a graph."""

from __future__ import annotations

import re
from collections.abc import Iterable


def waiting(drawing: str, asking: Iterable[tuple[str, str]]) -> list[str]:
    """The drawing's own names of the nodes that wait. `asking`: checkpoint_ns and node of each open question. A node
    that the drawing lacks (a functional graph's task, a graph called by a node) is shown by the innermost one around it
    that is drawn."""
    found = (_drawn(drawing, ns, name) for ns, names in asking for name in names.split(", "))
    return list(dict.fromkeys(filter(None, found)))


def _drawn(drawing: str, checkpoint_ns: str, node: str) -> str | None:
    path = [part.split(":")[0] for part in checkpoint_ns.split("|") if part] + [node]
    while path:
        if re.search(rf"^\t{re.escape(name := _mermaid(':'.join(path)))}\(", drawing, re.MULTILINE):
            return name
        path.pop()
    own = re.findall(r"^\t((?!__start__|__end__)\S+?)\(", drawing, re.MULTILINE)
    return own[0] if len(own) == 1 else None


def _mermaid(name: str) -> str:
    """As LangChain writes node names."""
    return re.sub(r"[^a-zA-Z0-9_-]", lambda found: f"\\{ord(found[0]):x}", name)
