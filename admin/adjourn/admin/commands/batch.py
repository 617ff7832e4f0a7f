from __future__ import annotations

import csv
import sys
import time
from collections import Counter
from typing import Any

import click
from adjourn.admin import ages, installation, rows, terminal
from adjourn.admin.commands import limits, many
from adjourn.admin.commands.batch_submit import submit
from adjourn.admin.commands.parameters import Name
from adjourn.admin.installation import Installation
from adjourn.admin.rows import Row
from adjourn.admin.sheet import defused
from adjourn.models import batches, jobs
from adjourn.models import limits as moves
from adjourn.models import many as at_once
from adjourn.models.ground import database
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from sqlalchemy import Connection, text

#: Who only submits knows nothing of questions.
_MAY_ASK = "SELECT has_table_privilege('adjourn.human_requests', 'SELECT') AS may"
_ENDED = ("succeeded", "failed", "cancelled")
#: Questions that are answered in one transaction, which holds them for a tenth of a second.
_AT_ONCE = 1000
_YES = click.option("--yes", is_flag=True, help="Do it, instead of saying what would be done.")


@click.group()
def batch() -> None:
    """Many jobs from a file: submit them, watch them, take their results."""


batch.add_command(submit)


@batch.command("list")
@installation.with_installation
@click.option("--json", "as_json", is_flag=True, help="The rows of the table, as a JSON array.")
def list_(here: Installation, as_json: bool) -> None:
    """List batches, the newest first."""
    with rows.reading(here.settings) as connection:
        found = rows.read(connection, f"{batches.BATCH} ORDER BY created_at DESC")
        now = rows.now(connection)
    if as_json:
        terminal.echo_json(rows.as_json(found))
    elif found:
        terminal.table(
            ("batch", "graph", "lines", "by", "created", ""),
            (
                (
                    str(row["id"]),
                    row["graph"],
                    "not all" if row["lines"] is None else f"{row['lines']:,}",
                    row["created_by"],
                    ages.ago(row["created_at"], now),
                    row["name"] or row["file"] or "",
                )
                for row in found
            ),
        )
    else:
        terminal.paragraph("no batches yet: adjourn batch submit GRAPH FILE")


@batch.command()
@installation.with_installation
@click.argument("id")
@click.option("--follow", is_flag=True, help="Until all have ended, or wait for people or an operator.")
@click.option("--json", "as_json", is_flag=True)
def status(here: Installation, id: str, follow: bool, as_json: bool) -> None:
    """How far a batch is: its jobs by state, the jobs that end per minute, and who is waited for."""
    with rows.reading(here.settings) as connection:
        id = batches.find(connection, id)
        if follow:
            _follow(connection, id)
        found = _progress(connection, id)
        now = rows.now(connection)
    if as_json:
        terminal.echo_json(rows.as_json(found))
        return
    pairs = [(name, f"{count:,}") for name, count in found["jobs"].items()]
    asked = ", ".join(f"{each['who'] or 'anybody'} ({each['questions']:,})" for each in found["asked"])
    name = found["name"] or found["file"] or ""
    terminal.fields(
        [
            ("batch", f"{id} {terminal.line(name)}"),
            ("graph", terminal.line(found["graph"])),
            ("created", terminal.line(f"{ages.at(found['created_at'], now)} by {found['created_by']}")),
            ("lines", f"{found['lines']:,}" if found["lines"] is not None else "not all are in: submit the file again"),
            ("refused", f"{found['refused']:,}" if found["refused"] else None),
            *pairs,
            ("rate", f"{found['per_minute']:,} a minute"),
            ("left", f"about {_span(found['seconds_left'])}" if found["seconds_left"] else None),
            ("waits for", terminal.line(asked) or None),
        ]
    )


def _progress(connection: Connection, id: str) -> Row:
    row = rows.read(connection, f"{batches.BATCH} WHERE id = CAST(:id AS uuid)", id=id)[0]
    counts = {each["status"]: each["jobs"] for each in rows.read(connection, batches.COUNTS, batch=id)}
    rate = rows.read(connection, batches.ENDED, batch=id)[0]["jobs"]
    left = counts.get("queued", 0) + counts.get("running", 0)
    return row | {
        "jobs": {name: counts[name] for name in many.STATUSES if name in counts},
        "per_minute": rate,
        "seconds_left": round(60 * left / rate) if rate and left else None,
        "asked": rows.read(connection, batches.ASKED, batch=id) if rows.read(connection, _MAY_ASK)[0]["may"] else [],
    }


def _follow(connection: Connection, id: str) -> None:
    console = terminal.console(stderr=True)
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()
    with Progress(*columns, console=console, disable=not console.is_terminal) as shown:
        task = shown.add_task("")
        while True:
            counts = {each["status"]: each["jobs"] for each in rows.read(connection, batches.COUNTS, batch=id)}
            said = ", ".join(f"{count:,} {name}" for name, count in counts.items() if name not in _ENDED)
            done = sum(counts.get(name, 0) for name in _ENDED)
            shown.update(task, description=said, completed=done, total=sum(counts.values()))
            if not counts.get("queued") and not counts.get("running"):
                return
            time.sleep(1)


def _span(seconds: int) -> str:
    unit, size = next((unit, size) for unit, size in (("h", 3600), ("min", 60), ("s", 1)) if seconds >= size)
    return f"{seconds / size:.0f} {unit}"


@batch.command()
@installation.with_installation
@click.argument("id")
@click.option("--status", type=click.Choice(many.STATUSES), help="Only of these.")
@click.option("--in-order", is_flag=True, help="In the order of the file.")
@click.option("--csv", "as_csv", is_flag=True, help="CSV instead of JSONL.")
def results(here: Installation, id: str, status: str | None, in_order: bool, as_csv: bool) -> None:
    """Print of each job custom_id, status, and result or error, a line each. Of those that go on, as they are now."""
    engine = database.engine(here.settings)
    try:
        with rows.reading(here.settings) as connection:
            id = batches.find(connection, id)
        with database.transaction(engine) as transaction:
            query = text(batches.IN_ORDER if in_order else batches.RESULTS)
            streamed = transaction.execution_options(yield_per=500)
            found = streamed.execute(query, {"batch": id, "status": status}).mappings()
            _write_csv(found) if as_csv else _write_jsonl(found)
    finally:
        engine.dispose()


def _write_jsonl(found: Any) -> None:
    for row in found:
        said = {name: rows.Json(row[name]) for name in ("result", "error") if row[name] is not None}
        terminal.echo_json(rows.as_json({"custom_id": row["custom_id"], "status": row["status"], **said}))


def _write_csv(found: Any) -> None:
    sheet = csv.writer(sys.stdout, lineterminator="\n")
    sheet.writerow(("custom_id", "status", "result", "error"))
    for row in found:
        custom_id = defused(terminal.safe(row["custom_id"] or ""))
        sheet.writerow(
            [custom_id, row["status"], *(terminal.safe_json(row[name] or "") for name in ("result", "error"))]
        )


@batch.command()
@installation.with_installation
@click.argument("id")
@limits.numbers
def limit(here: Installation, id: str, running: int | None, per_minute: int | None) -> None:
    """Let no more than so many jobs of a batch run at once, or start in a minute; without an option, any number."""
    with rows.reading(here.settings) as connection:
        moves.limit_batch(connection, batches.find(connection, id), running, per_minute)
    click.echo("limited" if running or per_minute else "not limited")


@batch.command()
@installation.with_installation
@click.argument("id")
@_YES
def cancel(here: Installation, id: str, yes: bool) -> None:
    """End all jobs of a batch that have not finished. Open questions are withdrawn."""
    _move(here, id, yes, jobs.cancel, "cancelled", ("queued", "running", "waiting", "blocked"))


@batch.command()
@installation.with_installation
@click.argument("id")
@_YES
def retry(here: Installation, id: str, yes: bool) -> None:
    """Queue the failed and blocked jobs of a batch again. Each goes on from where it stood."""
    _move(here, id, yes, jobs.retry, "queued again", ("failed", "blocked"))


def _move(here: Installation, id: str, yes: bool, act: Any, done: str, movable: tuple[str, ...]) -> None:
    with rows.reading(here.settings) as connection:
        wanted = dict.fromkeys(("status", "graph", "thread_id", "project", "queue", "tag"))
        wanted["batch"] = batches.find(connection, id)
        many.move(connection, None, wanted, yes, lambda job: act(connection, job), done, movable)


@batch.command()
@installation.with_installation
@click.argument("id")
@click.option("--choice", help="One of those that the questions offer.")
@click.option("--comment", help="Or what is said besides.")
@click.option("--node", type=Name(), help="Only what this node of the graph asks.")
@_YES
def answer(here: Installation, id: str, choice: str | None, comment: str | None, node: str | None, yes: bool) -> None:
    """Answer all open questions of a batch alike. What one refuses, the others do not feel. Exit code 2: some did."""
    if choice is None and comment is None:
        raise click.UsageError("give --choice or --comment")
    with rows.reading(here.settings) as connection:
        id = batches.find(connection, id)
        found = [row["id"] for row in rows.read(connection, batches.OPEN, batch=id, node=node)]
    done, refused = 0, Counter[str]()
    engine = database.engine(here.settings)
    try:
        for first in range(0, len(found), _AT_ONCE):
            ids = found[first : first + _AT_ONCE]
            with rows.acting(engine) as transaction:
                said = at_once.answer(transaction, ids, choice=choice, comment=comment, dry_run=not yes)
            done += sum(one.answered for one in said)
            refused.update(one.said.replace(str(one.id), "…") for one in said if not one.answered)
    finally:
        engine.dispose()
    click.echo(f"{done} {'answered' if yes else 'would be answered (--yes does it)'}, {refused.total()} not")
    for why, count in refused.most_common(10):
        click.echo(f"{count} not: {terminal.line(why)}", err=True)
    if refused:
        click.get_current_context().exit(2)
