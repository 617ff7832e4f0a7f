from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click
from adjourn.admin import installation, rows, terminal
from adjourn.admin.finding import Finding
from adjourn.models.ground.errors import AdjournError
from rich.text import Text

CHECKS = (
    "settings",
    "langgraph",
    "project",
    "policy",
    "traces",
    "postgres",
    "pooler",
    "clock",
    "tables",
    "scheduler",
    "graphs",
    "jobs",
    "questions",
    "messages",
    "sender",
    "broker",
    "workers",
)


_MARKS = {
    (True, False): ("ok     ", "green"),
    (True, True): ("look   ", "bold yellow"),
    (False, False): ("wrong  ", "bold red"),
}


@click.command()
@installation.data_option
@click.argument("check", nargs=-1, type=click.Choice(CHECKS), metavar="[CHECK]...")
@click.option("--json", "as_json", is_flag=True, help="A JSON array of check, ok, detail, look.")
def doctor(data: Path | None, check: tuple[str, ...], as_json: bool) -> None:
    """Check that everything a job needs is there. Exit code 1: something is not. What is marked "look" is not broken:
    jobs that failed lately, questions that wait for long.

    \b
    adjourn doctor
    adjourn doctor scheduler workers    only these
    """
    # Celery takes its time to import: only here.
    from adjourn.admin import checks

    try:
        here = installation.find(data)
        findings = [Finding("settings", True, terminal.without_password(here.settings.database_url))]
        with terminal.progress("looking at everything"):
            findings += checks.look(here.settings)
    except AdjournError as error:
        findings = [Finding("settings", False, str(error))]
    if check:
        unseen = set(check) - {finding.check for finding in findings}
        findings = [finding for finding in findings if finding.check in check]
        findings += [Finding(name, False, "cannot be seen from here: see `adjourn doctor`") for name in unseen]
    if as_json:
        terminal.echo_json(rows.as_json(asdict(finding) for finding in findings))
    else:
        for finding in findings:
            mark = _MARKS[finding.ok, finding.look]
            terminal.paragraph(Text.assemble(mark, (f"{finding.check:<11}", "bold"), terminal.line(finding.detail)))
    if not all(finding.ok for finding in findings):
        click.get_current_context().exit(1)
