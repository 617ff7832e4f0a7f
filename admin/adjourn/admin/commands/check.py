from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from adjourn.admin import installation, rows, terminal
from adjourn.admin.installation import Installation


@click.command()
@installation.with_installation
@click.argument("project", required=False, type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--json", "as_json", is_flag=True, help="A JSON array of job, thread, graph, version, status, why.")
def check(here: Installation, project: Path | None, as_json: bool) -> None:
    """Before a deploy: which jobs that have begun could not go on with the code in PROJECT, and why.

    \b
    adjourn check               that of `adjourn up`, ADJOURN_PROJECT, or the current folder
    adjourn check ./new-version

    Its modules are loaded here, and no node runs; nothing is written. Exit code 1: there are such jobs.
    """
    # LangGraph takes a second to import: only here.
    from adjourn.admin import deploys, own_project

    root = own_project.find(project, here)
    with terminal.progress("looking at the jobs that have begun") as told:
        looked = deploys.look(here.settings, root, told)
    if as_json:
        terminal.echo_json(rows.as_json(_columns(each) for each in looked.stuck))
    else:
        for each in looked.stuck:
            on = f" on {terminal.line(each.job.version)}" if each.job.version else ""
            terminal.heading(f"{each.job.id}  {each.job.graph}, {each.job.status}{on}")
            for why in each.why:
                terminal.paragraph(f"  {terminal.line(why)}")
        if looked.stuck:
            terminal.paragraph()
        terminal.paragraph(f"{len(looked.stuck)} of {looked.jobs} jobs that have begun could not go on with this code")
        if looked.changed:
            terminal.paragraph(
                f"of the others, {looked.changed} began on a graph that has changed since, and would fit"
            )
    if looked.stuck:
        click.get_current_context().exit(1)


def _columns(each: Any) -> dict[str, Any]:
    job = each.job
    of = {"job": job.id, "thread": job.thread_id, "graph": job.graph, "version": job.version, "status": job.status}
    return of | {"why": each.why}
