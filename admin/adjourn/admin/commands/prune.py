from __future__ import annotations

import time
from dataclasses import asdict
from datetime import timedelta

import click
from adjourn.admin import installation, rows, terminal
from adjourn.admin.commands.parameters import Name
from adjourn.admin.installation import Installation
from adjourn.models import prunable, retention
from adjourn.models.ground import database
from adjourn.models.ground.errors import BadInput, refusals
from adjourn.models.prunable import Amount
from adjourn.models.retention import KINDS, Rest, Rule, Threads

#: What belongs to no thread is said under this name.
_REST = "what belongs to no thread"


@click.group(invoke_without_command=True)
@installation.with_installation
@click.option("--graph", type=Name(), help="Only threads of this graph, and nothing else.")
@click.option("--yes", is_flag=True, help="Do it. Without it is said what would go, and nothing changes.")
@click.option("--json", "as_json", is_flag=True, help="A JSON array of project, graph, strategy, kind, rows, bytes.")
def prune(here: Installation, graph: str | None, yes: bool, as_json: bool) -> None:
    """Take away what nobody needs any more, by the rules of each graph: `checkpointer.ttl` in langgraph.json, `ttl` in
    adjourn.json. The scheduler does the same by itself. Nothing goes of a thread with a job that has not finished.

    \b
    adjourn prune                       what would go
    adjourn prune --yes
    adjourn prune kept                  for how long the rest is kept: events, refused messages, batches, sessions
    adjourn prune keep events '5 years'
    """
    if click.get_current_context().invoked_subcommand is not None:
        return
    with rows.reading(here.settings) as connection:
        rules = [rule for rule in retention.rules(connection) if graph in (None, rule.graph)]
    if graph and not rules:
        raise BadInput(f"no rule counts for graph {graph}: start a worker whose langgraph.json or adjourn.json has one")
    found = _gone(here, rules, rest=graph is None) if yes else _going(here, rules, rest=graph is None)
    if as_json:
        names = ("project", "graph", "strategy")
        terminal.echo_json(
            rows.as_json(
                {name: getattr(rule, name, None) for name in names} | _row(amount, yes)
                for rule, amounts in found
                for amount in amounts
            )
        )
        return
    if not rules:
        terminal.paragraph("no rule for threads counts now: they are kept for ever")
    for rule, amounts in found:
        head = f"{rule.graph} of {rule.project} ({_said(rule)})" if rule else _REST
        what = ", ".join(_amount(amount, yes) for amount in amounts)
        would = "gone" if yes else "would go (--yes does it)"
        terminal.paragraph(terminal.line(f"{head}: {f'{would}: {what}' if what else 'nothing'}"))


def _going(here: Installation, rules: list[Rule], *, rest: bool) -> list[tuple[Rule | None, list[Amount]]]:
    found: list[tuple[Rule | None, list[Amount]]] = []
    with terminal.progress("looking at everything"), rows.deciding(here.settings, keep=False) as transaction:
        found += [(rule, prunable.of_threads(transaction, rule)) for rule in rules]
        if rest:
            found.append((None, prunable.of_rest(transaction)))
    return found


def _gone(here: Installation, rules: list[Rule], *, rest: bool) -> list[tuple[Rule | None, list[Amount]]]:
    """A pause as long as each transaction. Interrupted, it has done some of it."""
    walks: list[tuple[Rule | None, Threads | Rest]] = [(rule, Threads(rule)) for rule in rules]
    walks += [(None, Rest(kind)) for kind in KINDS if rest]
    found: dict[Rule | None, list[Amount]] = {}
    engine = database.engine(here.settings)
    try:
        with refusals(), engine.connect() as connection, terminal.progress("pruning") as shown:
            for rule, walk in walks:
                is_done = False
                while not is_done:
                    began = time.monotonic()
                    is_done = walk.step(connection)
                    if shown:
                        shown(f"pruning {rule.graph if rule else _REST}: {sum(walk.taken.values()):,} rows")
                    time.sleep(time.monotonic() - began)
                gone = [Amount(kind, count, 0) for kind, count in walk.taken.items() if count]
                found[rule] = found.get(rule, []) + gone
    finally:
        engine.dispose()
    return list(found.items())


def _row(amount: Amount, yes: bool) -> dict[str, object]:
    """Bytes are not counted while rows go."""
    return {name: value for name, value in asdict(amount).items() if not (yes and name == "bytes")}


def _amount(amount: Amount, yes: bool) -> str:
    size = "" if yes else f" ({terminal.size(amount.bytes)})"
    return f"{amount.rows:,} {amount.kind.replace('_', ' ')}{size}"


def _said(rule: Rule) -> str:
    return f"{rule.strategy}, {_span(rule.ttl)} after the last end"


def _span(span: timedelta) -> str:
    return f"{span.days} days" if span.days else f"{span.total_seconds() / 60:g} min"


@prune.command()
@installation.with_installation
@click.option("--json", "as_json", is_flag=True, help="The rows of the table, as a JSON array.")
def kept(here: Installation, as_json: bool) -> None:
    """For how long what belongs to no thread is kept, and events of threads that stay."""
    with rows.reading(here.settings) as connection:
        found = rows.read(connection, "SELECT what, ttl::text AS ttl FROM adjourn.kept ORDER BY what")
    if as_json:
        terminal.echo_json(rows.as_json(found))
    else:
        terminal.table(("what", "kept"), ((row["what"], row["ttl"] or "for ever") for row in found))


@prune.command()
@installation.with_installation
@click.argument("what", type=click.Choice(KINDS))
@click.argument("ttl", type=Name())
def keep(here: Installation, what: str, ttl: str) -> None:
    """Change it: to an interval as Postgres reads it, or to `forever`. For the owner.

    \b
    adjourn prune keep events '5 years'
    adjourn prune keep refused forever
    """
    with rows.deciding(here.settings) as transaction:
        retention.keep(transaction, what, None if ttl == "forever" else ttl)
    click.echo(f"{what}: kept {'for ever' if ttl == 'forever' else f'for {ttl}'}")
