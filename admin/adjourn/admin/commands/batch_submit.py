from __future__ import annotations

import contextlib
import json
import sys
import uuid
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import IO, Any

import click
from adjourn.admin import batch_file, installation, rows, terminal
from adjourn.admin.commands import limits, wishes
from adjourn.admin.commands.parameters import Instant, Name
from adjourn.admin.installation import Installation
from adjourn.models import batches
from adjourn.models import limits as moves
from adjourn.models.batches import Line, Refused
from adjourn.models.ground import database
from sqlalchemy import Engine

#: Lines, and characters, that are added at once. The first set is small, as the database waits for it, and each may
#: have twice as many as the one before.
_FEW, _MANY, _MUCH = 500, 8000, 8_000_000
#: Sets that are added at the same time, each by a process of the database.
_BESIDE = 2
#: Lines that are added at once, after their names.
_Set = tuple[set[str], list[Line | Refused]]


@click.command()
@installation.with_installation
@click.argument("graph")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False, allow_dash=True))
@click.option("--id", "name", type=Name(), help="What it is called, instead of by what is in the file.")
@click.option("--again", is_flag=True, help="Another batch of the same file.")
@click.option("--format", "form", type=click.Choice(["jsonl", "csv"]), help="(default: by the name of the file)")
@click.option(
    "--refused",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Where bad lines go (default: FILE.refused.jsonl)",
)
@limits.numbers
@wishes.of_job
@click.option("--run-at", type=Instant(), help="Not before; without a zone it is your local time.")
@click.option("--deadline", "deadline_at", type=Instant(), help="They fail if they have not finished by then.")
def submit(
    here: Installation,
    /,
    graph: str,
    file: Path,
    name: str | None,
    again: bool,
    form: str | None,
    refused: Path | None,
    running: int | None,
    per_minute: int | None,
    **options: Any,
) -> None:
    """Add a job for each line of a file, and print the id of the batch.

    \b
    adjourn batch submit refund_desk refunds.jsonl      {"custom_id": "4711", "input": {"order": 4711}}
    adjourn batch submit refund_desk refunds.csv        custom_id,order
    adjourn batch submit refund_desk - --id monday <refunds.jsonl
    adjourn batch submit refund_desk refunds.jsonl --running 4

    The same file again goes on where it was cut off, and adds nothing twice. Bad lines go to a file of their own, with
    number and reason. Exit code 2: there were some.
    """
    is_piped = str(file) == "-"
    if is_piped and name is None:
        raise click.UsageError("standard input needs --id, by which it can be gone on with")
    if again and name is not None:
        raise click.UsageError("give --id or --again: with --again the batch gets an id of its own")
    wanted = {key: value for key, value in options.items() if value not in (None, ())}
    wanted |= {key: json.loads(wanted[key]) for key in ("config", "context") if key in wanted}
    form = form or ("csv" if file.suffix.lower() == ".csv" else "jsonl")
    project = options["project"]
    with contextlib.ExitStack() as stack:
        source = sys.stdin.buffer if is_piped else stack.enter_context(file.open("rb"))
        engine = database.engine(here.settings)
        stack.callback(engine.dispose)
        if again:
            id = str(uuid.uuid4())
        elif name is not None:
            id, name = batch_file.id_for(graph, project, name)
        else:
            id = batch_file.id_of(graph, project, form, source)
        click.echo(id)
        sys.stdout.flush()
        with rows.acting(engine) as transaction:
            batches.begin(transaction, id, name, graph, wanted, None if is_piped else file.name)
            if running or per_minute:
                moves.limit_batch(transaction, id, running, per_minute)
        beside = refused or Path(f"{name or id if is_piped else file}.refused.jsonl")
        lines, made, bad = _add(engine, id, batch_file.read(source, form), beside)
        with rows.acting(engine) as transaction:
            batches.end(transaction, id, lines, bad)
    there = lines - made - bad
    click.echo(f"{made} jobs added" + (f", {there} were there" if there else ""))
    if bad:
        click.echo(f"{bad} bad {'line' if bad == 1 else 'lines'} refused: see {terminal.line(str(beside))}", err=True)
        click.get_current_context().exit(2)


def _add(engine: Engine, id: str, read: Iterable[Line | Refused], beside: Path) -> tuple[int, int, int]:
    """How many lines there are, how many jobs were made, and how many lines are bad."""
    lines = made = bad = 0
    beside.unlink(missing_ok=True)
    with contextlib.ExitStack() as stack, terminal.progress("submitting") as show:
        to: IO[str] | None = None
        for many, added, refused in _added(engine, id, _sets(read)):
            lines, made, bad = lines + many, made + added, bad + len(refused)
            for each in sorted(refused, key=lambda line: line.number):
                to = to or stack.enter_context(beside.open("w", encoding="utf-8", errors="backslashreplace"))
                to.write(json.dumps({"line": each.number, "why": each.why}, ensure_ascii=False) + "\n")
            if show:
                show(f"{lines:,} lines")
    return lines, made, bad


def _added(engine: Engine, id: str, sets: Iterable[_Set]) -> Iterator[tuple[int, int, list[Refused]]]:
    """Of one set after the other, how many lines it has, how many jobs were made, and which lines are bad. While sets
    are added, the next one is read. One that has a name of a set before it waits for that, and is told of it."""
    under_way: deque[tuple[set[str], Future[tuple[int, int, list[Refused]]]]] = deque()
    with ThreadPoolExecutor(_BESIDE) as pool:
        for names, part in sets:
            while len(under_way) == _BESIDE or any(not names.isdisjoint(others) for others, _ in under_way):
                yield under_way.popleft()[1].result()
            under_way.append((names, pool.submit(_add_set, engine, id, part)))
        for _, added in under_way:
            yield added.result()


def _add_set(engine: Engine, id: str, part: list[Line | Refused]) -> tuple[int, int, list[Refused]]:
    good = [line for line in part if isinstance(line, Line)]
    made, refused = batches.add(lambda: rows.acting(engine), id, good) if good else (0, [])
    return len(part), made, refused + [line for line in part if isinstance(line, Refused)]


def _sets(read: Iterable[Line | Refused]) -> Iterator[_Set]:
    """Small enough for memory, whatever the lines are like. A name comes once in each: of two, the second is told of
    the first when that is there."""
    part: list[Line | Refused] = []
    names: set[str] = set()
    much, many = 0, _FEW
    for line in read:
        name, size = (line.name, len(line.input)) if isinstance(line, Line) else (None, 0)
        if len(part) >= many or much + size > _MUCH or name in names:
            if part:
                yield names, part
            part, names, much, many = [], set(), 0, min(2 * many, _MANY)
        part.append(line)
        much += size
        if name is not None:
            names.add(name)
    if part:
        yield names, part
