"""What other Celery apps send to `adjourn.enqueue`, read as the arguments of a `JobRequest`."""

from __future__ import annotations

import json
import reprlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from adjourn.models.ground import broker
from adjourn.models.ground.errors import BadInput
from adjourn.worker.advance.as_json import plain

#: What may be given by position, in this order.
_BY_POSITION = ("graph", "input", "key")
_JSON = ("input", "config", "context")


def take_times(message: Any) -> None:
    """Of a message to us, put `eta` and `expires` where Celery does not look: it would keep the message in memory until
    its time comes, or drop it without a word. Protocol 2 has them in the headers, 1 in the body."""
    if not isinstance(message.headers, dict):
        return
    homes = [message.headers]
    if not message.headers.get("task"):
        try:
            homes += [message.payload] * isinstance(message.payload, dict)
        except Exception:
            return  # for Celery to find
    if any(home.get("task") in (broker.ADVANCE, broker.ENQUEUE) for home in homes):
        for home in homes:
            home.update({f"adjourn_{name}": home.pop(name) for name in ("eta", "expires") if home.get(name)})


@dataclass(frozen=True, slots=True)
class Arrival:
    """A message. Celery's JSON brings times, decimals, UUIDs and bytes back as objects."""

    id: Any
    args: Any
    kwargs: Any
    eta: Any = None
    expires: Any = None
    #: Of the message's headers, where whoever traces Celery puts it.
    traceparent: Any = None
    #: However long the database is away then, what came in time stays in time.
    taken_at: datetime = field(default_factory=lambda: datetime.now(UTC))

    @classmethod
    def of(cls, request: Any, args: Any, kwargs: Any) -> Arrival:
        """As a task is given it."""
        eta, expires = (getattr(request, f"adjourn_{name}", None) for name in ("eta", "expires"))
        return cls(request.id, args, kwargs, eta, expires, getattr(request, "traceparent", None))

    @classmethod
    def read(cls, text: str) -> Arrival:
        return cls(**json.loads(text))

    def text(self) -> str:
        """To be read again. Not when it expires: it came in time, or somebody wants it all the same."""
        kept = {"id": self.id, "args": self.args, "kwargs": self.kwargs}
        kept |= {name: value for name in ("eta", "traceparent") if (value := getattr(self, name)) is not None}
        try:
            return json.dumps(kept, default=plain)
        except (ValueError, RecursionError):
            return reprlib.repr(kept)

    def request(self) -> dict[str, Any]:
        """The id is the key if there is none, so that a second delivery adds nothing; the eta is `run_at` if there is
        none. Positions are counted among what is not named: a chain puts the last task's result first, and
        `signature("adjourn.enqueue", kwargs={"graph": …})` takes it as the input.

        Raises BadInput: too many arguments, what is no JSON or no time, a message that came after it had expired.
        """
        free = [name for name in _BY_POSITION if name not in self.kwargs]
        if len(self.args) > len(free):
            where = f"{', '.join(free) or 'nothing'} may be: name the others"
            raise BadInput(f"{len(self.args)} arguments are given by position, where {where}")
        request = dict(zip(free, self.args, strict=False)) | self.kwargs
        if self.expires is not None and _instant("expires", self.expires) < self.taken_at:
            raise BadInput(f"the message had expired at {self.expires}, before a worker took it")
        if self.eta is not None:
            request.setdefault("run_at", _instant("eta", self.eta))
        if self.traceparent is not None:
            request.setdefault("traceparent", self.traceparent)
        if request.get("key") is None:
            request["key"] = f"celery:{self.id}"
        texts = {name: _json(name, request[name]) for name in _JSON if name in request}
        return {name: str(value) if isinstance(value, UUID) else value for name, value in (request | texts).items()}


def _json(name: str, value: Any) -> str:
    try:
        return json.dumps(value, default=plain, allow_nan=False)
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{name} is no JSON: {error}") from None


def _instant(name: str, written: Any) -> datetime:
    """Without a zone it is UTC, as for Celery."""
    try:
        instant = datetime.fromisoformat(written)
    except (TypeError, ValueError):
        raise BadInput(f"{name} is no time in ISO 8601: {reprlib.repr(written)}") from None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
