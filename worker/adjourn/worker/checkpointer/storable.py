"""What a checkpoint can hold."""

from __future__ import annotations

from typing import Any

from langgraph.checkpoint.serde.base import SerializerProtocol
from langgraph.types import Interrupt


def stored(serde: SerializerProtocol, value: Any) -> tuple[str, bytes]:
    """`value` as a checkpoint holds it. Raises ValueError that says why it cannot: integers over 64 bits, nesting over
    some hundred levels, objects of unknown types."""
    try:
        return serde.dumps_typed(value)
    except (TypeError, ValueError, RecursionError) as error:
        if isinstance(value, list | tuple) and value and isinstance(value[0], Interrupt):
            # The serializer names the interrupt only, not what is wrong with its value.
            stored(serde, value[0].value)
        raise ValueError(f"cannot be stored in a checkpoint: {error}") from error
