"""The operator's file with what is secret: keys that sign webhooks, and apprise's URLs, in which passwords are.

    {"webhooks": {"hooks.example.org": "whsec_…"}, "apprise": {"finance": "mailtos://user:password@example.org"}}

Not in the database, whose backups and readers have no business with them. A host may have several keys, the new one
first, while its receivers change over.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from adjourn.models.ground.errors import BadInput

PREFIX = "whsec_"
#: Bytes, as Standard Webhooks has them.
_SHORTEST, _LONGEST = 24, 64


@dataclass(frozen=True, slots=True)
class Keys:
    webhooks: Mapping[str, tuple[bytes, ...]] = field(default_factory=dict)
    apprise: Mapping[str, str] = field(default_factory=dict)


def read(path: Path, *, required: bool = False) -> Keys:
    """Raises BadInput: it is not as above; or is not there, and `required`."""
    try:
        text = path.read_text()
    except FileNotFoundError:
        if required:
            raise BadInput(f"there is no {path}: correct ADJOURN_NOTIFY") from None
        return Keys()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path} cannot be read: {error}") from None
    try:
        given: Any = json.loads(text if text.strip() else "{}")
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{path} is no JSON: {error}") from None
    parts: dict[str, dict[str, Any]] = given if isinstance(given, dict) else {"": {}}
    if not (parts.keys() <= {"webhooks", "apprise"} and all(isinstance(part, dict) for part in parts.values())):
        raise BadInput(f'{path} must be {{"webhooks": {{HOST: KEY}}, "apprise": {{NAME: URL}}}}')
    webhooks, apprise = parts.get("webhooks", {}), parts.get("apprise", {})
    if wrong := [name for name, url in apprise.items() if not isinstance(url, str)]:
        raise BadInput(f"{path}: apprise.{wrong[0]} must be a URL")
    return Keys({host.lower(): _keys(path, host, keys) for host, keys in webhooks.items()}, apprise)


def _keys(path: Path, host: str, given: Any) -> tuple[bytes, ...]:
    found = []
    for key in given if isinstance(given, list) and given else [given]:
        try:
            if not key.startswith(PREFIX):
                raise ValueError
            decoded = base64.b64decode(key.removeprefix(PREFIX), validate=True)
        except (AttributeError, ValueError):
            decoded = b""
        if not _SHORTEST <= len(decoded) <= _LONGEST:
            raise BadInput(
                f"{path}: the key of {host} must be {PREFIX} and {_SHORTEST} to {_LONGEST} bytes in base64: "
                "`adjourn subscriptions key` prints a new one"
            )
        found.append(decoded)
    return tuple(found)
