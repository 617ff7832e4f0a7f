"""Whether an answer fits the JSON Schema of its question, for workers; Postgres says at once what it can
(0001_answer_schemas.sql), and that must be refused here too.

By jsonschema-rs, whose regular expressions take time in proportion to the text: with Python's, 30 letters answered to
`^(a+)+$` stop a worker for minutes. They are those of ECMA 262, without Python's own (`\\Z`, `(?P<name>…)`); where one
looks around or back, it gives up after a while, and the answer is refused. `format` is not judged.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from jsonschema_rs import FancyRegexOptions, ValidationError, ValidationErrorKind, validator_for

Kind = ValidationErrorKind
Path = tuple[str | int, ...]

#: Steps back of one regular expression on one text: about a hundredth of a second.
_PATTERNS = FancyRegexOptions(backtrack_limit=100_000)


def misfit(answer: Any, answer_schema: Any) -> str | None:
    """Why `answer` does not fit: all complaints, for the person who gave it; None if it fits.

    A schema that is itself broken judges nothing: nobody could ever satisfy it. No `$ref` is fetched from anywhere.
    """
    return _joined(_judged(answer, answer_schema))[:4000] or None


def complaints(answer: Any, answer_schema: Any) -> list[tuple[Path, str]]:
    """The same one by one, each with its place in the answer."""
    return [(said.path, said.what) for said in _judged(answer, answer_schema)]


def _judged(answer: Any, answer_schema: Any) -> list[_Said]:
    if answer_schema is None:
        return []
    try:
        judge = validator_for(answer_schema, pattern_options=_PATTERNS, offline=True, validate_formats=False)
        return _of(list(judge.iter_errors(answer)))
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # what panics in Rust is no Exception
        return []


class _Said(NamedTuple):
    path: Path
    what: str
    #: It is about several alternatives, and says itself where each of them is.
    says_where: bool = False


def _of(errors: Sequence[ValidationError]) -> list[_Said]:
    by_place = sorted(errors, key=lambda error: list(map(str, error.instance_path)))
    return list(dict.fromkeys(said for error in by_place for said in _of_one(error)))


def _of_one(error: ValidationError) -> list[_Said]:
    path = tuple(error.instance_path)
    match error.kind:
        case Kind.AnyOf(context) | Kind.OneOfNotValid(context) if any(context):
            meant = [branch for branch in context if not any(map(_is_of_another_kind, branch))]
            ways = list(dict.fromkeys(tuple(_of(branch)) for branch in meant or context))
            alternatives = ", or ".join(dict.fromkeys(map(_joined, ways)))
            return list(ways[0]) if len(ways) == 1 else [_Said(path, alternatives, says_where=True)]
        case Kind.PropertyNames(inner):
            what = f"has a name that is not allowed: {inner.message}"
        case Kind.BacktrackLimitExceeded():
            what = "this text is too intricate for the pattern that it must match"
        case Kind.FalseSchema():
            what = "is not wanted"
        case _:
            what = error.message
    return [_Said(path, what if len(what) <= 500 else f"{what[:300]} … {what[-199:]}")]


def _joined(found: Sequence[_Said]) -> str:
    return "; ".join(said.what if said.says_where else f"{_where(said.path)}: {said.what}" for said in found)


def _where(path: Path) -> str:
    where = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")
    return where or "the answer"


def _is_of_another_kind(error: ValidationError) -> bool:
    """Of a branch that was not meant: the answer is of another type, or says that it is of another kind."""
    return isinstance(error.kind, Kind.Type | Kind.Constant | Kind.Enum)
