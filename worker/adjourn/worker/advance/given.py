"""What a job gives its graph."""

from __future__ import annotations

import json
from typing import Any

from adjourn.worker.langgraph_inside import CONFIG_KEY_STRICT_RESUME
from langchain_core.runnables import RunnableConfig


def read(text: str | None) -> Any:
    """The value of a JSON text. Raises ValueError."""
    try:
        return None if text is None else json.loads(text)
    except RecursionError:
        raise ValueError("the job's input is nested too deeply to be read") from None


def config(given: str, job_id: str, thread_id: str) -> RunnableConfig:
    """The job's own, in which the database lets nobody set what is LangGraph's (adjourn.is_reserved), with what Adjourn
    stands on: checkpoints say of which job they are, and there is no answer but to a question that is open.

    Not `run_id` in the metadata: LangGraph takes an input for a repetition where the latest checkpoint has the same,
    and a graph that a node calls on another thread inherits it, so that its second input there would be ignored.
    """
    own: RunnableConfig = read(given)
    return {
        **own,
        "configurable": {
            **own.get("configurable", {}),
            "thread_id": thread_id,
            "checkpoint_ns": "",
            CONFIG_KEY_STRICT_RESUME: True,
        },
        "metadata": {**own.get("metadata", {}), "job_id": job_id},
    }
