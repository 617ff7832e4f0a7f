"""The people of the demo: what they see and how they answer."""

from __future__ import annotations

import json
from pathlib import Path

from outside import Row, adjourn, connect, console, say, settle
from rich.markup import escape
from rich.table import Table

ADVICE = "We, the experts are here to help! Start with the smallest agent that could work."
FISH = "You should feed your cat a fish."


def show_questions(url: str) -> None:
    with connect(url) as db:
        rows = db.execute("SELECT * FROM adjourn.human_requests WHERE status = 'open' ORDER BY id").fetchall()
    table = Table("request", "kind", "asked by", "question", title=f"{len(rows)} open questions", title_justify="left")
    for row in rows[:12]:
        table.add_row(str(row["id"]), row["kind"], f"{row['graph']}.{row['node']}", escape(row["title"][:70]))
    table.add_row("…", "", "", "")
    console.print(table)


def answer_by_sql(url: str, *, everything: bool = False) -> None:
    """Half of the open questions, or all until none is left (one answer may lead to another question)."""
    examples: dict[str, str] = {}
    while True:
        with connect(url) as db:
            rows = db.execute(
                "SELECT * FROM adjourn.human_requests WHERE status = 'open' AND graph = 'refund_desk' ORDER BY id"
            ).fetchall()
            for row in rows if everything else rows[::2]:
                update, values = answer_to(row)
                db.execute(update, (*values, row["id"]))
                examples.setdefault(row["kind"], f"{update % (*(repr(v) for v in values), row['id'])}")
        if not everything or not rows:
            break
        settle(url, "what was answered has gone on")
    for example in examples.values():
        say(escape(example))


def answer_to(row: Row) -> tuple[str, tuple[str, ...]]:
    """What a person would type into an admin tool for this question."""
    by = "UPDATE adjourn.human_requests SET {} WHERE id = %s"
    match row["kind"]:
        case "tool_approval" if row["id"] % 5 == 0:
            return by.format("choice = %s, comment = %s"), ("reject", "Please send the item back first.")
        case "tool_approval":
            return by.format("choice = %s"), ("approve",)
        case "form":
            decision = (
                {"decision": "approve"} if row["id"] % 3 else {"decision": "reject", "note": "Outside our terms."}
            )
            return by.format("answer = %s"), (json.dumps(decision),)
        case _:
            return by.format("comment = %s"), ("Yes: wash it at 30 degrees, and it will be as new.",)


def answer_by_command(house: Path, url: str) -> None:
    with connect(url) as db:
        rows = db.execute(
            "SELECT id, graph FROM adjourn.human_requests WHERE status = 'open' AND graph <> 'refund_desk' ORDER BY id"
        ).fetchall()
    texts = {"three_steps": "baz", "support_chatbot": ADVICE, "react_agent": FISH}
    for row in rows:
        adjourn(house, "answer", str(row["id"]), "--comment", texts[row["graph"]])
        say(f"adjourn answer {row['id']} --comment {texts[row['graph']]!r}")
