from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, fields
from typing import Any

import click
from adjourn.admin import installation, rows, terminal
from adjourn.admin import metrics as served
from adjourn.admin.installation import Installation
from adjourn.models import health as moves
from adjourn.models.ground.errors import AdjournError
from adjourn.models.health import Thresholds
from rich.text import Text

_WHAT = {
    "due": "Seconds for which a job that is due, or its answer, may wait",
    "question": "Days for which a question may be open",
    "failed": "Jobs that failed in the last hour",
    "blocked": "Jobs that are blocked",
    "refused": "Messages that are refused",
}
_CODES = {"ok": 0, "warning": 1, "critical": 2}
_COLOURS = {"ok": "green", "warning": "bold yellow", "critical": "bold red"}


def thresholds(command: Callable[..., None]) -> Callable[..., None]:
    """An option for each."""
    for field in reversed(fields(Thresholds)):
        default: Any = field.default
        help = f"{_WHAT[field.name]}: from where on it is a warning, and critical."
        option = click.option(
            f"--{field.name}",
            nargs=2,
            type=click.FloatRange(min=0),
            default=default,
            show_default=True,
            metavar="WARNING CRITICAL",
            help=help,
        )
        command = option(command)
    return command


@click.command()
@installation.with_installation
@thresholds
@click.option("--json", "as_json", is_flag=True, help="An object: level, troubles, and the rows of adjourn.health.")
def health(here: Installation, as_json: bool, **limits: Any) -> None:
    """Say how all of it is, for check scripts. Exit code 0: well; 1: a warning; 2: critical, also if the database is
    away.

    \b
    adjourn health --failed 10 100      ten jobs may fail in an hour
    adjourn health --question 1 inf     a question that is open for longer is a warning, and never critical
    """
    try:
        with rows.reading(here.settings) as connection:
            measures = moves.now(connection)
    except AdjournError as error:
        measures, found = [], [moves.Trouble("critical", str(error))]
    else:
        found = moves.troubles(measures, Thresholds(**limits))
    level = found[0].level if found else "ok"
    if as_json:
        said = {
            "level": level,
            "troubles": [asdict(each) for each in found],
            "numbers": [asdict(each) for each in measures],
        }
        terminal.echo_json(rows.as_json(said))
    else:
        if not found:
            terminal.paragraph(Text("ok", _COLOURS["ok"]))
        for each in found:
            terminal.paragraph(Text.assemble((f"{each.level:<9}", _COLOURS[each.level]), terminal.line(each.what)))
    click.get_current_context().exit(_CODES[level])


@click.command()
@installation.with_installation
@thresholds
@click.option("--serve", "port", type=click.IntRange(0, 65535), metavar="PORT", help="Answer at /metrics and /healthz.")
@click.option("--host", default="127.0.0.1", show_default=True, help="With --serve: the address to listen on.")
def metrics(here: Installation, port: int | None, host: str, **limits: Any) -> None:
    """Print the numbers of adjourn.health in the format of Prometheus, or serve them.

    \b
    adjourn metrics --serve 9620
    curl http://127.0.0.1:9620/metrics      for Prometheus
    curl http://127.0.0.1:9620/healthz      200, or 503 while something is critical, as `adjourn health` says
    """
    if port is None:
        with rows.reading(here.settings) as connection:
            click.echo(served.text(moves.now(connection)), nl=False)
    else:
        served.serve(here.settings, Thresholds(**limits), host, port)
