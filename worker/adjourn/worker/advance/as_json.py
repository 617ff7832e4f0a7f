"""What a graph returned or asked, as JSON that any client can read."""

from __future__ import annotations

import json
import math
from base64 import b64encode
from collections.abc import Mapping, Set
from dataclasses import fields, is_dataclass
from typing import Any

from langchain_core.messages import BaseMessage, message_to_dict
from pydantic_core import PydanticSerializationError, SchemaSerializer, to_jsonable_python

_INFINITE = {math.inf: "Infinity", -math.inf: "-Infinity"}


def as_json(value: Any) -> str:
    """A JSON text: messages in LangChain's dict form, models and dataclasses as objects, times in ISO 8601, bytes in
    base64 (the standard alphabet), NaN and infinities as text, anything unknown as its `repr`. Raises ValueError for
    what contains itself, is nested too deeply, or has keys that JSON could not tell apart, as 1 and "1"; and what code
    of a model raises that writes it."""
    try:
        return json.dumps(plain(value), allow_nan=False)
    except (RecursionError, PydanticSerializationError) as error:
        if error.__cause__ is not None:
            raise error.__cause__ from None
        raise ValueError(f"cannot be written as JSON: {str(error).splitlines()[0]}") from None


def plain(value: Any) -> Any:
    """The same in what `json` can write."""
    # Text and integers as they are: pydantic refuses lone surrogates.
    if value is None or type(value) in (str, int, bool):
        return value
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else _INFINITE.get(float(value), "NaN")
    if isinstance(value, BaseMessage):
        return plain(message_to_dict(value))
    if isinstance(value, Mapping):
        found: dict[str, Any] = {}
        for key, item in value.items():
            name = key if isinstance(key, str) else str(key)
            if name in found:
                raise ValueError(f"cannot be written as JSON: two keys of one dict would both be {name!r}")
            found[name] = plain(item)
        return found
    if isinstance(value, list | tuple | Set):
        return [plain(item) for item in value]
    if isinstance(value, bytes | bytearray | memoryview):
        return b64encode(value).decode()  # pydantic's are those of URLs, and UTF-8 in models
    if isinstance(of_model := getattr(type(value), "__pydantic_serializer__", None), SchemaSerializer):
        held = of_model.to_python(value, warnings=False)
        if held is not value:  # as a secret is
            return plain(held)
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in fields(value) if hasattr(value, f.name)}
    return plain(to_jsonable_python(value, fallback=repr))
