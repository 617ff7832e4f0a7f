"""What the refund desk knows: the request as it came, the outcome as it is reported, and what happened in between."""

from typing import Any, Literal

from outside_world import Payment
from typing_extensions import TypedDict


class RefundRequest(TypedDict):
    """One line of ``refunds.jsonl``, as the shop's web form sends it."""

    id: str
    customer: str
    order: str
    item: str
    amount: float
    currency: str
    claim: Literal["damaged", "wrong item", "not as described", "never arrived", "changed mind"]
    #: The customer's own words.
    reason: str
    days_since_delivery: int
    photos: int
    #: Within the last twelve months.
    previous_refunds: int
    #: What else the customer would like to know; mostly empty.
    asks: str


class Verdict(TypedDict):
    #: 0 if the refund is rejected.
    amount: float
    note: str


class Outcome(TypedDict):
    id: str
    verdict: Verdict | None
    #: None if nothing was paid.
    payment: Payment | None
    letter: str


class State(RefundRequest, Outcome):
    #: What a colleague says to what the customer asks.
    told: str | None
    #: The arguments of ``pay_refund``, as a person approved them.
    approved: dict[str, Any] | None
    settled_by_hand: str | None
    #: The model's part of the letter.
    words: str
