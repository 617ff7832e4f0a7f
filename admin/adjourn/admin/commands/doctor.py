from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click
from adjourn.admin import installation, rows, terminal
from adjourn.models.errors import AdjournError
from rich.text import Text


@click.command()
@installation.data_option
@click.option("--json", "as_json", is_flag=True, help="A JSON array of check, ok, detail.")
def doctor(data: Path | None, as_json: bool) -> None:
    """Check that everything a job needs is there. Exit code 1: something is not."""
    from adjourn.admin import checks

    try:
        here = installation.find(data)
        findings = [checks.Finding("settings", True, terminal.without_password(here.settings.database_url))]
        findings += checks.look(here.settings)
    except AdjournError as error:
        findings = [checks.Finding("settings", False, str(error))]
    if as_json:
        terminal.echo_json(rows.as_json(asdict(finding) for finding in findings))
    else:
        for finding in findings:
            mark = Text("ok     ", "green") if finding.ok else Text("wrong  ", "bold red")
            terminal.paragraph(mark.append(f"{finding.check:<11}", "bold").append(terminal.line(finding.detail), ""))
    if not all(finding.ok for finding in findings):
        click.get_current_context().exit(1)
