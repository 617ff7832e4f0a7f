"""Which classes a checkpoint may name: what it is read as, and what is refused before it is written.

A blob names the classes of its values. LangGraph imports and calls whatever is named there, be it `os.system`; under
LANGGRAPH_STRICT_MSGPACK it does so for the classes that a graph's annotations name, and hands out the bare data of all
others without a word, which would damage graphs that run unmodified. Here, whatever that variable says:

- a class comes back as itself, annotated or not, if it holds data and stands at the top of a module that is loaded;
  reading imports nothing, calls no function, and anything else that is named there is an error;
- what another process could not bring back so is refused when it is written, with the reason.
"""

from __future__ import annotations

import re
import sys
import threading
from collections import deque
from collections.abc import Iterable
from dataclasses import is_dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from pathlib import PurePath
from typing import Any
from uuid import UUID

import ormsgpack
import pydantic
import pydantic.v1
from adjourn.models.ground.errors import Unreadable
from adjourn.worker.langgraph_inside import (
    PACK_OPTIONS,
    SAFE_MSGPACK_TYPES,
    DeltaSnapshot,
    SerdeEvent,
    object_hook,
    packing_with,
    register_serde_event_listener,
)
from langchain_core.runnables import Runnable
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.store.base import Item
from pydantic_settings import BaseSettings

_MODELS = (pydantic.BaseModel, pydantic.v1.BaseModel)
_SECRETS = (pydantic.SecretStr, pydantic.SecretBytes, pydantic.v1.SecretStr, pydantic.v1.SecretBytes)
_VALUES = (Enum, Item, set, frozenset, deque, Decimal, UUID, PurePath, date, time, timedelta)
#: Models whose making reads the environment: a forged blob would bring its secrets into the state.
_NO_DATA = (Runnable, BaseSettings, pydantic.v1.BaseSettings)

#: The modules that every process of the project has loaded before it meets a checkpoint.
_everywhere: set[str] = set()


def everywhere(modules: Iterable[str]) -> None:
    """These are loaded wherever the project is, so classes in them can be written."""
    _everywhere.update(modules)


class Serde(JsonPlusSerializer):
    """LangGraph's format, readable by the stock serializer and the other way round."""

    def dumps_typed(self, obj: Any) -> tuple[str, bytes]:
        """Raises TypeError and ValueError that say what cannot be stored."""
        if obj is None or isinstance(obj, bytes | bytearray):
            return super().dumps_typed(obj)
        try:
            return "msgpack", _pack(obj)
        except ormsgpack.MsgpackEncodeError:
            why, _met.unwritable = _met.unwritable, None
            if why:
                raise TypeError(why) from None
            raise

    def loads_typed(self, data: tuple[str, bytes]) -> Any:
        """Raises Unreadable: what is stored here was not written by a worker, or the code has changed since."""
        type_, blob = data
        if type_ == "msgpack":
            try:
                return ormsgpack.unpackb(blob, ext_hook=_unpack, option=ormsgpack.OPT_NON_STR_KEYS)
            except ValueError:
                if _met.forbidden:
                    raise Unreadable(
                        f"the checkpoint names {_met.forbidden}, which is no class of data in a loaded module: if the "
                        "code as deployed no longer has it, deploy code that has it, then retry"
                    ) from None
                raise
        if type_ in ("null", "bytes", "bytearray"):
            return super().loads_typed(data)
        raise Unreadable(f"the checkpoint holds {type_!r:.100}, which no worker writes")


class _Met(threading.local):
    """What this thread has come across inside of ormsgpack, through which no exception passes."""

    unwritable: str | None = None
    forbidden: str | None = None


_met = _Met()


class _Loaded:
    """The classes of data in loaded modules, as a set of LangGraph's keys."""

    def __contains__(self, key: tuple[str, str]) -> bool:
        cls = _loaded(*key)
        return isinstance(cls, type) and (cls.__module__, cls.__name__) == key and _is_data(cls)


def _blocked(event: SerdeEvent) -> None:
    if event["kind"] != "msgpack_unregistered_allowed":
        _met.forbidden = ".".join(str(part) for part in (event["module"], event["name"], event.get("method")) if part)


register_serde_event_listener(_blocked)
_as_object = object_hook(_Loaded())


def _unpack(code: int, data: bytes) -> Any:
    _met.forbidden = None
    value = _as_object(code, data)
    if _met.forbidden:
        raise ValueError
    return value


def _pack(value: Any) -> bytes:
    return ormsgpack.packb(value, default=_default, option=PACK_OPTIONS)


#: LangGraph's own, which packs with ours what a value holds.
_as_ext = packing_with(_pack)

#: Classes that come back: those met so far, and those which LangGraph writes in ways of their own.
_come_back: set[type] = {DeltaSnapshot, re.Pattern}


def _default(value: Any) -> Any:
    cls = value.__class__
    packed = _as_ext(value)
    if cls in _come_back or not isinstance(packed, ormsgpack.Ext):
        return packed
    if why := _why_not(cls):
        if isinstance(value, BaseException):
            return repr(value)
        _met.unwritable = f"{cls.__module__}.{cls.__qualname__} would not come back from a checkpoint: {why}"
        raise TypeError
    _come_back.add(cls)
    return packed


def _why_not(cls: type) -> str | None:
    """What to do for objects of this class to come back in any process. None: they do."""
    if (cls.__module__, cls.__name__) in SAFE_MSGPACK_TYPES or _is_array(cls):
        return None
    if not _is_data(cls) or issubclass(cls, datetime):
        return "it is no model, dataclass, enum or named tuple: keep in the state what it is made of"
    if _loaded(cls.__module__, cls.__name__) is not cls:
        return "define the class at the top of a module, under its own name"
    if cls.__module__ not in _everywhere:
        return f"import {cls.__module__} at the top of a module of the project, not while the graph runs"
    return None


def _loaded(module: str, name: str) -> Any:
    return getattr(sys.modules.get(module), "__dict__", {}).get(name)


def _is_data(cls: type) -> bool:
    if issubclass(cls, _NO_DATA):
        return False
    is_named_tuple = issubclass(cls, tuple) and hasattr(cls, "_fields")
    return is_named_tuple or is_dataclass(cls) or issubclass(cls, (*_MODELS, *_SECRETS, *_VALUES))


def _is_array(cls: type) -> bool:
    numpy = sys.modules.get("numpy")
    return numpy is not None and issubclass(cls, numpy.ndarray)
