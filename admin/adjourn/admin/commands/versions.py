from __future__ import annotations

from datetime import datetime

import click
from adjourn.admin import ages, installation, rows, terminal
from adjourn.admin import versions as code
from adjourn.admin.installation import Installation
from adjourn.admin.rows import Row
from adjourn.models.ground.errors import BadInput


@click.command()
@installation.with_installation
@click.argument("version", required=False)
@click.option("--json", "as_json", is_flag=True, help="A JSON array, with the jobs of each version by status.")
def versions(here: Installation, version: str | None, as_json: bool) -> None:
    """Say which versions of projects' code have workers, and jobs that they have begun and not finished.

    \b
    adjourn versions            all that have
    adjourn versions 1.4        exit code 1: jobs of this version are left; 0: its workers may stop
    """
    with rows.reading(here.settings) as connection:
        found = rows.read(connection, code.VERSIONS, version=version)
        now = rows.now(connection)
        if version is not None and not found and not rows.read(connection, code.OFFERED, version=version):
            raise BadInput(f"no worker has offered version {version}: see `adjourn graphs`")
    if as_json:
        terminal.echo_json(rows.as_json(found))
    elif found:
        columns = ("version", "project", "offered", "workers", "jobs", "")
        terminal.table(columns, (_cells(row, now) for row in found))
    else:
        terminal.paragraph("no workers, and no jobs that have begun" if version is None else "none of its jobs is left")
    if version is not None and any(row["jobs"] for row in found):
        click.get_current_context().exit(1)


def _cells(row: Row, now: datetime) -> tuple[str, ...]:
    workers = f"{row['workers']} ({', '.join(row['takes'])})" if row["workers"] else "none"
    offered = ages.ago(row["offered_at"], now) if row["offered_at"] else ""
    return row["version"] or "none", row["project"], offered, workers, _jobs(row), _note(row)


def _jobs(row: Row) -> str:
    each = [f"{row[status]} {status}" for status in ("running", "queued", "waiting", "blocked") if row[status]]
    return ", ".join(each) or "none"


def _note(row: Row) -> str:
    if row["untaken"]:
        return f"no worker takes {'them' if row['untaken'] == row['jobs'] else row['untaken']}"
    if not row["jobs"] and row["takes"] == ["begun"]:
        return "its workers may stop"
    return ""
