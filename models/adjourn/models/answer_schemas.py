"""Whether an answer fits the JSON Schema of its question, for workers; Postgres says at once what it can
(0001_answer_schemas.sql), and that must be refused here too.

By jsonschema-rs, whose regular expressions take time in proportion to the text: with Python's, 30 letters answered to
`^(a+)+$` stop a worker for minutes. They are those of ECMA 262, without Python's own (`\\Z`, `(?P<name>…)`); where one
looks around or back, it gives up after a while, and the answer is refused. `format` is not judged.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from jsonschema_rs import FancyRegexOptions, ValidationError, ValidationErrorKind, validator_for

Kind = ValidationErrorKind

#: Steps back of one regular expression on one text: about a hundredth of a second.
_PATTERNS = FancyRegexOptions(backtrack_limit=100_000)


def misfit(answer: Any, answer_schema: Any) -> str | None:
    """Why `answer` does not fit: all complaints, for the person who gave it; None if it fits.

    A schema that is itself broken judges nothing: nobody could ever satisfy it. No `$ref` is fetched from anywhere.
    """
    if answer_schema is None:
        return None
    try:
        judge = validator_for(answer_schema, pattern_options=_PATTERNS, offline=True, validate_formats=False)
        complaints = _complaints(list(judge.iter_errors(answer)))
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # what panics in Rust is no Exception
        return None
    return "; ".join(complaints)[:4000] or None


def _complaints(errors: Sequence[ValidationError]) -> list[str]:
    by_place = sorted(errors, key=lambda error: list(map(str, error.instance_path)))
    return list(dict.fromkeys(map(_complaint, by_place)))


def _complaint(error: ValidationError) -> str:
    match error.kind:
        case Kind.AnyOf(context) | Kind.OneOfNotValid(context) if any(context):
            meant = [branch for branch in context if not any(map(_is_of_another_kind, branch))]
            ways = dict.fromkeys("; ".join(_complaints(branch)) for branch in meant or context)
            return ", or ".join(ways)
        case Kind.PropertyNames(inner):
            what = f"has a name that is not allowed: {inner.message}"
        case Kind.BacktrackLimitExceeded():
            what = "this text is too intricate for the pattern that it must match"
        case Kind.FalseSchema():
            what = "is not wanted"
        case _:
            what = error.message
    if len(what) > 500:
        what = f"{what[:300]} … {what[-199:]}"
    where = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in error.instance_path).lstrip(".")
    return f"{where or 'the answer'}: {what}"


def _is_of_another_kind(error: ValidationError) -> bool:
    """Of a branch that was not meant: the answer is of another type, or says that it is of another kind."""
    return isinstance(error.kind, Kind.Type | Kind.Constant | Kind.Enum)
