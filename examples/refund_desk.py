"""A refund desk: clear requests are settled at once, doubtful ones wait for a person.

A person is asked in one node and the answer is acted upon in the next, because a node that asked runs again from its
top when the answer arrives. So nothing stands before a question that must not be done twice, and what an answer leads
to is a step of its own, whose result is in the state. Rules and people decide; the model only writes the letter.
"""

from typing import Any, Literal, assert_never

from langgraph.graph import END, START, StateGraph
from langgraph.types import interrupt
from model import chat_model
from outside_world import pay_refund, send_letter
from refund_answers import Approve, Edit, PaymentApproval, Reject, Respond, decision_up_to
from refund_letter import letter, money, prompt
from refund_rules import doubts, needs_approval, rule
from refund_state import Outcome, RefundRequest, State

Update = dict[str, Any]


async def judge(state: State) -> Update:
    """Settle what the rules can settle, and forget what an earlier request on the thread has left."""
    return {"verdict": rule(state), "told": None, "approved": None, "settled_by_hand": None, "payment": None}


def next_step(state: State) -> Literal["ask_decision", "ask_colleague", "ask_payment", "pay", "write"]:
    verdict = state["verdict"]
    if verdict is None:
        return "ask_decision"
    if state["asks"] and state["told"] is None:
        return "ask_colleague"
    if verdict["amount"] == 0 or state["settled_by_hand"] is not None:
        return "write"
    if needs_approval(verdict["amount"], state["currency"]) and state["approved"] is None:
        return "ask_payment"
    return "pay"


async def ask_decision(state: State) -> Update:
    question = {
        "title": f"Refund {money(state['amount'], state['currency'])} to {state['customer']} for {state['item']}?",
        "doubts": doubts(state),
        "order": state["order"],
        "claim": state["claim"],
        "reason": state["reason"],
        "days_since_delivery": state["days_since_delivery"],
        "photos": state["photos"],
        "previous_refunds": state["previous_refunds"],
    }
    answer = interrupt(question, response_schema=decision_up_to(state["amount"]))
    amount = {"approve": state["amount"], "partial": answer.amount, "reject": 0}[answer.decision]
    return {"verdict": {"amount": amount, "note": answer.note}}


async def ask_colleague(state: State) -> Update:
    answer = interrupt({"query": f"{state['customer']} asks about {state['item']}: {state['asks']}"})
    return {"told": answer["data"]}


async def ask_payment(state: State) -> Update:
    args = payment(state)
    what = f"{money(args['amount'], args['currency'])} back to {state['customer']} for {state['item']}"
    question = {
        "type": "tool_approval",
        "tool_call_id": f"refund:{state['id']}",
        "name": "pay_refund",
        "args": args,
        "description": f"Pay {what} ({state['claim']}): {state['reason']}",
    }
    answer = interrupt(question, response_schema=PaymentApproval).root
    match answer:
        case Approve():
            return {"approved": args}
        case Edit():
            return {"approved": answer.edited_action.args.model_dump()}
        case Reject():
            return {"verdict": {"amount": 0, "note": answer.message}}
        case Respond():
            return {"settled_by_hand": answer.message}
    assert_never(answer)


async def pay(state: State) -> Update:
    return {"payment": pay_refund(f"refund:{state['id']}", **(state["approved"] or payment(state)))}


async def write(state: State) -> Update:
    words = await chat_model().ainvoke(prompt(state))
    return {"words": words.text}


async def send(state: State) -> Update:
    return {"letter": send_letter(f"letter:{state['id']}", to=state["customer"], text=letter(state))}


def payment(state: State) -> Update:
    """The arguments of ``pay_refund`` that follow from the verdict."""
    assert state["verdict"]
    return {"order": state["order"], "amount": state["verdict"]["amount"], "currency": state["currency"]}


builder = StateGraph(State, input_schema=RefundRequest, output_schema=Outcome)
for node in (judge, ask_decision, ask_colleague, ask_payment, pay, write, send):
    builder.add_node(node)
builder.add_edge(START, "judge")
steps = ["ask_decision", "ask_colleague", "ask_payment", "pay", "write"]
for i, done in enumerate(["judge", "ask_decision", "ask_colleague", "ask_payment"]):
    builder.add_conditional_edges(done, next_step, steps[i:])
builder.add_edge("pay", "write")
builder.add_edge("write", "send")
builder.add_edge("send", END)
graph = builder.compile()
