"""Amounts above their limits: where one stands in a question, and how people type one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from adjourn.models import pointer

#: In threes, by one mark, or not at all.
_TYPED = re.compile(r"(?:\d+|\d{1,3}(?:(?P<mark>[,.' ])\d{3})(?:(?P=mark)\d{3})*)(?:(?P<point>[.,])\d+)?", re.ASCII)
_UNCLEAR = re.compile(r"[1-9]\d{0,2}[.,]\d{3}", re.ASCII)
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Over:
    """An amount above its limit."""

    number: Decimal
    #: As it stands in the question.
    written: str
    limit: Decimal
    currency: str | None

    def __str__(self) -> str:
        return f"{self.said(self.number)} is more than {self.said(self.limit)}"

    def said(self, number: Decimal, group: str = "") -> str:
        """With the currency; `group`: what stands between thousands."""
        digits = f"{number:{group}f}" if abs(number.adjusted()) < _LONGEST else str(number)
        return f"{digits} {self.currency}" if self.currency else digits


def number(value: Any) -> Decimal | None:
    """Of JSON; None: it is none."""
    try:
        found = None if isinstance(value, bool) else Decimal(str(value))
    except InvalidOperation:
        return None
    return found if found is not None and found.is_finite() else None


def over(question: Any, value: str, limit: Decimal | str, currency: str | None = None) -> Over | None:
    """If it is. `value` and `currency` are JSON pointers into the question, which is as `exact.parse` reads it."""
    limit = Decimal(limit)
    given = pointer.at(question, value)
    found = number(given)
    if found is None or found <= limit:
        return None
    unit = pointer.at(question, currency) if currency else None
    return Over(found, str(given), limit, unit if isinstance(unit, str) and len(unit) <= 20 else None)


def typed(text: str, amount: Over) -> Decimal:
    """What somebody typed for it: 1250, 1250.00, 1,250.00, 1.250,00 or 1 250,00, with or without its currency. Raises
    ValueError, with a sentence: it is no number, or may be two."""
    shown = text.strip()[:_LONGEST]
    digits = " ".join(text.replace("\u2019", "'").split())
    if amount.currency:
        digits = re.sub(rf"^{re.escape(amount.currency)}|{re.escape(amount.currency)}$", "", digits).strip()
    if digits == amount.written:
        return amount.number
    if _UNCLEAR.fullmatch(digits):
        whole, part = re.split("[.,]", digits)
        said = f"“{shown}” can be read as {whole}{part} and as {whole}.{part}"
        raise ValueError(f"{said}: type it without a mark between thousands")
    found = _TYPED.fullmatch(digits)
    if not found or (found["mark"] and found["mark"] == found["point"]):
        raise ValueError(f"“{shown}” is no amount: type its digits, 1250.00 for example")
    rest = digits.rpartition(found["point"])[2] if found["point"] else ""
    whole = re.sub(r"\D", "", digits[: len(digits) - len(rest)])
    return Decimal(f"{whole}.{rest or 0}")
