"""The whole product in a minute: `make demo`.

Everything here is done from outside, as another system, a person and an operator would do it: with the `adjourn`
command, with SQL, with a form of the inbox, and with `kill -9`. At the end the demo checks for itself what became of
every job.
"""

from __future__ import annotations

import json
import os
import signal
import tempfile
import time
from pathlib import Path

import psycopg
from outside import PROJECT, adjourn, console, say, settle, title, until, up
from page import answer_by_page
from people import answer_by_command, answer_by_sql, show_questions
from rich.markup import escape
from verdict import check, show_jobs

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
            title("3. People answer: one on the page, others with plain SQL")
            answer_by_page(house, url)
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


def submit(url: str) -> None:
    records = [json.loads(line) for line in (PROJECT / "refunds.jsonl").read_text().splitlines()]
    enqueue = "SELECT adjourn.enqueue('refund_desk', %s, key => %s)"
    with psycopg.connect(url) as db:
        for _ in range(2):  # the second time changes nothing: each key has its job
            for record in records:
                db.execute(enqueue, (json.dumps(record), record["id"]))
    say(f"INSERT … {len(records)} jobs, twice: {escape(enqueue)}")
    for graph, value in REFERENCES.items():
        command = ["enqueue", graph, json.dumps(value), "--key", f"reference:{graph}"]
        say(f"adjourn enqueue {graph} → {adjourn(None, *command, url=url).strip()}")


def kill_a_worker(house: Path) -> None:
    def workers() -> list[int]:
        pids: list[int] = json.loads((house / "data" / "up.json").read_text())["worker_pids"]
        return pids

    victim, *_ = workers()
    os.kill(victim, signal.SIGKILL)
    say(f"kill -9 {victim}")
    until(lambda: victim not in workers() and len(workers()) == 2, "another is started", 30)
    say("`adjourn up` has started another in its place")


if __name__ == "__main__":
    main()
