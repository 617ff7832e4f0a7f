from __future__ import annotations

from collections.abc import Callable

import click
from adjourn.admin import ages, installation, rows, terminal
from adjourn.admin.commands.parameters import Number
from adjourn.admin.installation import Installation
from adjourn.models import refused as moves
from rich.text import Text

#: What Postgres can hold.
_ID = Number(1, 2**63 - 1)


@click.group(invoke_without_command=True)
@installation.with_installation
@click.option("--limit", type=Number(0, 2**31), default=50, show_default=True, help="At most; 0 is all.")
@click.option("--json", "as_json", is_flag=True, help="The rows of the table, as a JSON array.")
def refused(here: Installation, limit: int, as_json: bool) -> None:
    """List what other systems sent and no job was made of, the newest first, and why.

    \b
    adjourn refused                        list them
    adjourn refused retry 7                try one again, with the rights of the workers
    adjourn refused drop --all             forget all
    """
    if click.get_current_context().invoked_subcommand is None:
        _show(here, limit, as_json)


@refused.command("list")
@installation.with_installation
@click.option("--limit", type=Number(0, 2**31), default=50, show_default=True, help="At most; 0 is all.")
@click.option("--json", "as_json", is_flag=True, help="The rows of the table, as a JSON array.")
def list_(here: Installation, limit: int, as_json: bool) -> None:
    """The same as without."""
    _show(here, limit, as_json)


def _show(here: Installation, limit: int, as_json: bool) -> None:
    with rows.reading(here.settings) as connection:
        found = rows.read(connection, rows.REFUSED, limit=limit if as_json else limit and limit + 1)
        now = rows.now(connection)
    if as_json:
        terminal.echo_json(rows.as_json(found))
        return
    if not found:
        terminal.paragraph("no message is refused")
        return
    for row in found[: limit or None]:
        again = f", tried again {ages.ago(row['again_at'], now)}" if row["again_at"] else ""
        head = f"{row['id']}  {ages.ago(row['at'], now)}, on {row['queue']}{again}: {row['why']}"
        terminal.paragraph(Text(terminal.line(head), "bold"))
        terminal.paragraph(f"   {terminal.cut(terminal.line(row['message']), 500)}")
    if limit and len(found) > limit:
        terminal.paragraph(Text(f"and older ones: --limit {limit * 2}, or --limit 0 for all", "dim"))


def _choice(command: Callable[..., None]) -> Callable[..., None]:
    command = click.option("--all", "all_", is_flag=True, help="All of them.")(command)
    command = click.option("--json", "as_json", is_flag=True, help="The ids of those it was done to, as a JSON array.")(
        command
    )
    return click.argument("ids", metavar="[ID]...", nargs=-1, type=_ID)(command)


@refused.command()
@installation.with_installation
@_choice
def retry(here: Installation, ids: tuple[int, ...], all_: bool, as_json: bool) -> None:
    """Have messages tried again by a worker, with its rights. What becomes a job leaves the list."""
    chosen = _chosen(ids, all_)
    with rows.deciding(here.settings) as transaction:
        done = moves.retry(transaction, chosen)
    _say(done, as_json, "tried again as soon as a worker comes")


@refused.command()
@installation.with_installation
@_choice
def drop(here: Installation, ids: tuple[int, ...], all_: bool, as_json: bool) -> None:
    """Delete messages, also those that would be tried again."""
    chosen = _chosen(ids, all_)
    with rows.deciding(here.settings) as transaction:
        done = moves.drop(transaction, chosen)
    _say(done, as_json, "dropped")


def _chosen(ids: tuple[int, ...], all_: bool) -> list[int] | None:
    if bool(ids) == all_:
        raise click.UsageError("give the ids of messages, or --all")
    return None if all_ else list(ids)


def _say(ids: list[int], as_json: bool, what: str) -> None:
    if as_json:
        terminal.echo_json(rows.as_json(ids))
    else:
        click.echo(f"{len(ids)} {'message is' if len(ids) == 1 else 'messages are'} {what}")
