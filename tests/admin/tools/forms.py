"""What a browser sends when a person opens a form, changes some fields and presses Save."""

from __future__ import annotations

from html.parser import HTMLParser


class _Form(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self._textarea: str | None = None
        self._select: str | None = None
        self._has_no_value = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name")
        if tag == "textarea" and name:
            self._textarea, self.fields[name] = name, ""
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            if is_chosen := "selected" in given:
                self.fields[self._select] = given.get("value") or ""
            self._has_no_value = is_chosen and "value" not in given
        elif tag == "input" and name and given.get("type") not in ("submit", "button", "file", "checkbox", "radio"):
            self.fields[name] = given.get("value") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._textarea:
            text = self.fields[self._textarea].replace("\r\n", "\n").removeprefix("\n")
            self.fields[self._textarea] = text.replace("\n", "\r\n")
            self._textarea = None
        elif tag == "select":
            self._select = None

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self.fields[self._textarea] += data
        elif self._select and self._has_no_value:
            # As browsers have it: its text.
            self.fields[self._select], self._has_no_value = data.strip(), False


def fields(page: str) -> dict[str, str]:
    form = _Form()
    form.feed(page)
    return form.fields
