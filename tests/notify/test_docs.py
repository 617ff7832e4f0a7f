"""What docs/webhooks.md tells who receives webhooks is so."""

from __future__ import annotations

import base64
import re
import time
from pathlib import Path
from typing import Any

import pytest
from adjourn.models import subscriptions

from tests.support.receiver import Receiver
from tests.support.senders import KEY, send

TELL = (Path(__file__).parents[2] / "docs" / "webhooks.md").read_text()


@pytest.fixture
def is_genuine() -> Any:
    [code] = re.findall(r"```python\n(.*?)```", TELL, re.DOTALL)
    names: dict[str, Any] = {}
    exec(code, names)
    return names["is_genuine"]


def test_a_receiver_knows_what_is_ours(receiver: Receiver, is_genuine: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    key = base64.b64decode(KEY.removeprefix("whsec_"))
    send(f"{receiver.url}/ok", keys=[b"another" * 5, key])
    [heard] = receiver.heard
    assert is_genuine(heard.headers, heard.body, KEY)
    assert not is_genuine(heard.headers, heard.body.replace(b"succeeded", b"failed"), KEY)
    assert not is_genuine(heard.headers | {"webhook-id": "other"}, heard.body, KEY)
    assert not is_genuine(heard.headers, heard.body, f"whsec_{base64.b64encode(b'a third one' * 3).decode()}")
    later = time.time() + 301
    monkeypatch.setattr(time, "time", lambda: later)
    assert not is_genuine(heard.headers, heard.body, KEY)


def test_each_topic_and_each_column_of_data_is_there() -> None:
    topics = re.findall(r"`((?:job|request)\.[a-z_]+)`", TELL.partition("A webhook is")[0])
    assert set(topics) == set(subscriptions.TOPICS)
    sql = Path(subscriptions.__file__).parent / "migrations" / "sql" / "0006_outbox.sql"
    columns = re.findall(r"'([a-z_]+)', (?:NEW\.|its_project)", sql.read_text())
    assert len(columns) > 15
    assert [column for column in columns if f"`{column}`" not in TELL] == []
