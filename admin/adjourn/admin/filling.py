"""A form filled in on a terminal, one field after the other; what is wrong with one is said at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from adjourn.admin import prompts, terminal
from adjourn.models.forms import exact, reading
from adjourn.models.forms.fields import (
    Branches,
    Choice,
    Constant,
    Field,
    Form,
    Json,
    Lines,
    Number,
    Rows,
    Text,
    inside,
    parts,
)
from rich.text import Text as Styled


def fill(form: Form) -> tuple[str, list[tuple[str, str]]]:
    """What is filled in, as JSON text and as the pairs of which it was read. Raises NothingSent, KeyboardInterrupt,
    EOFError."""
    again: set[str] = set()
    while True:
        pairs = list(_asked(form.root, again, is_root=True))
        text, complaints = reading.read(form, pairs)
        if text is not None:
            return text, pairs
        form = reading.fill(form, pairs)
        for name, complaint in complaints.items():
            where = next((each.title for each in inside(form.root) if each.name == name), "")
            prompts.complain(f"{where}: {complaint}" if where else complaint)
        again = set(complaints)


def _asked(field: Field, again: set[str], *, is_root: bool = False) -> Iterator[tuple[str, str]]:
    """`again`: only these, and what is in them. Empty: all."""
    if again and not any(each.name in again for each in inside(field)):
        yield from reading.pairs(field)
        return
    again = set() if field.name in again else again
    if isinstance(field, Constant):
        return
    if not is_root or not parts(field):
        _show(field)
    match field:
        case Text() | Number() | Lines() | Json():
            yield field.name, _typed(field)
        case Choice(options=options):
            labels = [each.label + (f": {each.description}" if each.description else "") for each in options]
            chosen = _picked(labels, field.chosen, may_skip=field.blank != "complain")
            yield from [] if chosen is None else [(field.name, str(chosen))]
        case Branches(branches=branches):
            chosen = _picked([each.label for each in branches], field.chosen, may_skip=not field.required)
            if chosen is not None:
                yield field.name, str(chosen)
                yield from _asked(branches[chosen].field, again, is_root=True)
        case Rows():
            yield from _rows(field, again)
        case _:
            for part in parts(field):
                yield from _asked(part, again)


def _rows(field: Rows, again: set[str]) -> Iterator[tuple[str, str]]:
    kept: list[tuple[str, Field]] = []
    for i, (key, row) in enumerate(field.rows):
        if prompts.agreed(f"Keep item {i + 1} of {len(field.rows)}?"):
            kept.append((key, row))
            yield field.name, key
            yield from _asked(replace(row, title=f"item {i + 1}"), again)
    field = replace(field, rows=tuple(kept))
    count = len(kept)
    while (field.most is None or count < field.most) and (
        count < field.fewest or prompts.agreed(f"Add {'one more' if count else 'an item'}?")
    ):
        key, row = field.another()
        field, count = replace(field, rows=(*field.rows, (key, row))), count + 1
        yield field.name, key
        yield from _asked(replace(row, title=row.title or f"item {count}"), set())


def _picked(labels: list[str], present: int | None, *, may_skip: bool) -> int | None:
    while True:
        try:
            return prompts.pick(labels, present=present, may_skip=may_skip)
        except prompts.NothingSent:
            prompts.complain("choose one")


def _typed(field: Text | Number | Lines | Json) -> str:
    present = field.text
    while True:
        typed = _read(field, present)
        if (complaint := reading.check(replace(field, text=typed))) is None:
            return typed
        prompts.complain(complaint)
        present = typed if _ends(field) is None else ""


def _read(field: Text | Number | Lines | Json, present: str) -> str:
    if (ends := _ends(field)) is None:
        if present and not prompts.can_stand(present):
            terminal.paragraph(Styled(f"  Enter alone keeps {terminal.line(present)}", "dim"))
        return prompts.line(present)
    if present:
        terminal.paragraph(Styled("  now: " + terminal.safe(present).replace("\n", "\n       "), "dim"))
        if prompts.agreed("Keep it?"):
            return present
    return prompts.lines(ends)


def _ends(field: Field) -> str | None:
    """The line that ends its text; None where it has but one."""
    match field:
        case Lines() | Json():
            return ""
        case Text(long=True):
            return "."
    return None


def _show(field: Field) -> None:
    """Its title, what it takes, and what its schema says of it."""
    terminal.paragraph()
    said = ", ".join(filter(None, (_kind(field), field.hint, "" if field.required else "may be left out")))
    title = terminal.line(field.title or "item")
    terminal.paragraph(Styled.assemble((title, "bold"), (f"  {terminal.line(said)}" if said else "", "dim")))
    if field.description:
        terminal.paragraph(Styled("  " + terminal.safe(field.description).replace("\n", "\n  "), "dim"))
    if isinstance(field, Json) and isinstance(field.schema, dict) and field.schema:
        terminal.paragraph(Styled(f"  that fits {terminal.line(exact.write(field.schema))}", "dim"))


def _kind(field: Field) -> str:
    match field:
        case Number(as_text=True):
            return "an amount, as 1250.00"
        case Number(whole=whole):
            return "a whole number" if whole else "a number, as 1250.00"
        case Text(format="date"):
            return "as 2026-12-31"
        case Text(format="date-time"):
            return "as 2026-12-31T18:00:00+01:00"
        case Text(long=True):
            return "text; a line with nothing but a full stop ends it"
        case Lines():
            return "a text on each line; an empty line ends them"
        case Json():
            return "JSON; an empty line ends it"
    return ""
