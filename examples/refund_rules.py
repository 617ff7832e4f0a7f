"""What the refund desk decides by itself, and what it asks a person. The same request gets the same verdict."""

from math import inf

from refund_state import RefundRequest, Verdict

#: What a euro is worth, rounded: good enough to tell much from little.
RATES = {
    "EUR": 1.0,
    "USD": 1.1,
    "GBP": 0.85,
    "CHF": 0.95,
    "AUD": 1.7,
    "CAD": 1.5,
    "BRL": 6.0,
    "INR": 95.0,
    "JPY": 160.0,
    "KRW": 1500.0,
    "MXN": 21.0,
    "NGN": 1700.0,
    "PLN": 4.3,
    "SEK": 11.0,
    "TRY": 45.0,
    "ZAR": 20.0,
}
#: In euros: up to the first, a customer is taken at their word; above the second, a person approves the payment.
SMALL, LARGE = 20, 250


def rule(request: RefundRequest) -> Verdict | None:
    """The verdict, or None where a person has to decide."""
    if request["days_since_delivery"] > 90:
        return {"amount": 0, "note": "Refunds are possible within 90 days of delivery."}
    return None if doubts(request) else {"amount": request["amount"], "note": ""}


def doubts(request: RefundRequest) -> list[str]:
    days, refunds, claim = request["days_since_delivery"], request["previous_refunds"], request["claim"]
    small = _in_euros(request["amount"], request["currency"]) <= SMALL
    found = {
        f"asked {days} days after delivery, 30 are usual": days > 30,
        f"had {refunds} refunds within a year": refunds > 3,
        "said to be damaged, but there is no photo": claim == "damaged" and not request["photos"] and not small,
        "said to have never arrived, but the carrier delivered it": claim == "never arrived" and not small,
    }
    return [doubt for doubt, applies in found.items() if applies]


def needs_approval(amount: float, currency: str) -> bool:
    return _in_euros(amount, currency) > LARGE


def _in_euros(amount: float, currency: str) -> float:
    """An amount in a currency without a rate counts as large, so that a person sees it."""
    return amount / RATES[currency] if currency in RATES else inf
