"""Many questions that are alike, and somebody who answers them together."""

from __future__ import annotations

import re
from typing import Any

from tests.support.asked import batch
from tests.support.by_hand import read, shaped
from tests.support.house import House, Row
from tests.support.page import Visitor


def refunds(house: House, *amounts: float, tool: str = "refund", **args: Any) -> list[Row]:
    made = []
    for n, amount in enumerate(amounts):
        call = {"name": tool, "args": {"order": f"A-{n}", "amount": amount, "currency": "EUR"} | args}
        made.append(shaped(house, batch((call, ["approve", "reject", "respond"]))))
    return made


def look(ada: Visitor, rows: list[Row]) -> str:
    """Selects them in the list."""
    token = ada.hidden().get("token") or (ada.get("/?all=1"), ada.hidden()["token"])[1]
    ada.post("/many", {"token": token, "id": [str(row["id"]) for row in rows], "do": "many"})
    return said(ada)


def said(ada: Visitor) -> str:
    return ada.text.replace(" .", ".").replace(" ,", ",")


def fields(ada: Visitor) -> dict[str, Any]:
    """What the open page would send, all that is ticked."""
    found: dict[str, Any] = {"of": [], "id": []}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', ada.page.text):
        found[name] = [*found["of"], value] if name == "of" else value
    found["id"] = re.findall(r'name="id" value="(\d+)" checked', ada.page.text)
    return found


def send(ada: Visitor, number: str, choice: str = "approve", **more: Any) -> int:
    given = fields(ada) | {"do": "send", "number": number, "choice": choice} | more
    return ada.post("/many", given).status_code


def states(house: House, rows: list[Row]) -> list[str]:
    return [read(house, row)["status"] for row in rows]


def why(ada: Visitor, row: Row) -> str:
    """What is said about a row that stays open."""
    item = re.search(rf"<li>(?:<a [^>]*>)?#{row['id']}\b.*?</li>", ada.page.text)
    assert item, ada.text
    return " ".join(re.sub(r"<[^>]+>", " ", item[0]).replace("&#39;", "'").split())
