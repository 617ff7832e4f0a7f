"""What is typed behind a command, checked before anything is asked of the database."""

from __future__ import annotations

import ipaddress
from datetime import datetime
from typing import Any

import click
from adjourn.admin import terminal
from adjourn.models.ground.errors import BadInput

#: What the tables take (thread_id_is_short, key_is_short).
_LONGEST = 500


class Instant(click.ParamType):  # type: ignore[type-arg]
    name = "ISO"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            return datetime.fromisoformat(value).astimezone().isoformat()
        except (ValueError, OverflowError):
            self.fail(f"{value!r} is no instant in ISO 8601, as 2026-12-31T18:00 or 2026-12-31T18:00Z", param, ctx)


class Name(click.ParamType):  # type: ignore[type-arg]
    """A text that is kept as it is: the id of a thread, a key."""

    name = "TEXT"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if not 0 < len(value.encode()) <= _LONGEST:
            self.fail(f"it must have 1 to {_LONGEST} bytes, this has {len(value.encode())}", param, ctx)
        return value


class Network(click.ParamType):  # type: ignore[type-arg]
    name = "CIDR"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        try:
            return ipaddress.ip_network(value)
        except ValueError as error:
            self.fail(f"{value!r} are no addresses, as 10.0.0.0/8 or 10.1.2.3: {error}", param, ctx)


class Number(click.IntRange):
    name = "number"


class RequestId(click.ParamType):  # type: ignore[type-arg]
    name = "ID"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> int:
        digits = value.strip().removeprefix("#")
        if not (digits.isascii() and digits.isdigit()):
            self.fail(f"{value!r} is no request id, which is a number: see `adjourn requests`", param, ctx)
        if len(digits) > 18:
            raise BadInput(f"there is no request {terminal.cut(value, 30)}")
        return int(digits)
