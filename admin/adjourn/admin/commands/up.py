from __future__ import annotations

import json
import shlex
from pathlib import Path

import click
from adjourn.admin import environment, installation, terminal
from adjourn.admin.commands.parameters import Number
from adjourn.admin.installation import Installation
from adjourn.admin.up import state_file
from adjourn.models.ground.errors import AdjournError


@click.command()
@installation.data_option
@click.option(
    "--project",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="A folder with langgraph.json (default: ADJOURN_PROJECT, the current folder, the examples).",
)
@click.option("--workers", type=Number(1, 64), default=2, show_default=True, help="Worker processes.")
def up(data: Path | None, project: Path | None, workers: int) -> None:
    """Run everything here, until Ctrl-C.

    \b
    Postgres and Valkey of its own   unless ADJOURN_DATABASE_URL, ADJOURN_BROKER_URL
                                     (or DATABASE_URL, CELERY_BROKER_URL) are set
    a scripted model                 unless OPENAI_API_KEY or OPENAI_BASE_URL is set
    workers and a scheduler          for the project
    a sender                         for webhooks and messages (adjourn subscriptions)
    the inbox                        the page on which people answer; its address is printed first

    Prints `ready` when jobs are taken. What dies is started again. Nothing is lost when it ends: the data folder keeps
    the database.
    """
    from adjourn.admin.up.project import find
    from adjourn.admin.up.supervisor import Supervisor

    folder, root = installation.folder(data), find(project or environment.project())
    with state_file.taken(folder):
        Supervisor(folder, root, workers).run()


@click.command()
@installation.data_option
@click.option("--json", "as_json", is_flag=True, help="A JSON object.")
def env(data: Path | None, as_json: bool) -> None:
    """Print where a running `adjourn up` has its database, its broker and its inbox.

    \b
    eval "$(adjourn env)"; psql "$ADJOURN_DATABASE_URL"
    """
    folder = installation.folder(data)
    if (state := state_file.read(folder)) is None:
        raise AdjournError(f"nothing runs in {folder}: start `adjourn up`")
    urls = state.urls | ({"INBOX_URL": state.inbox_url} if state.inbox_url else {})
    if as_json:
        click.echo(json.dumps(urls))
    else:
        for name, url in urls.items():
            click.echo(f"export {name}={shlex.quote(url)}")


@click.command()
@installation.with_installation
@click.option("--roles", is_flag=True, help="Also make the roles adjourn_… to grant to others; needs CREATEROLE.")
def migrate(here: Installation, roles: bool) -> None:
    """Bring the database to this version: create or upgrade the schema `adjourn`. Again does no harm.

    \b
    adjourn migrate --roles
    psql -c "CREATE ROLE ada LOGIN IN ROLE adjourn_answerer"

    \b
    adjourn_submitter   calls adjourn.enqueue, reads jobs
    adjourn_answerer    reads questions, writes choice, comment, answer and assignee
    adjourn_reader      reads all but the checkpoints
    adjourn_worker      workers and schedulers
    adjourn_owner       owns the schema: migrates, cancels, retries
    """
    from adjourn.models import schema_version
    from adjourn.models.migrate import migrate
    from adjourn.worker.project import langgraph_json

    path = here.settings.project / here.settings.config
    # On a host without the project there is nothing but the tables to make.
    dims = langgraph_json.dims(langgraph_json.read(path)) if path.is_file() else None
    with terminal.progress("bringing the database to this version"):
        found = migrate(here.settings, roles=roles, dims=dims)
    if found != (code := schema_version.of_code()):
        click.echo(f"the database is at version {found} already: newer than this code ({code}), and serves it as it is")
        return
    click.echo(f"the database is at version {found}" + (" and has its roles" if roles else ""))
