"""What became of every job, and whether it should have."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from outside import Row, connect, console
from people import ADVICE, FISH
from rich.markup import escape


def show_jobs(url: str) -> list[Row]:
    with connect(url) as db:
        rows = db.execute("SELECT * FROM adjourn.jobs ORDER BY created_at").fetchall()
    for row in rows:
        console.print(f"   {row['status']:<9} {row['key']:<25} {escape(brief(row))}", overflow="ellipsis", no_wrap=True)
    return rows


def brief(row: Row) -> str:
    match row["result"]:
        case {"payment": None, "verdict": verdict}:
            return f"nothing paid: {verdict['note'] or 'settled by hand'}"
        case {"payment": paid}:
            return f"paid {paid['amount']} {paid['currency']}"
        case {"messages": [*_, {"data": {"content": said}}]} | {"data": {"content": said}}:
            return str(said)
    return json.dumps(row["result"] or row["error"])


def check(url: str, rows: list[Row], ledger: Path) -> None:
    results = {row["key"]: row["result"] for row in rows}
    verify("all 123 jobs succeeded", Counter(row["status"] for row in rows) == {"succeeded": 123})
    verify("three steps came to 'foo bar baz qux'", results["reference:three_steps"] == "foo bar baz qux")
    chat = results["reference:support_chatbot"]["messages"]
    verify("the chatbot passed the expert's words on", ADVICE in chat[-1]["data"]["content"])
    agent = results["reference:react_agent"]["data"]["content"]
    verify("the agent used the person's answer and the weather", FISH in agent and "sunny" in agent)
    lines = [json.loads(line)["key"] for line in ledger.read_text().splitlines()]
    verify(f"{len(lines)} payments, and none was made twice", len(lines) == len(set(lines)))
    paid = {
        result["payment"]["key"] for result in results.values() if isinstance(result, dict) and result.get("payment")
    }
    verify("what was paid is what the jobs say was paid", set(lines) == paid)
    with connect(url) as db:
        counted = db.execute(
            """SELECT count(*) AS asked, count(*) FILTER (WHERE status = 'resumed') AS resumed
            FROM adjourn.human_requests"""
        ).fetchone()
        assert counted is not None
        verify(
            f"{counted['asked']} questions were asked, each answer was used once",
            counted["asked"] == counted["resumed"],
        )
        refused = db.execute(
            "SELECT count(*) AS n FROM adjourn.human_requests r JOIN adjourn.jobs j ON j.id = r.job_id "
            "WHERE r.answer ->> 'type' = 'reject' AND j.result -> 'payment' ->> 'key' IS NOT NULL"
        ).fetchone()
        verify("nothing was paid that a person refused", refused == {"n": 0})
        twice = db.execute(
            "SELECT count(*) AS n FROM (SELECT FROM adjourn.events WHERE request_id IS NULL AND became = 'succeeded' "
            "GROUP BY job_id HAVING count(*) > 1) t"
        ).fetchone()
        verify("no job ended twice", twice == {"n": 0})


def verify(what: str, holds: bool) -> None:
    console.print(f"   {'[green]✓[/]' if holds else '[red]✗[/]'} {what}")
    if not holds:
        raise SystemExit(f"the demo found that this does not hold: {what}")
