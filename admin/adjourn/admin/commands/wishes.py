"""What may be said of a job besides its graph and its input, wherever jobs are made."""

from __future__ import annotations

from collections.abc import Callable

import click
from adjourn.admin.commands.parameters import Name, Number
from adjourn.admin.json_text import JsonParameter


def of_job(command: Callable[..., None]) -> Callable[..., None]:
    """Options that come as the arguments of `JobRequest` of these names."""
    for option in reversed(
        (
            click.option(
                "--config", type=JsonParameter("--config", kind=dict), default="{}", help="LangGraph's config, JSON."
            ),
            click.option(
                "--context", type=JsonParameter("--context", kind=dict), help="LangGraph's run context, JSON."
            ),
            click.option(
                "--project", type=Name(), help="Whose graph it is, where several projects offer one of this name."
            ),
            click.option(
                "--queue", type=Name(), help="A lane of the project (default: that of its own name, or its only one)."
            ),
            click.option("--priority", type=Number(-(2**31), 2**31 - 1), default=0, help="The greatest goes first."),
            click.option("--max-attempts", type=Number(1, 1000), default=5, show_default=True),
            click.option(
                "--run-timeout",
                type=click.FloatRange(min=0, min_open=True),
                metavar="SECONDS",
                help="Of each stretch of computing.",
            ),
            click.option(
                "--tag", "tags", type=Name(), multiple=True, help="To find it by; may be given several times."
            ),
        )
    ):
        command = option(command)
    return command
