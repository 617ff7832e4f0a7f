"""What other Celery apps send to `adjourn.enqueue`, read as the arguments of `jobs.enqueue`."""

from __future__ import annotations

import json
import reprlib
from collections.abc import Sequence
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


def read(
    given: Sequence[Any], named: dict[str, Any], *, id: Any, eta: Any = None, expires: Any = None
) -> dict[str, Any]:
    """`id`, `eta` and `expires` are the message's own. The id is the key if there is none, so that a second delivery
    adds nothing; the eta is `run_at` if there is none. Positions are counted among what is not named: a chain puts the
    last task's result first, and `signature("adjourn.enqueue", kwargs={"graph": …})` takes it as the input.

    Raises BadInput: too many arguments, what is no JSON or no time, a message that came after it had expired.
    """
    free = [name for name in _BY_POSITION if name not in named]
    if len(given) > len(free):
        raise BadInput(
            f"{len(given)} arguments by position, where {' and '.join(free) or 'none'} can be: name the others"
        )
    request = dict(zip(free, given, strict=False)) | named
    if expires is not None and _instant("expires", expires) < datetime.now(UTC):
        raise BadInput(f"the message had expired at {expires} before a worker came: for the job, give deadline_at")
    if eta is not None:
        request.setdefault("run_at", _instant("eta", eta))
    if request.get("key") is None:
        request["key"] = f"celery:{id}"
    texts = {name: _json(name, request[name]) for name in _JSON if name in request}
    return {name: str(value) if isinstance(value, UUID) else value for name, value in (request | texts).items()}


def _json(name: str, value: Any) -> str:
    """Celery's JSON brings times, decimals, UUIDs and bytes back as objects."""
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
