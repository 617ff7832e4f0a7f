"""Which classes a checkpoint may name: what it is read as, and what is refused before it is written.

A blob names the classes of its values. LangGraph imports and calls whatever is named there, be it `os.system`; under
LANGGRAPH_STRICT_MSGPACK it does so for the classes that a graph's annotations name, and hands out the bare data of all
others without a word, which would damage graphs that run unmodified. Here, whatever that variable says:

- a class comes back as itself, annotated or not, if it holds data and stands at the top of a module that is loaded;
  reading imports nothing, calls no function, and anything else that is named there is an error;
- a value comes back as it was, whatever its class's constructor does;
- what another process could not bring back so is refused when it is written, with the reason.
"""

from __future__ import annotations

from typing import Any

from adjourn.models.ground.errors import Unreadable
from adjourn.worker.checkpointer.pack import pack
from adjourn.worker.checkpointer.rebuild import read
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer


class Serde(JsonPlusSerializer):
    """LangGraph's format, readable by the stock serializer and the other way round."""

    def dumps_typed(self, obj: Any) -> tuple[str, bytes]:
        """Raises TypeError and ValueError that say what cannot be stored."""
        if obj is None or type(obj) in (bytes, bytearray):
            return super().dumps_typed(obj)
        return "msgpack", pack(obj)

    def loads_typed(self, data: tuple[str, bytes]) -> Any:
        """Raises Unreadable: what is stored here was not written by a worker, or the code has changed since."""
        type_, blob = data
        if type_ == "msgpack":
            return read(blob)
        if type_ in ("null", "bytes", "bytearray"):
            return super().loads_typed(data)
        raise Unreadable(f"the checkpoint holds {type_!r:.100}, which no worker writes")
