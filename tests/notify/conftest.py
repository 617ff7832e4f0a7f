"""Somebody who receives, and the operator's file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.receiver import Receiver, receiving
from tests.support.senders import KEY


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def keys(tmp_path: Path, receiver: Receiver) -> Path:
    path = tmp_path / "notify.json"
    urls = {"chat": f"json://{receiver.host}/ok"}
    path.write_text(json.dumps({"webhooks": {receiver.host: KEY}, "apprise": urls}))
    return path
