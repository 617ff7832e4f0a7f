"""A value on its way into LangGraph's format, which stays readable by the stock serializer.

That one calls constructors, and drops what they would not take. Ours puts beside what a constructor takes, where stock
does not look, what an exact copy needs (see `rebuild`):

    models, dataclasses, named tuples   module, class, fields [, method], {shape, set, private, extra, attributes}
    subclasses of builtins              module, class, content, {attributes, maxlen, factory}
    tuples, objects with other keys     builtins, tuple | dict, list of items | list of pairs
    enums                               module, class, value
"""

from __future__ import annotations

import re
from collections import defaultdict, deque
from dataclasses import is_dataclass
from datetime import datetime
from enum import Enum
from typing import Any
from zoneinfo import ZoneInfo

import ormsgpack
import pydantic
import pydantic.v1
from adjourn.models.ground.errors import Unreadable
from adjourn.worker.checkpointer import classes
from adjourn.worker.checkpointer.alike import alike, difference
from adjourn.worker.checkpointer.rebuild import FACTORIES, read
from adjourn.worker.checkpointer.refusing import met, name_of, refuse, refuse_or_warn
from adjourn.worker.langgraph_inside import (
    EXT_DELTA_SNAPSHOT,
    EXT_KW_ARGS,
    EXT_PYDANTIC_V1,
    EXT_PYDANTIC_V2,
    EXT_SINGLE_ARG,
    PACK_OPTIONS,
    SAFE_MSGPACK_TYPES,
    DeltaSnapshot,
    packing_with,
)

#: Keys of objects that msgpack keeps as they are; a tuple of such, too.
_KEYS = frozenset({str, int, float, bool, bytes, type(None)})
_OPTIONS = PACK_OPTIONS | ormsgpack.OPT_PASSTHROUGH_SUBCLASS | ormsgpack.OPT_PASSTHROUGH_TUPLE
#: Without it, ormsgpack refuses the keys that it would turn into texts, and all others that are no texts.
_TEXT_KEYS = _OPTIONS & ~ormsgpack.OPT_NON_STR_KEYS


def pack(value: Any) -> bytes:
    """Raises TypeError that says what cannot be stored."""
    met.why = None
    try:
        return _pack(value)
    except ormsgpack.MsgpackEncodeError as error:
        raise TypeError(met.why or str(error)) from None


def _pack(value: Any) -> bytes:
    try:
        try:
            return ormsgpack.packb(value, default=_default, option=_TEXT_KEYS)
        except ormsgpack.MsgpackEncodeError as error:
            if met.why or str(error) != "Dict key must be str":
                raise
        return ormsgpack.packb(_with_pairs(value), default=_default, option=_OPTIONS)
    except ormsgpack.MsgpackEncodeError as error:
        met.why = met.why or str(error)
        raise


def _with_pairs(value: Any) -> Any:
    """The same, with Ext for each dict that has keys which would not come back."""
    if type(value) is list:
        return [_with_pairs(each) for each in value]
    if type(value) is not dict:
        return value
    if all(map(_is_key, value)):
        return {key: _with_pairs(each) for key, each in value.items()}
    return _ext(EXT_SINGLE_ARG, dict, [[key, each] for key, each in value.items()])


def _is_key(key: Any) -> bool:
    return type(key) in _KEYS or (type(key) is tuple and all(map(_is_key, key)))


def _payload(payload: Any) -> bytes:
    """What LangGraph's own code puts into an Ext: tuples that are read as arguments only."""
    return _pack([list(each) if type(each) is tuple else each for each in payload])


_as_stock = packing_with(_payload)


def _ext(code: int, cls: type, *payload: Any) -> ormsgpack.Ext:
    try:
        return ormsgpack.Ext(code, _pack([cls.__module__, cls.__name__, *payload]))
    except ormsgpack.MsgpackEncodeError:
        met.why = f"{cls.__qualname__}{_field(payload[0])}: {met.why}"
        raise


def _packs(value: Any) -> bool:
    try:
        return bool(_pack(value))
    except ormsgpack.MsgpackEncodeError:
        return False


def _field(held: Any) -> str:
    """The first in which there is something that cannot be written."""
    if type(held) is dict:
        why, met.why = met.why, None
        try:
            for name, each in held.items():
                if not _packs(each):
                    return f".{name}"
        finally:
            met.why = why
    return ""


def _default(value: Any) -> Any:
    cls = value.__class__
    if cls is tuple:
        return _ext(EXT_SINGLE_ARG, tuple, [*value])
    if cls is DeltaSnapshot:
        return ormsgpack.Ext(EXT_DELTA_SNAPSHOT, _pack(value.value))
    if cls in _come_back:
        return _as_ext(value, cls)
    if issubclass(cls, BaseException):
        refuse_or_warn(f"{name_of(cls)}: exceptions do not come back from a checkpoint: keep their text in the state")
        return repr(value)
    if why := classes.why_not(cls):
        refuse(f"{name_of(cls)} would not come back from a checkpoint: {why}")
    packed = _as_ext(value, cls)
    if isinstance(packed, ormsgpack.Ext):
        _try(value, cls, packed)
        _come_back.add(cls)
    return packed


def _try(value: Any, cls: type, packed: ormsgpack.Ext) -> None:
    """Read back the first object of a class."""
    try:
        back = read(ormsgpack.packb(packed))
    except Unreadable as error:
        refuse_or_warn(f"{name_of(cls)} would not come back from a checkpoint: {error}")
        return
    if not alike(value, back):
        field = difference(value, back)
        refuse_or_warn(
            f"{name_of(cls)}{field and '.'}{field} would not come back from a checkpoint as it is: keep in the state "
            "what it is made of, or set ADJOURN_CHECK_VALUES=warn to live with it"
        )


def _as_ext(value: Any, cls: type) -> Any:
    if isinstance(value, pydantic.BaseModel):
        known = cls.__pydantic_fields__  # type: ignore[attr-defined]
        fields, held = dict(value.__dict__), {}
        if classes.slots(cls) or not fields.keys() <= known.keys():
            held = classes.attributes(value)
            fields = {name: held.pop(name) for name in known if name in held}
        extra = value.__pydantic_extra__
        copy = {"shape": classes.shape(cls), "set": [*value.__pydantic_fields_set__]}
        if extra:
            fields |= extra
            copy["extra"] = [*extra]
        if value.__pydantic_private__:
            copy["private"] = value.__pydantic_private__
        return _ext(EXT_PYDANTIC_V2, cls, fields, "model_validate_json", _with_attributes(copy, held))
    if isinstance(value, pydantic.v1.BaseModel):
        held = classes.attributes(value)
        private = {name: held.pop(name) for name in value.__private_attributes__ if name in held}
        copy = {"shape": classes.shape(cls), "set": [*value.__fields_set__], "private": private}
        return _ext(EXT_PYDANTIC_V1, cls, dict(value.__dict__), copy)
    if isinstance(value, Enum):
        return _ext(EXT_SINGLE_ARG, cls, value.value)
    if classes.is_named_tuple(cls):
        fields = dict(zip(value._fields, tuple.__iter__(value), strict=True))
        copy = {"shape": classes.shape(cls)}
        return _ext(EXT_KW_ARGS, cls, fields, _with_attributes(copy, classes.attributes(value)))
    if (base := classes.builtin_of(cls)) is not None:
        return _of_builtin(value, cls, base)
    if is_dataclass(cls) and (cls.__module__, cls.__name__) not in SAFE_MSGPACK_TYPES:
        held = classes.held_by(value)
        fields = {name: held.pop(name) for name in classes.fields(cls) if name in held}
        return _ext(EXT_KW_ARGS, cls, fields, _with_attributes({"shape": classes.shape(cls)}, held))
    if cls is datetime and type(value.tzinfo) is ZoneInfo and value.tzinfo.key:
        parts = ("year", "month", "day", "hour", "minute", "second", "microsecond", "tzinfo", "fold")
        return _ext(EXT_KW_ARGS, cls, {name: getattr(value, name) for name in parts})
    return _as_stock(value)


def _with_attributes(copy: dict[str, Any], held: dict[str, Any]) -> dict[str, Any]:
    if held:
        copy["attributes"] = held
    return copy


def _of_builtin(value: Any, cls: type, base: Any) -> Any:
    """By the methods of the builtin, whatever those of the subclass do."""
    if classes.is_scalar_of_numpy(cls):
        return _ext(EXT_SINGLE_ARG, cls, base(value))
    if cls in (set, frozenset):
        return _as_stock(value)
    copy: dict[str, Any] = {}
    content: Any
    if issubclass(base, dict):
        content = dict(base.items(value))
        if base is defaultdict:
            copy["factory"] = _factory(cls, value.default_factory)
    elif base is bytes:
        content = base.__getitem__(value, slice(None))
    elif base in (str, int, float):
        content = getattr(base, f"__{base.__name__}__")(value)
    else:
        content = [*base.__iter__(value)]
        if base is deque:
            copy["maxlen"] = value.maxlen
    return _ext(EXT_SINGLE_ARG, cls, content, _with_attributes(copy, classes.attributes(value)))


def _factory(cls: type, factory: Any) -> list[str] | None:
    if factory is None:
        return None
    if isinstance(factory, type) and (factory in FACTORIES or classes.why_not(factory) is None):
        return [factory.__module__, factory.__name__]
    refuse_or_warn(f"{name_of(cls)}.default_factory would not come back from a checkpoint: give it a class, not code")
    return None


#: Classes of which an object came back, and those which LangGraph writes in ways of their own.
_come_back: set[type] = {re.Pattern}
