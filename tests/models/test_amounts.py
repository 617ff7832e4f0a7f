"""An amount above its limit is found where the policy says, and read however people type it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from adjourn.models import amounts
from adjourn.models.forms import exact

RULE = {"value": "/args/amount", "currency": "/args/currency", "limit": "500.00"}


def found(amount: str) -> amounts.Over | None:
    return amounts.over(exact.parse(f'{{"args": {{"amount": {amount}, "currency": "EUR"}}}}'), **RULE)


@pytest.mark.parametrize("amount", ["500", "500.00", '"500"', "-1250", "null", "true", '"much"', "[600]", '"NaN"'])
def test_what_is_not_above_its_limit(amount: str) -> None:
    assert found(amount) is None


def test_every_digit_of_it_is_kept() -> None:
    over = found("12345678901234567890.10")
    assert over and over.said(over.number, ",") == "12,345,678,901,234,567,890.10 EUR"
    assert over.written == "12345678901234567890.10"
    assert str(found("500.0000000000000000001")) == "500.0000000000000000001 EUR is more than 500.00 EUR"


def test_an_amount_of_a_billion_digits_is_not_written_out() -> None:
    assert str(found('"1e999999999"')) == "1E+999999999 EUR is more than 500.00 EUR"


@pytest.mark.parametrize(
    "typed",
    [
        *("1250", "1250.0", "1250.00", "1250,00", "1,250.00", "1.250,00", "1 250,00", "1'250.00", "1\u2019250.00"),
        *(" 1250 ", "1250 EUR", "EUR 1,250.00", "1\u202f250,00", "1\u00a0250", "001250"),
    ],
)
def test_a_number_however_it_is_grouped(typed: str) -> None:
    over = found("1250.0")
    assert over and amounts.typed(typed, over) == Decimal(1250)


@pytest.mark.parametrize(
    ("typed", "number"),
    [("1,250,000", "1250000"), ("1234.567", "1234.567"), ("0.125", "0.125"), ("1205", "1205")],
)
def test_another_number_stays_another(typed: str, number: str) -> None:
    over = found("1250")
    assert over and amounts.typed(typed, over) == Decimal(number)


@pytest.mark.parametrize("typed", ["1,250", "1.250", "999.999", "12,500"])
def test_what_may_be_two_numbers_is_neither(typed: str) -> None:
    over = found("1250")
    assert over
    with pytest.raises(ValueError, match=r"can be read as .* and as .*: type it without"):
        amounts.typed(typed, over)


def test_what_is_typed_as_it_stands_there_is_one_number() -> None:
    over = amounts.over({"amount": exact.Written("1.250")}, "/amount", 1)
    assert over and amounts.typed("1.250", over) == Decimal("1.250")


@pytest.mark.parametrize(
    "typed",
    [
        *("yes", "", "1250 USD", "12 50", "1,25,000", "1,250,00", "1.250.00", "1250.", ".5", "-1250", "+1250", "1e3"),
        *("١٢٥٠", "1250 1250", "1,250\u200b.00", "9" * 1000 + "x"),
    ],
)
def test_what_is_no_number(typed: str) -> None:
    over = found("1250")
    assert over
    with pytest.raises(ValueError, match="is no amount: type its digits"):
        amounts.typed(typed, over)
