"""Why a question has to be looked at by itself: what is written there and not seen, and an amount over its limit."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

from adjourn.models import visible
from adjourn.models.forms import exact
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

#: Without any of these an ASCII text of JSON, as workers write it, needs no second look.
_SUSPECT = re.compile(r"\\[ubfrt]|xn--|(?:\\n *){7}|\x7f| {31}", re.IGNORECASE)
#: Reasons that are told, and letters of them.
_MOST, _LONGEST = 5, 300


def _decimal(given: Any) -> Any:
    """Of a number or a text, which keeps its digits."""
    if isinstance(given, bool) or not isinstance(given, int | float | str):
        return given
    try:
        return Decimal(str(given))
    except InvalidOperation:
        raise ValueError("is no number") from None


def _pointer(given: str) -> str:
    if not given.startswith("/"):
        raise ValueError("is no JSON pointer into the question: '/amount', '/args/amount'")
    return given


Limit = Annotated[Decimal, BeforeValidator(_decimal), Field(ge=0, allow_inf_nan=False, max_digits=30)]
Pointer = Annotated[str, Field(max_length=200), AfterValidator(_pointer)]


class Amount(BaseModel):
    """Where in a question an amount stands, its currency, and from what on nobody approves it among others."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    value: Pointer
    currency: Pointer | None = None
    limit: Limit


def reasons(question: str, amount: Amount | None, lower: Decimal | None = None) -> str | None:
    """For a row; None: it may be answered among others. `question` is a JSON text, `lower` a limit of its own."""
    if amount is None and not _SUSPECT.search(question):
        return None
    try:
        value = exact.parse(question)
        found = visible.look_twice(value)
    except (ValueError, RecursionError):
        return "it is too deep to be looked through"
    if amount is not None and (over := _over(value, amount, lower)):
        found.insert(0, over)
    return "; ".join(found[:_MOST])[:_LONGEST] or None


def _over(value: Any, amount: Amount, lower: Decimal | None) -> str | None:
    limit = amount.limit if lower is None else min(lower, amount.limit)
    given = _at(value, amount.value)
    try:
        number = None if isinstance(given, bool) else Decimal(str(given))
    except InvalidOperation:
        number = None
    if number is None or not number.is_finite():
        return f"there is no amount at {amount.value}"
    currency = _at(value, amount.currency) if amount.currency else None
    unit = f" {currency}" if isinstance(currency, str) else ""
    return f"{number:f}{unit} is more than {limit:f}{unit}" if number > limit else None


def _at(value: Any, pointer: str) -> Any:
    """What a JSON pointer (RFC 6901) leads to; None: nothing."""
    for part in pointer[1:].split("/"):
        name = part.replace("~1", "/").replace("~0", "~")
        if isinstance(value, dict):
            value = value.get(name)
        elif isinstance(value, list) and name.isdecimal() and len(name) < 10 and int(name) < len(value):
            value = value[int(name)]
        else:
            return None
    return value
