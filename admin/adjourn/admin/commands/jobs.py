from __future__ import annotations

import time
from datetime import datetime
from typing import Any

import click
from adjourn.admin import ages, installation, job_view, json_text, progress_view, request_view, rows, terminal, versions
from adjourn.admin.commands import many
from adjourn.admin.commands.many import Wanted
from adjourn.admin.commands.parameters import Instant, Number, RequestId
from adjourn.admin.following import Following
from adjourn.admin.installation import Installation
from adjourn.admin.rows import Row
from adjourn.models import jobs as moves
from adjourn.models import progress_words
from rich.text import Text

#: Of what nodes say, and in JSON.
_LATEST, _ALL = 10, 1000
UNFINISHED = ("queued", "running", "waiting", "blocked")


@click.command()
@installation.with_installation
@many.filters
@click.option("--limit", type=Number(0, 2**31), default=50, show_default=True, help="At most; 0 is all.")
@click.option("--json", "as_json", is_flag=True, help="The rows of the table, as a JSON array.")
def jobs(here: Installation, wanted: Wanted, limit: int, as_json: bool) -> None:
    """List jobs, the newest first."""
    with rows.reading(here.settings) as connection:
        if as_json:
            terminal.echo_json(rows.as_json(rows.read(connection, rows.JOBS, limit=limit, **wanted)))
            return
        found = rows.read(connection, rows.JOBS_IN_BRIEF, limit=limit and limit + 1, **wanted)
        now = rows.now(connection)
    if not found:
        chosen = any(value is not None for value in wanted.values())
        terminal.paragraph("no such job" if chosen else "no jobs yet: adjourn enqueue GRAPH JSON (see adjourn graphs)")
        return
    shown = found[: limit or None]
    terminal.table(
        ("job", "status", "graph", "created", ""),
        (
            (
                str(r["id"]),
                terminal.status(r["status"]),
                r["graph"],
                ages.ago(r["created_at"], now),
                job_view.note(r, now),
            )
            for r in shown
        ),
    )
    if len(found) > len(shown):
        terminal.paragraph(Text(f"and older ones: --limit {limit * 2}, or --limit 0 for all", "dim"))


@click.command()
@installation.with_installation
@click.argument("job", metavar="ID")
@click.option("--wait", is_flag=True, help="Wait until it has ended, or is blocked.")
@click.option("--follow", is_flag=True, help="Print what happens to it as it happens, from its beginning to its end.")
@click.option("--after", default="", metavar="ID", help="With --follow: only what comes after this item of --json.")
@click.option("--timeout", type=click.FloatRange(0, 10**9), metavar="SECONDS", help="With these: no longer than that.")
@click.option("--json", "as_json", is_flag=True, help="Its row with its requests, events and progress; or items.")
def job(
    here: Installation, job: str, wait: bool, follow: bool, after: str, timeout: float | None, as_json: bool
) -> None:
    """Show all about one job. The first digits of its id are enough.

    With --wait and --follow the exit code says how it has ended. 0: succeeded; 1: failed, cancelled or blocked;
    3: not yet.
    """
    if timeout is not None and not (wait or follow):
        raise click.UsageError("--timeout goes with --wait or --follow")
    if after and not follow:
        raise click.UsageError("--after goes with --follow")
    with rows.reading(here.settings) as connection:
        job_id = rows.job_id(connection, job)
    if follow:
        _follow(here, job_id, after, timeout, as_json)
        return
    code = 0
    if wait:
        with terminal.progress("until it has ended"):
            end = moves.wait(here.settings, job_id, timeout)
        code = 3 if end is None else int(end.status != "succeeded")
    with rows.reading(here.settings) as connection:
        row = rows.read(connection, rows.JOB, id=job_id)[0]
        requests = rows.read(connection, rows.REQUESTS, job_id=job_id, status=None, limit=0)
        events = rows.read(connection, rows.EVENTS, job_id=job_id)
        [offered] = rows.read(connection, versions.CODE, id=job_id)
        said = rows.read(connection, rows.PROGRESS, job_id=job_id, limit=_ALL if as_json else _LATEST)
        now = rows.now(connection)
    if as_json:
        terminal.echo_json(rows.as_json(row | {"requests": requests, "events": events, "progress": said}))
    else:
        job_view.show(row, offered, now)
        _show(requests, events, said, now)
    click.get_current_context().exit(code)


def _follow(here: Installation, job_id: str, after: str, timeout: float | None, as_json: bool) -> None:
    until = float("inf") if timeout is None else time.monotonic() + timeout
    say = lambda sentence: click.echo(terminal.line(sentence), err=True)  # noqa: E731
    following = Following(here.settings, job_id, after, until, say)
    for item in following.items():
        if as_json:
            terminal.echo_json(progress_view.as_json(item))
            continue
        if missing := progress_view.gap(item):
            terminal.paragraph(missing)
        terminal.paragraph(progress_view.line(item))
    ended = int(following.status != "succeeded") if following.has_ended else 3
    click.get_current_context().exit(ended)


def _show(requests: list[Row], events: list[Row], said: list[Row], now: datetime) -> None:
    if requests:
        terminal.heading("requests")
        request_view.show_all(requests, now)
    if said:
        terminal.heading("progress")
        terminal.table(
            ("when", "node", ""),
            ((ages.clock(e["at"]), progress_words.place(e["checkpoint_ns"], e["node"]), _said(e)) for e in said),
        )
    terminal.heading("events")
    terminal.table(
        ("when", "", "by", ""),
        ((ages.clock(e["at"]), job_view.moved(e), e["by"], json_text.brief((e["data"] or "")[:2000])) for e in events),
    )


def _said(row: Row) -> str:
    return progress_words.said(row["data"], row["is_cut"])


@click.command()
@installation.with_installation
@many.several
def cancel(here: Installation, job: str | None, wanted: Wanted, yes: bool) -> None:
    """End a job that has not finished, or all that the filters find. Open questions are withdrawn.

    \b
    adjourn cancel 0198c1f2
    adjourn cancel --graph refund_desk --tag nightly        says what would be done; add --yes to do it
    """
    with rows.reading(here.settings) as connection:
        many.move(connection, job, wanted, yes, lambda id: moves.cancel(connection, id), "cancelled", UNFINISHED)


@click.command()
@installation.with_installation
@many.several
@click.option("--ask-again", is_flag=True, help="Each step that failed on an answer asks its last question anew.")
@click.option("--all", "all_", is_flag=True, help="With --ask-again: all that it had asked, from the first on.")
@click.option("--back-to", type=RequestId(), metavar="REQUEST", help="It stands where it asked this, and asks it.")
@click.option("--deadline", "deadline_at", type=Instant(), help="A new one; needed if the old one has passed.")
def retry(
    here: Installation,
    job: str | None,
    wanted: Wanted,
    yes: bool,
    ask_again: bool,
    all_: bool,
    back_to: int | None,
    deadline_at: str | None,
) -> None:
    """Queue a failed or blocked job again, or all that the filters find. It goes on from where it stood."""
    if all_ and not ask_again:
        raise click.UsageError("--all goes with --ask-again")
    if ask_again and back_to is not None:
        raise click.UsageError("give --ask-again or --back-to")
    again: Any = ("all" if all_ else "last") if ask_again else back_to
    with rows.reading(here.settings) as connection:
        moved = many.move(
            connection,
            job,
            wanted,
            yes,
            lambda id: moves.retry(connection, id, again, deadline_at=deadline_at),
            "queued again",
            ("failed", "blocked"),
        )
    if ask_again and moved:
        click.echo("It asks again. What its step did outside before it failed happens once more.")
    if back_to is not None and moved:
        click.echo(
            f"It goes back to request {back_to} and asks that. What it has done outside since happens once more."
        )
