"""A list of rows, as a table for people or as JSON."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from adjourn.admin import rows, terminal
from adjourn.admin.installation import Installation
from adjourn.admin.rows import Row


def show(
    here: Installation,
    query: str,
    as_json: bool,
    *,
    columns: Sequence[str],
    cells: Callable[[Row, datetime], Sequence[str]],
    nothing: str,
) -> None:
    """`cells` of a row and the time by the database's clock; `nothing` is said where there is no row."""
    with rows.reading(here.settings) as connection:
        found = rows.read(connection, query)
        now = rows.now(connection)
    if as_json:
        terminal.echo_json(rows.as_json(found))
    elif found:
        terminal.table(columns, (cells(row, now) for row in found))
    else:
        terminal.paragraph(nothing)
