"""A value on its way back from a checkpoint: as it was, or not at all.

Reading imports nothing but what LangGraph itself names as safe. What a worker wrote and whose class has kept its shape
is put together without any code of that class. A class that has changed since, or whose object the stock serializer
wrote, is called with the fields, and has to keep them all.
"""

from __future__ import annotations

import importlib
import threading
from collections import defaultdict, deque
from enum import Enum
from typing import Any, NoReturn

import ormsgpack
from adjourn.models.ground.errors import Unreadable
from adjourn.worker.checkpointer import classes
from adjourn.worker.checkpointer.fields import Changed, rebuilt, set_attributes
from adjourn.worker.langgraph_inside import (
    EXT_DELTA_SNAPSHOT,
    EXT_KW_ARGS,
    EXT_POS_ARGS,
    EXT_PYDANTIC_V1,
    EXT_PYDANTIC_V2,
    EXT_SINGLE_ARG,
    SAFE_MSGPACK_TYPES,
    DeltaSnapshot,
    SerdeEvent,
    object_hook,
    register_serde_event_listener,
)

#: What else than classes of data makes the missing values of a defaultdict.
FACTORIES = frozenset({list, dict, set, int, str, float})
_DEFAULT_FACTORY: Any = vars(defaultdict)["default_factory"]
_OURS = (EXT_SINGLE_ARG, EXT_POS_ARGS, EXT_KW_ARGS, EXT_PYDANTIC_V1, EXT_PYDANTIC_V2)


class _Met(threading.local):
    """What this thread could not read: no exception passes through ormsgpack."""

    why: str | None = None
    #: What LangGraph's own code would not call; it goes on with the bare data.
    forbidden: str | None = None


_met = _Met()


def read(blob: bytes) -> Any:
    """Raises Unreadable that names the class, and the field where it is known."""
    _met.why = None
    try:
        return ormsgpack.unpackb(blob, ext_hook=_unpack, option=ormsgpack.OPT_NON_STR_KEYS)
    except ValueError:
        if _met.why:
            raise Unreadable(_met.why) from None
        raise


def _forbid(name: str) -> NoReturn:
    _met.why = (
        f"the checkpoint names {name}, which is no class of data in a loaded module: if the code as deployed no longer "
        "has it, deploy code that has it, then retry"
    )
    raise ValueError


def _blocked(event: SerdeEvent) -> None:
    if event["kind"] != "msgpack_unregistered_allowed":
        _met.forbidden = ".".join(str(part) for part in (event["module"], event["name"], event.get("method")) if part)


register_serde_event_listener(_blocked)
#: For methods and arrays.
_as_stock = object_hook(set())


def _unpack(code: int, data: bytes) -> Any:
    if code == EXT_DELTA_SNAPSHOT:
        return DeltaSnapshot(ormsgpack.unpackb(data, ext_hook=_unpack, option=ormsgpack.OPT_NON_STR_KEYS))
    if code not in _OURS:
        _met.forbidden = None
        value = _as_stock(code, data)
        if _met.forbidden:
            _forbid(_met.forbidden)
        return value
    module, name, payload, *rest = ormsgpack.unpackb(data, ext_hook=_unpack, option=ormsgpack.OPT_NON_STR_KEYS)
    copy = rest[-1] if rest and type(rest[-1]) is dict else None
    try:
        return _made(code, module, name, payload, copy)
    except Changed as error:
        _met.why = f"{module}.{name}{error}: deploy code that fits what is stored, then retry"
    except Exception as error:
        if not _met.why:
            _met.why = f"{module}.{name} does not take what is stored ({type(error).__name__}: {error!s:.200})"
    raise ValueError


def _made(code: int, module: str, name: str, payload: Any, copy: dict[str, Any] | None) -> Any:
    if (module, name) in (("builtins", "tuple"), ("builtins", "dict")):
        return tuple(payload) if name == "tuple" else dict(payload)
    cls: Any = classes.loaded(module, name)
    if cls is None:
        if (module, name) not in SAFE_MSGPACK_TYPES:
            _forbid(f"{module}.{name}")
        cls = getattr(importlib.import_module(module), name)
    if code == EXT_POS_ARGS:
        return cls(*payload[:2], timeout=payload[2]) if name == "Send" and len(payload) > 2 else cls(*payload)
    if code != EXT_SINGLE_ARG:
        return rebuilt(cls, payload, copy)
    if issubclass(cls, Enum):
        return _member(cls, payload)
    base = classes.builtin_of(cls)
    if base is None or classes.is_scalar_of_numpy(cls) or cls in (set, frozenset):
        return cls(payload)
    return _of_builtin(cls, base, payload, copy or {})


def _member(cls: Any, value: Any) -> Any:
    for member in cls.__members__.values():
        if member._value_ is value or (type(member._value_) is type(value) and member._value_ == value):
            return member
    try:
        member = cls(value)
    except Exception:
        member = None
    if member is None or member._value_ != value:
        raise Changed(f" has no member {value!r:.100}")
    return member


def _of_builtin(cls: Any, base: Any, content: Any, copy: dict[str, Any]) -> Any:
    """By the methods of the builtin, whatever those of the subclass do."""
    if base in (str, int, float, bytes, tuple, frozenset):
        value = base.__new__(cls, content)
    else:
        value = base.__new__(cls)
        if issubclass(base, dict):
            for key, each in content.items():
                base.__setitem__(value, key, each)
            if base is defaultdict and copy.get("factory"):
                _DEFAULT_FACTORY.__set__(value, _factory(*copy["factory"]))
        elif base is deque:
            deque.__init__(value, content, copy.get("maxlen"))
        else:
            base.__init__(value, content)
    set_attributes(value, copy.get("attributes", {}))
    return value


def _factory(module: str, name: str) -> Any:
    for each in FACTORIES:
        if (module, name) == (each.__module__, each.__name__):
            return each
    return classes.loaded(module, name) or _forbid(f"{module}.{name}")
