"""A deep agent: a subagent asks before it sends, its chief before it writes a file."""

from __future__ import annotations

from deepagents import create_deep_agent
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
