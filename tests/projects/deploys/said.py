"""What each node leaves behind: which of them ran, on which version of this project, in the state and in a file."""

from __future__ import annotations

import json
import os

from langgraph.config import get_config

VERSION = "1"


def said(node: str) -> str:
    job = get_config()["configurable"]["thread_id"]
    with open(os.environ["EFFECTS"], "a") as file:
        file.write(json.dumps({"job": job, "node": node, "version": VERSION}) + "\n")
    return f"{node} {VERSION}"
