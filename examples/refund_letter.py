"""The letter to the customer: facts by the program, and below them a friendly paragraph by the model."""

from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage
from refund_state import State

TASK = (
    "You write letters for a shop's refund desk. Add one short, friendly paragraph to the facts, in the customer's "
    "language. Promise nothing that is not among the facts."
)


def prompt(state: State) -> list[BaseMessage]:
    return [SystemMessage(TASK), HumanMessage(f"{facts(state)}\n\nThe customer wrote: {state['reason']}")]


def letter(state: State) -> str:
    return f"{facts(state)}\n\n{state['words']}"


def facts(state: State) -> str:
    payment, verdict = state["payment"], state["verdict"]
    assert verdict
    paid = f"we have paid back {money(payment['amount'], payment['currency'])}." if payment else None
    outcome = paid or state["settled_by_hand"] or "we cannot refund this order."
    parts = [f"Your order {state['order']}, {state['item']}: {outcome}", verdict["note"], state["told"]]
    return " ".join(part for part in parts if part)


def money(amount: float, currency: str) -> str:
    return f"{amount:,.2f}".removesuffix(".00") + f" {currency}"
