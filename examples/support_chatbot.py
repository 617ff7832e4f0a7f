"""A support chatbot that can search, and that can ask a human expert.

Each tool call of a message becomes a task of its own (``Send``). A ``ToolNode`` that is given the whole message is one
task: when two tools in it ask a person, only one question is seen at a time, every answer runs all the tools again from
their tops, and as the tools race, an answer can reach the tool that did not ask for it. As tasks of their own, two
tools ask at once, each receives its own answer, and what has finished is not run again. This holds whatever the model
sends, so the model need not be forbidden to call tools in parallel, an option that not every provider has.
"""

from typing import Annotated

from langchain_core.messages import AIMessage, AnyMessage
from langchain_core.tools import tool
from langgraph.graph import END, START, StateGraph
from langgraph.graph.message import add_messages
from langgraph.prebuilt import ToolNode
from langgraph.types import Send, interrupt
from model import chat_model
from search import search
from typing_extensions import TypedDict


class State(TypedDict):
    messages: Annotated[list[AnyMessage], add_messages]


@tool
def human_assistance(query: str) -> str:
    """Request assistance from a human expert."""
    answer: dict[str, str] = interrupt({"query": query})
    return answer["data"]


TOOLS = [search, human_assistance]


def chatbot(state: State) -> State:
    return {"messages": [chat_model().bind_tools(TOOLS).invoke(state["messages"])]}


def each_tool_call(state: State) -> list[Send] | str:
    message = state["messages"][-1]
    assert isinstance(message, AIMessage)
    return [Send("tools", [call]) for call in message.tool_calls] or END


builder = StateGraph(State)
builder.add_node("chatbot", chatbot)
builder.add_node("tools", ToolNode(TOOLS))
builder.add_edge(START, "chatbot")
builder.add_conditional_edges("chatbot", each_tool_call, ["tools", END])
builder.add_edge("tools", "chatbot")
graph = builder.compile()
