"""A chat model that plays a part: what it says depends on how often it has spoken in the conversation, nothing else."""

from __future__ import annotations

from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, ToolMessage
from langchain_core.outputs import ChatGeneration, ChatResult

#: Calls of tools, each with its arguments; or text, in which {tools} is what the tools have said.
Turn = list[tuple[str, dict[str, Any]]] | str


class Script(BaseChatModel):
    part: str
    turns: list[Turn]

    @property
    def _llm_type(self) -> str:
        return "script"

    def bind_tools(self, tools: Any, **options: Any) -> Script:
        return self

    def _generate(self, messages: list[BaseMessage], *args: Any, **options: Any) -> ChatResult:
        said = sum(message.response_metadata.get("part") == self.part for message in messages)
        turn = self.turns[said]
        if isinstance(turn, str):
            told = " | ".join(message.text for message in messages if isinstance(message, ToolMessage))
            message = AIMessage(turn.format(tools=told))
        else:
            calls = [
                {"name": name, "args": args, "id": f"{self.part}-{said}-{i}"} for i, (name, args) in enumerate(turn)
            ]
            message = AIMessage("", tool_calls=calls)
        message.response_metadata = {"part": self.part}
        return ChatResult(generations=[ChatGeneration(message=message)])
