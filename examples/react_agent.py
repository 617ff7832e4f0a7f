"""An agent in plain Python: ask the model, run the tools it asks for side by side, until it asks for none.

Every model answer and every tool result is a task. While one tool waits for a person, the results of the others are
already kept, so nothing but the waiting tool runs again when the answer arrives.
"""

import asyncio

from langchain_core.messages import (
    AIMessage,
    BaseMessage,
    MessageLikeRepresentation,
    ToolCall,
    ToolMessage,
    convert_to_messages,
)
from langchain_core.tools import tool
from langgraph.func import entrypoint, task
from langgraph.types import interrupt
from model import chat_model


@tool
def get_weather(location: str) -> str:
    """Tell the weather at a location."""
    for city, weather in {"San Francisco": "sunny", "Boston": "rainy"}.items():
        if city.lower() in location.lower():
            return f"It is {weather} in {city}."
    return f"I am not sure what the weather is like in {location}."


@tool
def human_assistance(query: str) -> str:
    """Ask a human for assistance."""
    answer: dict[str, str] = interrupt({"query": query})
    return answer["data"]


TOOLS = {tool.name: tool for tool in (get_weather, human_assistance)}


@task
async def call_model(messages: list[BaseMessage]) -> AIMessage:
    return await chat_model().bind_tools(list(TOOLS.values())).ainvoke(messages)


@task
async def call_tool(call: ToolCall) -> ToolMessage:
    if call["name"] not in TOOLS:
        return ToolMessage(f"There is no tool {call['name']!r}.", tool_call_id=call["id"], status="error")
    message = await TOOLS[call["name"]].ainvoke(call)
    assert isinstance(message, ToolMessage)
    return message


@entrypoint()
async def react_agent(
    messages: list[MessageLikeRepresentation], *, previous: list[BaseMessage] | None
) -> entrypoint.final[BaseMessage, list[BaseMessage]]:
    """Continue the thread's conversation with these messages; the result is the agent's last message."""
    conversation = [*(previous or []), *convert_to_messages(messages)]
    answer = await call_model(conversation)
    while answer.tool_calls:
        results = await asyncio.gather(*(call_tool(call) for call in answer.tool_calls))
        conversation = [*conversation, answer, *results]
        answer = await call_model(conversation)
    return entrypoint.final(value=answer, save=[*conversation, answer])
