"""The scripted model answers the real ChatOpenAI over HTTP, always the same, and never passes for a real one."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator

import openai
import pytest
from adjourn.admin.scripted_model import ScriptedModel
from langchain_core.messages import AIMessage, BaseMessageChunk, ToolMessage
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI
from pydantic import BaseModel, Field

MARK = "[scripted model]"
WEATHER = "What is the weather in Boston?"


class Refund(BaseModel):
    """What a customer wants back."""

    amount: float = Field(ge=0, le=100)
    currency: str = Field(json_schema_extra={"enum": ["EUR", "USD"]})
    reason: str
    urgent: bool


@tool
def get_weather(location: str) -> str:
    """Tell the weather at a location."""
    raise AssertionError("the model only asks for it")


@tool
def human_assistance(query: str) -> str:
    """Ask a human for assistance."""
    raise AssertionError("the model only asks for it")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with ScriptedModel() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.base_url
        server.shutdown()


@pytest.fixture(scope="module")
def model(address: str) -> ChatOpenAI:
    return ChatOpenAI(model="gpt-5-mini", base_url=address, api_key="none", max_retries=0)


def test_a_chat_answer_is_marked_and_the_same_each_time(model: ChatOpenAI) -> None:
    first, again = model.invoke("I am Ada."), model.invoke("I am Ada.")
    assert str(first.content).startswith(MARK) and "I am Ada." in str(first.content)
    assert first.content == again.content
    assert first.response_metadata["model_name"] == "scripted-model"
    assert first.response_metadata["finish_reason"] == "stop"
    assert first.usage_metadata and first.usage_metadata["total_tokens"] > 0


def test_it_remembers_the_conversation_it_is_given(model: ChatOpenAI) -> None:
    said = model.invoke([("user", "I am Ada."), ("ai", "Hello."), ("user", "Who am I?")]).content
    assert "I am Ada." in str(said)


def test_tools_are_called_and_their_results_are_told(model: ChatOpenAI) -> None:
    bound = model.bind_tools([get_weather, human_assistance])
    asked = bound.invoke(WEATHER)
    [call] = asked.tool_calls
    assert (call["name"], call["args"]) == ("get_weather", {"location": "Boston"})
    answer = bound.invoke([("user", WEATHER), asked, ToolMessage("It is rainy.", tool_call_id=call["id"])])
    assert answer.tool_calls == []
    assert str(answer.content) == f"{MARK} get_weather says: It is rainy."


def test_two_tools_are_called_side_by_side(model: ChatOpenAI) -> None:
    text = f"{WEATHER} Please ask a human for assistance."
    calls = model.bind_tools([get_weather, human_assistance]).invoke(text).tool_calls
    assert [call["name"] for call in calls] == ["get_weather", "human_assistance"]
    assert len({call["id"] for call in calls}) == 2
    [only] = model.bind_tools([get_weather, human_assistance], parallel_tool_calls=False).invoke(text).tool_calls
    assert only["name"] == "get_weather"


def test_the_choice_of_a_tool_is_obeyed(model: ChatOpenAI) -> None:
    tools = [get_weather, human_assistance]
    [call] = model.bind_tools(tools, tool_choice="human_assistance").invoke("Hello.").tool_calls
    assert call["name"] == "human_assistance"
    assert len(model.bind_tools(tools, tool_choice="any").invoke("Hello.").tool_calls) == 1
    assert model.bind_tools(tools, tool_choice="none").invoke(WEATHER).tool_calls == []


def test_a_stream_comes_in_pieces_that_add_up_to_the_answer(model: ChatOpenAI) -> None:
    pieces = list(model.stream("Tell me all about it, word by word.", stream_usage=True))
    assert len([piece for piece in pieces if piece.content]) > 5
    whole = _sum(pieces)
    assert whole.content == model.invoke("Tell me all about it, word by word.").content
    assert isinstance(whole, AIMessage) and whole.usage_metadata and whole.usage_metadata["output_tokens"] > 0
    called = _sum(list(model.bind_tools([get_weather]).stream(WEATHER)))
    assert isinstance(called, AIMessage)
    assert [(call["name"], call["args"]) for call in called.tool_calls] == [("get_weather", {"location": "Boston"})]


@pytest.mark.parametrize("method", ["json_schema", "function_calling"])
def test_structured_output_fits_its_schema(model: ChatOpenAI, method: str) -> None:
    text = "Reason: the kettle arrived broken. I want 1,200.50 EUR back."
    refund = model.with_structured_output(Refund, method=method).invoke(text)
    assert isinstance(refund, Refund)
    assert (refund.amount, refund.currency, refund.urgent) == (100.0, "EUR", False), "within what the schema allows"
    assert "kettle" in refund.reason


def test_what_it_cannot_answer_is_refused_as_openai_would(address: str, model: ChatOpenAI) -> None:
    with pytest.raises(openai.BadRequestError, match="n must be 1"):
        model.bind(n=2).invoke("Hello.")
    with pytest.raises(openai.BadRequestError, match="not among the tools"):
        model.bind(tools=[], tool_choice={"type": "function", "function": {"name": "no"}}).invoke("Hello.")
    with openai.OpenAI(base_url=address, api_key="none", max_retries=0) as client:
        assert [each.id for each in client.models.list()] == ["scripted-model"]
        with pytest.raises(openai.NotFoundError, match="is not answered here"):
            client.embeddings.create(model="any", input="text")
        with pytest.raises(openai.BadRequestError, match="at least one message"):
            client.chat.completions.create(model="any", messages=[])
        with pytest.raises(openai.BadRequestError, match="this is no chat request"):
            client.chat.completions.create(model="any", messages=[{"content": "no role"}])  # type: ignore[list-item]


def test_many_requests_at_once_are_all_answered(model: ChatOpenAI) -> None:
    async def all_at_once() -> list[BaseMessageChunk | AIMessage]:
        return await asyncio.gather(*(model.ainvoke(f"This is number {n}.") for n in range(150)))

    answers = asyncio.run(all_at_once())
    assert all(f"number {n}." in str(answer.content) for n, answer in enumerate(answers))


def test_as_a_process_it_prints_where_it_is_and_ends_when_asked() -> None:
    command = [sys.executable, "-m", "adjourn.admin.scripted_model"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        address = json.loads(process.stdout.readline())["base_url"]
        assert MARK in str(ChatOpenAI(model="any", base_url=address, api_key="none").invoke("Hello.").content)
        taken = subprocess.run([*command, address.split(":")[2][:-3]], capture_output=True, text=True, timeout=30)
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err) == (0, "", "")
    assert taken.returncode == 1
    assert taken.stderr.startswith("adjourn: the scripted model cannot listen: ") and taken.stderr.count("\n") == 1


def _sum(pieces: list[AIMessage] | list[BaseMessageChunk]) -> BaseMessageChunk:
    whole, *rest = pieces
    for piece in rest:
        whole = whole + piece  # type: ignore[assignment]
    return whole  # type: ignore[return-value]
