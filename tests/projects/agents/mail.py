"""LangChain's agent, which asks before it acts: about both calls of a message at once, or about each."""

from __future__ import annotations

from langchain.agents import create_agent
from langchain.agents.middleware import HumanInTheLoopMiddleware
from langchain_core.tools import tool
from script import Script


@tool
def send_email(to: str, subject: str) -> str:
    """Send an e-mail."""
    return f"sent {subject!r} to {to}"


@tool
def delete_file(path: str) -> str:
    """Delete a file."""
    return f"deleted {path}"


MODEL = Script(
    part="clerk",
    turns=[
        [
            ("send_email", {"to": "ada@example.org", "subject": "Hello"}),
            ("delete_file", {"path": "/tmp/report"}),
        ],
        "Done: {tools}",
    ],
)
ASK = {"send_email": True, "delete_file": {"allowed_decisions": ["approve", "reject"]}}

batched = create_agent(MODEL, [send_email, delete_file], middleware=[HumanInTheLoopMiddleware(ASK)])
per_call = create_agent(
    MODEL, [send_email, delete_file], middleware=[HumanInTheLoopMiddleware(ASK, interrupt_mode="per_call")]
)
