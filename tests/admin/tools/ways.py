"""The ways in which a member of adjourn_answerer answers a question."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import openpyxl
import psycopg
from django.db import connections
from django.test import Client

from tests.admin.tools import django_site
from tests.admin.tools.forms import fields
from tests.conftest import PROJECT
from tests.support.by_hand import REFUSALS
from tests.support.command import Command
from tests.support.house import Row
from tests.support.logins import Logins

WAYS = ("psql", "view", "command", "csv", "xlsx", "jsonl", "django")
#: choice, comment, answer (a JSON text).
Given = dict[str, str]
#: By the id of its question, why the database or the tool refuses an answer.
Said = dict[int, str]
#: A spreadsheet shows a text that begins so with a quote before it.
_FORMULA = ("=", "+", "-", "@", "\t", "'")


@dataclass(frozen=True, slots=True)
class Ways:
    psql: psycopg.Connection[Row]
    browser: Client
    adjourn: Command

    @classmethod
    @contextmanager
    def open(cls, database_url: str, folder: Path) -> Iterator[Ways]:
        with Logins.open(database_url) as logins, logins.connect("answerer") as psql:
            url = logins.url("answerer")
            django_site.connect(url)
            from django.contrib.auth.models import User

            browser = Client()
            browser.force_login(User.objects.get_or_create(username="ada", is_staff=True, is_superuser=True)[0])
            yield cls(psql, browser, Command(folder, {"DATABASE_URL": url, "ADJOURN_PROJECT": str(PROJECT)}))
            connections["adjourn"].close()

    def all(self) -> dict[str, Callable[[dict[int, Given]], Said]]:
        in_sql = partial(self._in_sql, "human_requests"), partial(self._in_sql, "open_requests")
        others = self._by_command, self._as_csv, self._as_xlsx, self._as_jsonl, self._in_django
        return dict(zip(WAYS, (*in_sql, *others), strict=True))

    def _in_sql(self, table: str, given: dict[int, Given]) -> Said:
        said = {}
        for id, values in given.items():
            columns = ", ".join(f"{name} = %s" for name in values)
            try:
                self.psql.execute(f"UPDATE adjourn.{table} SET {columns} WHERE id = %s", (*values.values(), id))
            except REFUSALS as error:
                said[id] = str(error.diag.message_primary)
        return said

    def _by_command(self, given: dict[int, Given]) -> Said:
        done = {
            id: self.adjourn.quick("answer", str(id), *(f"--{name}={value}" for name, value in values.items()))
            for id, values in given.items()
        }
        return {id: each.err for id, each in done.items() if each.code}

    def _as_csv(self, given: dict[int, Given]) -> Said:
        [first, *lines] = csv.reader(io.StringIO(self.adjourn.quick("requests", "export").out))
        sheet = io.StringIO()
        writer = csv.writer(sheet)
        writer.writerow(first)
        for cells in lines:
            for name, value in given.get(int(cells[0]), {}).items():
                cells[first.index(name)] = f"'{value}" if value.startswith(_FORMULA) else value
            writer.writerow(cells)
        return self._imported("csv", sheet.getvalue(), given)

    def _as_xlsx(self, given: dict[int, Given]) -> Said:
        """As a spreadsheet does, which leaves an empty cell where nothing stands."""
        file = self.adjourn.cwd / "open.xlsx"
        assert self.adjourn.quick("requests", "export", str(file)).code == 0
        book = openpyxl.load_workbook(file)
        sheet = book["requests"]
        names = [cell.value for cell in sheet[1]]
        for cells in sheet.iter_rows(min_row=2):
            for name, value in given.get(int(cells[0].value), {}).items():
                cells[names.index(name)].value = value
                cells[names.index(name)].data_type = "s"
        book.save(file)
        return self._read("xlsx", file, given)

    def _as_jsonl(self, given: dict[int, Given]) -> Said:
        """As a program writes it that keeps each digit."""
        lines = []
        for text in self.adjourn.quick("requests", "export", "--format", "jsonl").out.splitlines():
            line = json.loads(text)
            told = given.get(line["id"], {})
            members = {name: json.dumps(value) for name, value in line.items()}
            members |= {name: value if name == "answer" else json.dumps(value) for name, value in told.items()}
            lines.append("{" + ", ".join(f'"{name}": {value}' for name, value in members.items()) + "}\n")
        return self._imported("jsonl", "".join(lines), given)

    def _imported(self, form: str, content: str, given: dict[int, Given]) -> Said:
        file = self.adjourn.cwd / f"open.{form}"
        file.write_text(content)
        return self._read(form, file, given)

    def _read(self, form: str, file: Path, given: dict[int, Given]) -> Said:
        """Each refusal names its line; lines are in the order of ids."""
        done = self.adjourn.quick("requests", "import", "--format", form, str(file), "--yes")
        assert done.code in (0, 2), done
        refused = done.err.splitlines()
        assert len(refused) in (0, len(given)), "all or none of a call"
        return dict(zip(sorted(given), refused, strict=False))

    def _in_django(self, given: dict[int, Given]) -> Said:
        """What a browser sends, with its ends of lines; it comes back to the form if it is refused."""
        said = {}
        for id, values in given.items():
            page = f"/admin/inbox/openrequests/{id}/change/"
            form = fields(self.browser.get(page).content.decode())
            typed = {name: value.replace("\n", "\r\n") for name, value in values.items()}
            done = self.browser.post(page, form | typed)
            if done.headers.get("Location") != "/admin/inbox/openrequests/":
                said[id] = done.content.decode()
        return said
