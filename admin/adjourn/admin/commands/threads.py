from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from adjourn.admin import ages, conversation, drawing, installation, request_view, rows, terminal
from adjourn.admin.commands.parameters import Name, Number
from adjourn.admin.installation import Installation
from adjourn.admin.rows import Json, Row
from adjourn.models import erasure
from adjourn.models.ground.errors import AdjournError, BadInput
from rich.text import Text
from sqlalchemy import Connection

_STEPS = """
SELECT checkpoint_id, step, source, at AS created_at, next FROM adjourn.steps
WHERE thread_id = :thread_id AND checkpoint_ns = ''
ORDER BY checkpoint_id DESC LIMIT :limit"""
_JOBS = """
SELECT id, status, created_at FROM adjourn.jobs WHERE thread_id = :thread_id
ORDER BY created_at DESC, id DESC LIMIT 20"""


@click.command()
@installation.with_installation
@click.argument("thread", metavar="ID")
@click.option(
    "--project",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Whose graph reads the state (default: that of `adjourn up`, ADJOURN_PROJECT, the current folder).",
)
@click.option("--limit", type=Number(1, 10_000), default=50, show_default=True, help="Steps of the history.")
@click.option("--json", "as_json", is_flag=True, help="A JSON object.")
def thread(here: Installation, thread: str, project: Path | None, limit: int, as_json: bool) -> None:
    """Show where a thread stands: its state, what it asks, its steps, its drawing.

    The project's graph reads the state, so its modules are imported here. Where they cannot be, the rest is shown.
    """
    with rows.reading(here.settings) as connection:
        seen = _look(here, connection, thread, project, limit)
        now = rows.now(connection)
    if as_json:
        terminal.echo_json(rows.as_json(seen))
        return
    terminal.fields(
        [
            ("thread", terminal.line(seen["thread_id"])),
            ("graph", terminal.line(seen["graph"])),
            ("created", ages.at(seen["created_at"], now)),
            ("size", f"about {terminal.size(seen['bytes'])}"),
            ("next", _next(seen)),
        ]
    )
    if seen["error"]:
        terminal.paragraph(Text(f"its state cannot be read here: {terminal.safe(seen['error'])}", "red"))
    else:
        terminal.heading("state")
        values = conversation.shown(seen["values"], limit=20_000)
        terminal.paragraph("none yet" if values == "null" else values or "")
    if seen["requests"]:
        terminal.heading("open questions")
        request_view.show_all(seen["requests"], now)
    terminal.heading("jobs")
    terminal.table(
        ("job", "status", "created"),
        ((str(j["id"]), terminal.status(j["status"]), ages.ago(j["created_at"], now)) for j in seen["jobs"]),
    )
    terminal.heading("steps")
    terminal.table(
        ("checkpoint", "step", "source", "when", "next"),
        (
            (s["checkpoint_id"], str(s["step"]), s["source"] or "", ages.ago(s["created_at"], now), _names(s["next"]))
            for s in seen["history"]
        ),
    )
    if seen["drawing"]:
        terminal.heading("drawing (Mermaid)")
        terminal.paragraph(terminal.safe(seen["drawing"]).rstrip().expandtabs(2))


def _look(here: Installation, connection: Connection, thread: str, project: Path | None, limit: int) -> Row:
    found = rows.read(connection, rows.THREAD, thread_id=thread)
    if not found:
        raise BadInput(f"there is no thread {thread!r}")
    requests = rows.read(connection, rows.THREAD_REQUESTS, thread_id=thread)
    graph = found[0]["graph"]
    drawn = [row["drawing"] for row in rows.read(connection, rows.GRAPHS) if row["name"] == graph]
    state = _state(here, connection, graph, thread, project, limit)
    return {
        **found[0],
        **state,
        "requests": requests,
        "jobs": rows.read(connection, _JOBS, thread_id=thread),
        "drawing": drawing.marked(drawn[0], ((r["checkpoint_ns"], r["node"]) for r in requests)) if drawn else None,
    }


def _state(
    here: Installation, connection: Connection, graph: str, thread: str, project: Path | None, limit: int
) -> dict[str, Any]:
    # LangGraph takes a second to import: only here.
    from adjourn.admin import own_project, thread_state

    root = own_project.find(project, here)
    try:
        state = thread_state.read(here.settings, root, graph, thread, limit)
    except AdjournError as error:
        steps = rows.read(connection, _STEPS, thread_id=thread, limit=limit)
        return {"values": None, "next": None, "history": steps, "error": str(error)}
    return {"values": Json(state.values), "next": state.next, "history": state.history, "error": None}


def _next(seen: Row) -> str | None:
    if seen["next"] is None:
        return None
    return _names(seen["next"]) or ("nothing, it has finished" if seen["history"] else "nothing, it has not started")


def _names(names: list[str] | None) -> str:
    return terminal.line(", ".join(names or []))


@click.command()
@installation.with_installation
@click.argument("thread", metavar="THREAD", type=Name())
@click.option(
    "--store",
    "namespaces",
    type=Name(),
    multiple=True,
    metavar="NAMESPACE",
    help="And what the store holds below it.",
)
@click.option("--yes", is_flag=True, help="Do it. Without it the same is said, and nothing changes.")
def erase(here: Installation, thread: str, namespaces: tuple[str, ...], yes: bool) -> None:
    """Take away what was said on a thread: inputs, questions, answers, notes, results, checkpoints. Who did what when
    stays, and so do names: of the thread, of keys, of people. All its jobs must have finished. For the owner.

    \b
    adjourn erase customer-7 --store users.customer-7 --yes
    """
    with rows.deciding(here.settings, keep=yes) as transaction:
        found = erasure.erase(transaction, thread, namespaces)
    counted = ", ".join(f"{count} {what.replace('_', ' ')}" for what, count in found.items() if count)
    click.echo(f"{'erased' if yes else 'would be erased (--yes does it)'}: {counted or 'nothing'}")
