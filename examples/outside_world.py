"""Stand-ins for the payment provider and the mail service.

A step that is interrupted by a crash is done again, so each call carries a key that is the same every time. A real
provider pays once for one key, however often it is asked.
"""

import json
import os

from typing_extensions import TypedDict


class Payment(TypedDict):
    key: str
    order: str
    amount: float
    currency: str


def pay_refund(key: str, *, order: str, amount: float, currency: str) -> Payment:
    """Pay. If ``REFUND_LEDGER`` names a file, every call leaves a line in it, so that anyone can count."""
    if path := os.environ.get("REFUND_LEDGER"):
        line = json.dumps({"key": key, "amount": amount}) + "\n"
        ledger = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        try:
            os.write(ledger, line.encode())
        finally:
            os.close(ledger)
    return {"key": key, "order": order, "amount": amount, "currency": currency}


def send_letter(key: str, *, to: str, text: str) -> str:
    """Send, and return the letter as it was sent."""
    return f"To {to} ({key})\n\n{text}"
