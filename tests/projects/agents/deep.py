"""Deep agents: a subagent asks before it sends, its chief before it writes a file; and two who share files."""

from __future__ import annotations

from deepagents import create_deep_agent
from deepagents.backends import StoreBackend
from mail import send_email
from script import Script

mailer = Script(
    part="mailer",
    turns=[[("send_email", {"to": "ada@example.org", "subject": "Hello"})], "The mail: {tools}"],
)
chief = Script(
    part="chief",
    turns=[
        [("task", {"description": "Write to Ada.", "subagent_type": "mailer"})],
        [("write_file", {"file_path": "/log.txt", "content": "written to Ada"})],
        "Done: {tools}",
    ],
)
graph = create_deep_agent(
    model=chief,
    subagents=[
        {
            "name": "mailer",
            "description": "Sends e-mails.",
            "system_prompt": "You send e-mails.",
            "model": mailer,
            "tools": [send_email],
            "interrupt_on": {"send_email": True},
        }
    ],
    interrupt_on={"write_file": {"allowed_decisions": ["approve", "edit", "reject"]}},
)

shelf = StoreBackend(namespace=lambda _: ("shelf",))
note = {"file_path": "/note.txt", "content": "Ada likes tea."}
writer = create_deep_agent(model=Script(part="writer", turns=[[("write_file", note)], "Kept."]), backend=shelf)
reader = create_deep_agent(
    model=Script(part="reader", turns=[[("read_file", {"file_path": "/note.txt"})], "{tools}"]), backend=shelf
)
