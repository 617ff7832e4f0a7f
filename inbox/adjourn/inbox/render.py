"""Templates, and how what people and models wrote is shown in them: escaped, nothing in it unseen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from adjourn.inbox import words
from adjourn.inbox.marked import plain, seen
from adjourn.inbox.prose import prose
from adjourn.models import progress_words
from adjourn.models.forms import exact
from adjourn.models.forms.difference import Segment
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

HERE = Path(__file__).parent
_UNITS = (("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1))


def ago(when: datetime | None, now: datetime) -> str:
    """`5 h`, `in 40 min`."""
    if when is None:
        return ""
    seconds = (now - when).total_seconds()
    if abs(seconds) < 1:
        return "now"
    unit, size = next((unit, size) for unit, size in _UNITS if abs(seconds) >= size)
    count = f"{abs(seconds) / size:.0f} {unit}"
    return count if seconds > 0 else f"in {count}"


def time(when: datetime | None, now: datetime | None = None, after: str = "", *, seconds: bool = False) -> Markup:
    """As an element that says both how long ago and when; a script writes it in the zone of the reader."""
    if when is None:
        return Markup("")
    when = when.astimezone(UTC)
    exact = f"{when:%Y-%m-%d %H:%M:%S} UTC" if seconds else f"{when:%Y-%m-%d %H:%M} UTC"
    since = ago(when, now) if now else exact
    shown = f"just {since}" if after and since == "now" else since + after
    kind = "" if now else " data-exact=seconds" if seconds else " data-exact"
    return Markup('<time datetime="{}" title="{}"{}>{}</time>').format(
        f"{when:%Y-%m-%dT%H:%M:%SZ}", exact, Markup(kind), shown
    )


def pretty(value: Any, indent: str = "") -> str:
    """JSON in lines, every digit of it."""
    inner = indent + "  "
    match value:
        case dict() if value:
            lines = [f"{inner}{exact.write(str(key))}: {pretty(item, inner)}" for key, item in value.items()]
            return "{\n" + ",\n".join(lines) + f"\n{indent}}}"
        case list() if value:
            return "[\n" + ",\n".join(inner + pretty(item, inner) for item in value) + f"\n{indent}]"
    return exact.write(value)


def _is_plain_list(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and not any(isinstance(each, list | dict) for each in value)


def difference(segments: Iterable[Segment]) -> Markup:
    """What is taken away and what is added, in its place."""
    tags = {"same": "{}", "taken": "<del>{}</del>", "added": "<ins>{}</ins>"}
    return Markup("").join(Markup(tags[part.kind]).format(seen(part.text)) for part in segments)


def url(path: str, query: Mapping[str, str] | None = None, **more: str) -> str:
    given = {name: value for name, value in {**(query or {}), **more}.items() if value}
    return f"{path}?{urlencode(given)}" if given else path


def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {"kinds": words.KINDS, "went": words.went, "time": time, "url": url, "difference": difference}
    made.globals |= {"said": progress_words.line, "missing": progress_words.gap}
    made.filters |= {
        "seen": seen,
        "plain": plain,
        "prose": prose,
        "pretty": pretty,
        "json": exact.write,
        "parsed": exact.parsed,
        "anchor": quote,
        "is_number": exact.is_number,
        "kind": lambda field: type(field).__name__,
    }
    made.tests |= {"list_": lambda value: isinstance(value, list), "plain_list": _is_plain_list}
    return made


_TEMPLATES = _environment()


def page(template: str, **values: Any) -> str:
    return _TEMPLATES.get_template(template).render(**values)
