"""Objects that are made of fields: models, dataclasses, named tuples."""

from __future__ import annotations

import dataclasses
from typing import Any

import pydantic
import pydantic.v1
from adjourn.worker.checkpointer import classes
from adjourn.worker.checkpointer.alike import alike

_V1 = pydantic.v1.BaseModel
_put = object.__setattr__


class Changed(Exception):
    """How a class has changed since an object of it was stored: what follows its name in a sentence."""


def rebuilt(cls: Any, held: Any, copy: dict[str, Any] | None) -> Any:
    """An object of `cls` with the fields `held`. Raises Changed.

    copy: what its worker stored beside them; None if the stock serializer wrote it.
    """
    is_model = issubclass(cls, classes.MODELS)
    if not (is_model or dataclasses.is_dataclass(cls) or classes.is_named_tuple(cls)):
        return cls(**held)
    if copy is not None and copy["shape"] == classes.shape(cls):
        return _as_it_was(cls, held, copy)
    if is_model and not isinstance(held, dict):
        return cls.model_validate(held)  # a root, as the stock serializer writes it
    copy = copy or {}
    value = _constructed(cls, _still_known(cls, held, copy), copy)
    if copy:
        _finish(cls, value, held, copy)
    return value


def set_attributes(value: Any, attributes: dict[str, Any]) -> None:
    """Runs no code of the class. Raises Changed."""
    slots = classes.slots(value.__class__)
    for name, each in attributes.items():
        if name in slots:
            slots[name].__set__(value, each)
        elif hasattr(value, "__dict__"):
            value.__dict__[name] = each
        else:
            raise Changed(f".{name} is gone")


def _as_it_was(cls: Any, held: dict[str, Any], copy: dict[str, Any]) -> Any:
    if classes.is_named_tuple(cls):
        value = tuple.__new__(cls, [held[name] for name in cls._fields])
    else:
        value = object.__new__(cls)
    if issubclass(cls, pydantic.BaseModel):
        extra = {name: held.pop(name) for name in copy.get("extra", ())}
        allows = cls.model_config.get("extra") == "allow"
        _put(value, "__dict__", held)
        _put(value, "__pydantic_fields_set__", set(copy["set"]))
        if not cls.__pydantic_root_model__:
            _put(value, "__pydantic_extra__", extra if extra or allows else None)
        if not cls.__pydantic_root_model__ or cls.__private_attributes__:
            _put(value, "__pydantic_private__", copy.get("private") or ({} if cls.__private_attributes__ else None))
    elif issubclass(cls, _V1):
        _put(value, "__dict__", held)
        _put(value, "__fields_set__", set(copy["set"]))
        set_attributes(value, copy["private"])
    elif not classes.is_named_tuple(cls):
        set_attributes(value, held)
    set_attributes(value, copy.get("attributes", {}))
    return value


def _still_known(cls: Any, held: dict[str, Any], copy: dict[str, Any]) -> dict[str, Any]:
    """What the constructor is called with. Raises Changed if the class has lost a field."""
    known = classes.fields(cls)
    computed = getattr(cls, "__pydantic_computed_fields__", {})
    takes_more = _takes_more(cls)
    held = {name: each for name, each in held.items() if name not in computed or name in known}
    for name in held:
        if name not in known and not takes_more:
            raise Changed(f" has no field {name} any more")
    for name in copy.get("private", {}):
        if name not in cls.__private_attributes__:
            raise Changed(f" has no private attribute {name} any more")
    return held


def _takes_more(cls: Any) -> bool:
    if issubclass(cls, pydantic.BaseModel):
        return bool(cls.model_config.get("extra") == "allow")
    return issubclass(cls, _V1) and cls.__config__.extra == pydantic.v1.Extra.allow


def _constructed(cls: Any, held: dict[str, Any], copy: dict[str, Any]) -> Any:
    if issubclass(cls, classes.MODELS):
        try:
            return cls(**{_alias(cls, name): each for name, each in held.items()})
        except (pydantic.ValidationError, pydantic.v1.ValidationError) as error:
            first = error.errors()[0]
            field = ".".join(map(str, first["loc"]))
            raise Changed(f".{field} would not take what is stored ({first['msg']})") from None
    if dataclasses.is_dataclass(cls):
        lacks = [
            each.name
            for each in dataclasses.fields(cls)
            if each.init and each.name not in held and _has_no_default(each)
        ]
        later = {each.name for each in dataclasses.fields(cls) if not each.init}
    else:
        lacks = [name for name in cls._fields if name not in held and name not in cls._field_defaults]
        later = set()
    if lacks:
        raise Changed(f" requires a field {lacks[0]} that is not stored")
    if classes.is_named_tuple(cls):
        return tuple.__new__(cls, [held[name] if name in held else cls._field_defaults[name] for name in cls._fields])
    value = cls(**{name: each for name, each in held.items() if name not in later})
    set_attributes(value, {name: held[name] for name in later & held.keys()})
    return value


def _has_no_default(field: Any) -> bool:
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING


def _alias(cls: Any, name: str) -> str:
    """By which the constructor takes a field."""
    if issubclass(cls, _V1):
        return str(cls.__fields__[name].alias) if name in cls.__fields__ else name
    field = cls.__pydantic_fields__.get(name)
    alias = field and field.validation_alias
    if isinstance(alias, pydantic.AliasChoices):
        alias = alias.choices[0]
    return alias if isinstance(alias, str) else name


def _finish(cls: Any, value: Any, held: dict[str, Any], copy: dict[str, Any]) -> None:
    """What the constructor does not take; and has it kept what it took?"""
    for name, each in held.items():
        if not alike(each, getattr(value, name, None)):
            raise Changed(f".{name} would change")
    if issubclass(cls, pydantic.BaseModel):
        _put(value, "__pydantic_fields_set__", set(copy["set"]))
        if copy.get("private"):
            _put(value, "__pydantic_private__", {**(value.__pydantic_private__ or {}), **copy["private"]})
    elif issubclass(cls, _V1):
        _put(value, "__fields_set__", set(copy["set"]))
        set_attributes(value, copy["private"])
    set_attributes(value, copy.get("attributes", {}))
