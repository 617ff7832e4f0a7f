"""Why a question has to be looked at by itself: what is written there and not seen, and an amount over its limit."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

from adjourn.models import amounts, pointer, visible
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
        raise ValueError("is no JSON pointer: '/amount', '/args/amount'")
    return given


Limit = Annotated[Decimal, BeforeValidator(_decimal), Field(ge=0, allow_inf_nan=False, max_digits=30)]
Pointer = Annotated[str, Field(max_length=200), AfterValidator(_pointer)]


class Amount(BaseModel):
    """Where in a question an amount stands, its currency, and from what on nobody approves it among others."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    value: Pointer
    currency: Pointer | None = None
    limit: Limit


def reasons(question: str, amount: Amount | None) -> str | None:
    """For a row; None: it may be answered among others. `question` is a JSON text."""
    if amount is None and not _SUSPECT.search(question):
        return None
    try:
        value = exact.parse(question)
        found = visible.look_twice(value)
    except (ValueError, RecursionError):
        return "it is too deep to be looked through"
    if amount is not None and (over := _over(value, amount)):
        found.insert(0, over)
    return "; ".join(found[:_MOST])[:_LONGEST] or None


def _over(value: Any, amount: Amount) -> str | None:
    if amounts.number(pointer.at(value, amount.value)) is None:
        return f"there is no amount at {amount.value}"
    over = amounts.over(value, amount.value, amount.limit, amount.currency)
    return None if over is None else str(over)
