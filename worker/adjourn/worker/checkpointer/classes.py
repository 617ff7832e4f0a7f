"""Which classes a checkpoint may name, and what their objects are made of."""

from __future__ import annotations

import dataclasses
import re
import sys
import zlib
from collections import OrderedDict, defaultdict, deque
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from functools import cache, cached_property
from pathlib import PurePath
from types import MemberDescriptorType
from typing import Any
from uuid import UUID

import pydantic
import pydantic.v1
from adjourn.worker.langgraph_inside import SAFE_MSGPACK_TYPES
from langchain_core.runnables import Runnable
from langgraph.store.base import Item
from pydantic_settings import BaseSettings

MODELS = (pydantic.BaseModel, pydantic.v1.BaseModel)
SECRETS = (pydantic.SecretStr, pydantic.SecretBytes, pydantic.v1.SecretStr, pydantic.v1.SecretBytes)
#: Rebuilt by their own `__new__`, never by that of a subclass.
_BUILTINS = (OrderedDict, defaultdict, dict, list, tuple, set, frozenset, deque, str, bytes, int, float)
_VALUES = (Enum, Item, Decimal, UUID, PurePath, date, time, timedelta)
#: Models whose making reads the environment: a forged blob would bring its secrets into the state.
_NO_DATA = (Runnable, BaseSettings, pydantic.v1.BaseSettings)

#: The modules that every process of the project has loaded before it meets a checkpoint.
_everywhere: set[str] = set()


def everywhere(modules: Iterable[str]) -> None:
    """These are loaded wherever the project is, so classes in them can be written."""
    _everywhere.update(modules)


def why_not(cls: type) -> str | None:
    """What to do for objects of this class to come back in any process. None: they do."""
    if (cls.__module__, cls.__name__) in SAFE_MSGPACK_TYPES or _is_array(cls):
        return None
    if not _is_data(cls) or issubclass(cls, datetime):
        return "it is no model, dataclass, enum or named tuple: keep in the state what it is made of"
    if loaded(cls.__module__, cls.__name__) is not cls:
        return "define the class at the top of a module, under its own name"
    if cls.__module__ not in _everywhere:
        return f"import {cls.__module__} at the top of a module of the project, not while the graph runs"
    return None


def loaded(module: str, name: str) -> type | None:
    """The class of data that stands there under its own name, in a module that is loaded."""
    cls = getattr(sys.modules.get(module), "__dict__", {}).get(name)
    if not isinstance(cls, type) or (cls.__module__, cls.__name__) != (module, name):
        return None
    return cls if _is_data(cls) else None


@cache
def _is_data(cls: type) -> bool:
    if issubclass(cls, _NO_DATA) or issubclass(cls, BaseException):
        return False
    return dataclasses.is_dataclass(cls) or issubclass(cls, (*_BUILTINS, *MODELS, *SECRETS, *_VALUES))


def _is_array(cls: type) -> bool:
    numpy = sys.modules.get("numpy")
    return numpy is not None and issubclass(cls, numpy.ndarray)


def is_scalar_of_numpy(cls: type) -> bool:
    """Some of these are also floats or strings, and only numpy can make them."""
    numpy = sys.modules.get("numpy")
    return numpy is not None and issubclass(cls, numpy.generic)


@cache
def builtin_of(cls: type) -> Any:
    """The builtin (or class of `collections` in C) that `cls` extends by Python code, or None."""
    if issubclass(cls, Enum) or is_named_tuple(cls):
        return None
    return next((base for base in cls.__mro__ if base in _BUILTINS), None)


def is_named_tuple(cls: type) -> bool:
    return issubclass(cls, tuple) and hasattr(cls, "_fields")


def fields(cls: Any) -> dict[str, Any]:
    """The names of a model's, a dataclass's or a named tuple's fields, and their annotations."""
    if issubclass(cls, pydantic.BaseModel):
        if not cls.__pydantic_complete__:
            cls.model_rebuild(raise_errors=False)
        return {name: field.annotation for name, field in cls.__pydantic_fields__.items()}
    if issubclass(cls, pydantic.v1.BaseModel):
        return {name: field.outer_type_ for name, field in cls.__fields__.items()}
    if dataclasses.is_dataclass(cls):
        return {field.name: field.type for field in dataclasses.fields(cls)}
    return {name: cls.__annotations__.get(name) for name in cls._fields}


@cache
def shape(cls: type) -> int:
    """A number that is another one when fields or private attributes come, go or change their types; the same in each
    process."""
    told = [f"{name}: {annotation}" for name, annotation in fields(cls).items()]
    told += getattr(cls, "__private_attributes__", ())
    return zlib.crc32(re.sub(r" at 0x[0-9a-f]+", "", "\n".join(told)).encode())


@cache
def slots(cls: type) -> dict[str, Any]:
    """The descriptors of attributes that stand beside the `__dict__` of objects."""
    bases = [base for base in reversed(cls.__mro__) if "__slots__" in vars(base)]
    found = {name: each for base in bases for name, each in vars(base).items()}
    own = {name: each for name, each in found.items() if isinstance(each, MemberDescriptorType)}
    return {name: each for name, each in own.items() if not name.startswith("__pydantic_") and name != "__fields_set__"}


@cache
def _computed(cls: type) -> frozenset[str]:
    return frozenset(
        name for base in cls.__mro__ for name, each in vars(base).items() if isinstance(each, cached_property)
    )


def attributes(value: Any) -> dict[str, Any]:
    """All that an object holds by name, but for what it computes again when asked."""
    cls = value.__class__
    held = dict(getattr(value, "__dict__", ()))
    for name in held.keys() & _computed(cls):
        del held[name]
    for name, slot in slots(cls).items():
        try:
            held[name] = slot.__get__(value)
        except AttributeError:
            continue
    return held


def held_by(value: Any) -> dict[str, Any]:
    """The attributes of a dataclass's object, with the fields whose defaults stand at its class."""
    held = attributes(value)
    for name in fields(value.__class__):
        if name not in held and hasattr(value, name):
            held[name] = getattr(value, name)
    return held
