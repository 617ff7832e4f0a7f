from __future__ import annotations

from typing import Any

import click
from adjourn.admin import asking, installation, prompts, request_view, rows, terminal
from adjourn.admin.asking import Given
from adjourn.admin.commands import files
from adjourn.admin.commands.parameters import Name, Number, RequestId
from adjourn.admin.installation import Installation
from adjourn.admin.json_text import JsonParameter
from adjourn.models import human_requests
from adjourn.models.ground.errors import BadInput
from rich.text import Text

STATUSES = ("open", "answered", "resumed", "expired", "withdrawn")


@click.group(invoke_without_command=True)
@installation.with_installation
@click.option("--all", "all_statuses", is_flag=True, help="Also those that need no answer any more.")
@click.option("--status", type=click.Choice(STATUSES), help="Only these (default: open).")
@click.option("--job", metavar="ID", help="Only of this job.")
@click.option("--mine", is_flag=True, help="Only what is assigned to you, and not put off.")
@click.option("--team", type=Name(), help="Only what is for this team.")
@click.option("--due", "soon", is_flag=True, help="Only what is overdue, or due within a day.")
@click.option("--came-back", is_flag=True, help="Only what was answered, and the answer did not fit.")
@click.option("--limit", type=Number(0, 2**31), default=50, show_default=True, help="At most; 0 is all.")
@click.option("--json", "as_json", is_flag=True, help="The rows of human_requests, as a JSON array.")
def requests(
    here: Installation,
    /,
    all_statuses: bool,
    status: str | None,
    job: str | None,
    limit: int,
    as_json: bool,
    **filters: Any,
) -> None:
    """List what people are asked, the most urgent first, and how to answer it.

    \b
    adjourn requests --mine --due
    adjourn requests export open.csv       to be filled in; then: adjourn requests import open.csv
    adjourn requests history 7             who did what with one, and what was said about it
    """
    if click.get_current_context().invoked_subcommand is not None:
        return
    if all_statuses and status:
        raise click.UsageError("--all and --status exclude each other")
    wanted = None if all_statuses else status or "open"
    if wanted != "open" and any(filters.values()):
        raise click.UsageError("--mine, --team, --due and --came-back find open requests")
    with rows.reading(here.settings) as connection:
        job_id = rows.job_id(connection, job) if job else None
        more = limit and limit + (not as_json)
        if wanted == "open":
            found = rows.inbox(connection, more, job_id=job_id, **filters)
        else:
            found = rows.read(connection, rows.REQUESTS, status=wanted, job_id=job_id, limit=more)
        now = rows.now(connection)
    if as_json:
        terminal.echo_json(rows.as_json(found))
        return
    if not found:
        such = wanted is None or any(filters.values())
        terminal.paragraph(
            f"no {'such' if such else wanted} requests"
            + (": nobody is waited for" if wanted == "open" and not such else "")
        )
        return
    request_view.show_all(found[: limit or None], now)
    if limit and len(found) > limit:
        terminal.paragraph(Text(f"\nand more: --limit {limit * 2}, or --limit 0 for all", "dim"))


requests.add_command(files.export)
requests.add_command(files.import_)


@requests.command()
@installation.with_installation
@click.argument("request", metavar="ID", type=RequestId())
@click.option("--json", "as_json", is_flag=True, help="A JSON array: at, by, was, became, data, answer, note.")
def history(here: Installation, request: int, as_json: bool) -> None:
    """Show who did what with a question, and what people noted about it."""
    with rows.reading(here.settings) as connection:
        found = rows.read(connection, rows.HISTORY, id=request)
        if not found and not rows.read(connection, rows.REQUEST, id=request):
            raise BadInput(f"there is no request {request}")
    if as_json:
        terminal.echo_json(rows.as_json(found))
    else:
        request_view.show_history(found)


@click.command()
@installation.with_installation
@click.argument("request", metavar="ID", type=RequestId())
@click.option("--json", "as_json", is_flag=True, help="Its row, as a JSON object.")
def request(here: Installation, request: int, as_json: bool) -> None:
    """Show one question, and how to answer it."""
    with rows.reading(here.settings) as connection:
        found = rows.read(connection, rows.REQUEST, id=request)
        now = rows.now(connection)
    if not found:
        raise BadInput(f"there is no request {request}")
    if as_json:
        terminal.echo_json(rows.as_json(found[0]))
        return
    request_view.show(found[0], now)
    request_view.show_state(found[0])
    terminal.paragraph(Text(terminal.line(f"  job {found[0]['job_id']}, thread {found[0]['thread_id']}"), "dim"))


@click.command()
@installation.with_installation
@click.argument("request", metavar="ID", type=RequestId())
@click.argument("word", metavar="[CHOICE]", required=False)
@click.option("--choice", help="One of the options that the request offers, as CHOICE is.")
@click.option("--comment", help="Text: the answer to a plain question, or what goes with a choice.")
@click.option("--answer", type=JsonParameter("--answer"), help="The whole answer as JSON; - reads it from stdin.")
def answer(
    here: Installation, request: int, word: str | None, choice: str | None, comment: str | None, answer: str | None
) -> None:
    """Answer a question: `adjourn answer 7 approve`. The first answer wins; its job goes on when none of its questions
    is open. Without an answer you are asked for it, field by field, and for a yes to what will be sent."""
    if word is not None and choice is not None:
        raise click.UsageError("give the choice once")
    given, seen = Given(word if choice is None else choice, comment, answer), None
    if given == Given():
        if not prompts.is_possible():
            raise click.UsageError("give --choice, --comment or --answer")
        given, seen = _asked(here, request)
    with rows.deciding(here.settings) as transaction:
        human_requests.answer(
            transaction,
            request,
            choice=given.choice,
            comment=given.comment,
            answer=given.answer,
            question_hash=seen,
        )
    with rows.reading(here.settings) as connection:
        job_id = rows.read(connection, rows.REQUEST, id=request)[0]["job_id"]
        left = rows.read(connection, rows.REQUESTS, job_id=job_id, status="open", limit=0)
    numbers = ", ".join(f"#{row['id']}" for row in left)
    click.echo(f"request {request} is answered" + (f"; job {job_id} still asks {numbers}" if left else ""))


def _asked(here: Installation, id: int) -> tuple[Given, bytes]:
    """What somebody at the terminal answers, and the hash of the question that was seen."""
    with rows.reading(here.settings) as connection:
        found = rows.read(connection, rows.REQUEST, id=id)
        now = rows.now(connection)
    if not found:
        raise BadInput(f"there is no request {id}")
    [row] = found
    try:
        if row["status"] == "open":
            return asking.ask(row, now), bytes(row["question_hash"])
    except (prompts.NothingSent, KeyboardInterrupt, EOFError) as left:
        click.echo(f"\nnothing was sent: request {id} is as it was", err=True)
        raise click.exceptions.Exit(130 if isinstance(left, KeyboardInterrupt) else 1) from None
    request_view.show(row, now)
    raise BadInput(f"request {id} is {row['status']}: it takes no answer any more")
