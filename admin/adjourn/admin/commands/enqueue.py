from __future__ import annotations

import time
from typing import Any

import click
from adjourn.admin import environment, installation, job_view, request_view, rows, terminal
from adjourn.admin.commands import wishes
from adjourn.admin.commands.parameters import Instant, Name
from adjourn.admin.installation import Installation
from adjourn.admin.json_text import JsonParameter
from adjourn.admin.rows import Row
from adjourn.models import job_request
from adjourn.models.ground.errors import AdjournError
from adjourn.models.job_request import JobRequest
from sqlalchemy import Connection

_STEP = """
SELECT count(*) AS steps FROM adjourn.jobs j JOIN adjourn.steps s ON s.thread_id = j.thread_id AND s.job_id = j.id
WHERE j.id = CAST(:id AS uuid) AND s.checkpoint_ns = ''"""


@click.command()
@installation.with_installation
@click.argument("graph")
@click.argument("input", metavar="[JSON|-]", required=False, type=JsonParameter("the input"))
@click.option(
    "--thread", "thread_id", type=Name(), metavar="ID", help="The conversation it belongs to (default: one of its own)."
)
@click.option(
    "--multitask-strategy",
    type=click.Choice(["enqueue", "reject", "interrupt", "rollback"]),
    default="enqueue",
    help="If the thread has an unfinished job: wait for it (the default), add none, cancel it, or cancel it and take "
    "back what it has done on the thread.",
)
@click.option("--key", type=Name(), help="The same key again adds nothing and prints the first job's id.")
@wishes.of_job
@click.option("--run-at", type=Instant(), help="Not before; without a zone it is your local time.")
@click.option("--deadline", "deadline_at", type=Instant(), help="It fails if it has not finished by then.")
@click.option("--for", "submitted_by", type=Name(), metavar="PERSON", help="Who asks for it, if not who is logged in.")
@click.option("--wait", is_flag=True, help="Wait until it has finished or asks a person.")
def enqueue(
    here: Installation,
    /,
    wait: bool,
    **options: Any,
) -> None:
    """Add a job, and print its id.

    \b
    adjourn enqueue three_steps '"foo"'
    adjourn enqueue support_chatbot - <input.json

    With --wait the id goes to standard error and the result to standard output. Exit code 0: it succeeded, or asks a
    person (then what it asks is printed); 1: it failed, was cancelled, or is blocked.
    """
    request = JobRequest(**options, traceparent=environment.traceparent())
    with rows.reading(here.settings) as connection:
        job_id = job_request.enqueue(connection, request)
    try:
        click.echo(job_id, err=wait)
        if not wait:
            return
        with rows.reading(here.settings) as connection:
            _tell(connection, job_id, _wait(connection, job_id))
    except KeyboardInterrupt:
        click.echo(f"the job goes on: adjourn job {job_id}", err=True)
        raise


def _wait(connection: Connection, job_id: str) -> Row:
    """The job's row when nothing more happens to it by itself."""
    began = time.monotonic()
    with terminal.progress("queued") as show:
        while True:
            row = rows.read(connection, rows.JOB_STATUS, id=job_id)[0]
            if row["status"] not in ("queued", "running", "waiting"):
                return row
            if row["status"] == "waiting" and rows.read(
                connection, rows.REQUESTS, job_id=job_id, status="open", limit=1
            ):
                return row
            if show:
                steps = rows.read(connection, _STEP, id=job_id)[0]["steps"]
                show(f"{row['status']}, {steps} steps, {time.monotonic() - began:.0f} s")
            time.sleep(0.2)


def _tell(connection: Connection, job_id: str, row: Row) -> None:
    match row["status"]:
        case "succeeded":
            terminal.echo_json(row["result"])
        case "waiting":
            asked = rows.read(connection, rows.REQUESTS, job_id=job_id, status="open", limit=0)
            request_view.show_all(asked, rows.now(connection))
        case status:
            why = job_view.trouble(row["error"])
            raise AdjournError(f"job {job_id} {'has failed' if status == 'failed' else f'is {status}'}: {why}")
