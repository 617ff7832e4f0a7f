"""The whole product in a minute: `make demo`.

Everything here is done from outside, as another system, a person and an operator would do it: with the `adjourn`
command, with SQL, and with `kill -9`. At the end the demo checks for itself what became of every job.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import dict_row
from rich.console import Console
from rich.markup import escape
from rich.table import Table

HERE = Path(__file__).parent
ADJOURN = [sys.executable, "-m", "adjourn.admin.command"]
REFERENCES = {
    "three_steps": "foo",
    "support_chatbot": {
        "messages": [
            {
                "role": "user",
                "content": "I need some expert guidance for building an AI agent. Could you request assistance for me?",
            }
        ]
    },
    "react_agent": [
        {
            "role": "user",
            "content": "Can you reach out for human assistance: what should I feed my cat? "
            "Separately, can you check the weather in San Francisco?",
        }
    ],
}
ADVICE = "We, the experts are here to help! Start with the smallest agent that could work."
FISH = "You should feed your cat a fish."
Row = dict[str, Any]
console = Console(highlight=False, width=max(100, Console().width))


def main() -> None:
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="adjourn-demo-") as folder:
        house = Path(folder)
        house.chmod(0o755)
        ledger = house / "ledger.jsonl"
        with up(house, ledger) as url:
            title("1. Other systems submit: 120 refund requests in one SQL transaction, three more jobs by command")
            submit(url)
            settle(url, "all jobs are finished or wait for a person")
            show_questions(url)
            title("2. While people think, a worker is killed with SIGKILL")
            kill_a_worker(house)
            title("3. People answer with plain SQL")
            answer_by_sql(url)
            settle(url, "what was answered has gone on")
            title("4. Everything is stopped: workers, scheduler, broker, Postgres. Nobody would notice a weekend")
        with up(house, ledger) as url:
            title("5. Started again. People answer the rest with `adjourn answer`, some with SQL")
            answer_by_command(house, url)
            answer_by_sql(url, everything=True)
            settle(url, "no question is open", open_questions=0)
            title("6. What became of every job")
            rows = show_jobs(url)
            title("7. The demo checks for itself")
            check(url, rows, ledger)
    console.print(
        f"\n[bold green]Everything ended as it should, and nothing ran twice.[/] {time.monotonic() - began:.0f} s"
    )


@contextmanager
def up(house: Path, ledger: Path) -> Iterator[str]:
    """`adjourn up` until the block ends; yields the database's URL."""
    command = [*ADJOURN, "up", "--project", str(HERE), "--data", str(house / "data")]
    process = subprocess.Popen(
        command,
        env=os.environ | {"REFUND_LEDGER": str(ledger)},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        assert process.stdout is not None
        for line in process.stdout:
            console.print(f"   [dim]{escape(line.rstrip())}[/]")
            if line.startswith("ready"):
                break
        else:
            raise SystemExit(f"`adjourn up` ended with {process.wait()} before it was ready")
        environment = json.loads(adjourn(house, "env", "--json"))
        yield environment["DATABASE_URL"]
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
    if process.returncode:
        raise SystemExit(f"`adjourn up` ended with {process.returncode}")


def submit(url: str) -> None:
    records = [json.loads(line) for line in (HERE / "refunds.jsonl").read_text().splitlines()]
    enqueue = "SELECT adjourn.enqueue('refund_desk', %s, key => %s)"
    with psycopg.connect(url) as db:
        for _ in range(2):  # the second time changes nothing: each key has its job
            for record in records:
                db.execute(enqueue, (json.dumps(record), record["id"]))
    say(f"INSERT … {len(records)} jobs, twice: {escape(enqueue)}")
    for graph, value in REFERENCES.items():
        command = ["enqueue", graph, json.dumps(value), "--key", f"reference:{graph}"]
        say(f"adjourn enqueue {graph} → {adjourn(None, *command, url=url).strip()}")


def settle(url: str, what: str, *, open_questions: int | None = None, seconds: float = 60) -> None:
    """Wait until no job has anything to do, showing how they come along."""
    with connect(url) as db:

        def settled() -> bool:
            counts = statuses(db)
            status.update(", ".join(f"{n} {name}" for name, n in sorted(counts.items())))
            waiting = db.execute("SELECT count(DISTINCT job_id) AS n FROM adjourn.human_requests WHERE status = 'open'")
            open_now = waiting.fetchone()
            assert open_now is not None
            return (
                not counts["queued"] + counts["running"]
                and counts["waiting"] == open_now["n"]
                and open_questions in (None, open_now["n"])
            )

        with console.status("") as status:
            until(settled, what, seconds)
        say(f"{what}: " + ", ".join(f"{n} {name}" for name, n in sorted(statuses(db).items())))


def show_questions(url: str) -> None:
    with connect(url) as db:
        rows = db.execute("SELECT * FROM adjourn.human_requests WHERE status = 'open' ORDER BY id").fetchall()
    table = Table("request", "kind", "asked by", "question", title=f"{len(rows)} open questions", title_justify="left")
    for row in rows[:12]:
        table.add_row(str(row["id"]), row["kind"], f"{row['graph']}.{row['node']}", escape(row["title"][:70]))
    table.add_row("…", "", "", "")
    console.print(table)


def kill_a_worker(house: Path) -> None:
    def workers() -> list[int]:
        pids: list[int] = json.loads((house / "data" / "up.json").read_text())["worker_pids"]
        return pids

    victim, *_ = workers()
    os.kill(victim, signal.SIGKILL)
    say(f"kill -9 {victim}")
    until(lambda: victim not in workers() and len(workers()) == 2, "another is started", 30)
    say("`adjourn up` has started another in its place")


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


def adjourn(house: Path | None, *arguments: str, url: str = "") -> str:
    where = {"ADJOURN_DATA": str(house / "data")} if house else {"DATABASE_URL": url}
    done = subprocess.run([*ADJOURN, *arguments], env=os.environ | where, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"adjourn {arguments[0]} failed: {done.stderr.strip()}")
    return done.stdout


def connect(url: str) -> psycopg.Connection[Row]:
    return psycopg.connect(url, autocommit=True, row_factory=dict_row)


def statuses(db: psycopg.Connection[Row]) -> Counter[str]:
    rows = db.execute("SELECT status, count(*) AS n FROM adjourn.jobs GROUP BY status").fetchall()
    return Counter({row["status"]: row["n"] for row in rows})


def until(condition: Callable[[], bool], what: str, seconds: float) -> None:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise SystemExit(f"waited {seconds:g} s in vain until {what}")
        time.sleep(0.2)


def title(text: str) -> None:
    console.print(f"\n[bold]{text}[/]")


def say(text: str) -> None:
    console.print(f"   {text}", overflow="ellipsis", no_wrap=True)


if __name__ == "__main__":
    main()
