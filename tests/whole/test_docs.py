"""What users read is so: commands and statements are such as the product takes, names and links lead somewhere."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import psycopg
import pytest
from adjourn.admin.commands.group import adjourn
from adjourn.models.ground.settings import Settings

from tests.whole.test_layout import COMPONENTS, ROOT

PAGES = sorted((ROOT / "docs").glob("*.md"))
DOCS = [*(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")), *PAGES]
TEXTS = {path.name: path.read_text() for path in DOCS}
STATEMENT = r"(?:SELECT|UPDATE|INSERT) .*"


def lines(text: str) -> Iterator[str]:
    """Of the blocks of code, each as it stands alone."""
    for line in text.splitlines():
        if line.startswith("    ") and not line.startswith("     "):
            yield line.strip()


def mentioned(text: str) -> Iterator[str]:
    """What stands between backquotes in a sentence."""
    for found in re.findall(r"`([^`]+)`", text):
        yield " ".join(found.split())


def parse(words: list[str], command: click.Command = adjourn, parent: click.Context | None = None) -> None:
    """As click does before it calls anything."""
    with command.make_context(words[0], words[1:], parent=parent) as context:
        if isinstance(command, click.Group) and (rest := [*context._protected_args, *context.args]):
            _, found, _ = command.resolve_command(context, rest)
            assert found is not None
            parse(rest, found, context)


def words_of(line: str) -> list[str]:
    return shlex.split(re.split(r";| && | \| | >", line)[0], comments=True)


@pytest.mark.parametrize("name", TEXTS)
def test_each_command_is_one(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for file in ("orders.jsonl", "orders.csv", "open.xlsx"):
        Path(file).touch()
    Path("new-version").mkdir()
    wrong = []
    for line in lines(TEXTS[name]):
        if line.startswith("adjourn "):
            try:
                parse(words_of(line))
            except click.UsageError as error:
                wrong.append(f"{line}: {error.format_message()}")
    for said in mentioned(TEXTS[name]):
        if said.startswith("adjourn ") and "…" not in said:
            try:
                parse(words_of(said))
            except (click.MissingParameter, click.exceptions.NoArgsIsHelpError, click.exceptions.Exit):
                pass  # the sentence is of the command, whatever it is given
            except click.UsageError as error:
                wrong.append(f"{said}: {error.format_message()}")
    assert not wrong


@pytest.mark.parametrize("name", TEXTS)
def test_each_statement_is_one(name: str, db: psycopg.Connection) -> None:
    db.execute("CREATE TABLE public.orders (id int)")
    db.execute("SET search_path = public, adjourn")
    said = [line for line in [*lines(TEXTS[name]), *mentioned(TEXTS[name])] if re.fullmatch(STATEMENT, line)]
    wrong = []
    for statement in said:
        known = statement.replace("'…'", "'01a20f9b-7c1e-7cc8-9c5c-2f7d34a3c0de'")
        if "…" in known:
            continue
        try:
            db.execute(f"PREPARE said AS {known}")  # type: ignore[arg-type]
            db.execute("DEALLOCATE said")
        except psycopg.Error as error:
            wrong.append(f"{statement}: {error}")
    assert not wrong


def test_each_setting_is_listed_and_none_is_invented() -> None:
    listed = set(re.findall(r"^\| `(ADJOURN_[A-Z_]+)`", TEXTS["operating.md"], re.M))
    given = {f"ADJOURN_{name.upper()}" for name in Settings.model_fields} - {
        "ADJOURN_CELERY_BROKER_URL",
        "ADJOURN_GIVEN_NAME",
    }
    assert given <= listed
    code = "\n".join(path.read_text() for room in COMPONENTS for path in (ROOT / room).rglob("*.py"))
    assert {name for name in listed - given if f'"{name}"' not in code} == set()
    assert {each for text in TEXTS.values() for each in re.findall(r"\bADJOURN_[A-Z_]*[A-Z]\b", text)} <= listed


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_each_link_leads_somewhere(path: Path) -> None:
    lost = []
    for target in re.findall(r"\]\(([^)\s]+)\)", path.read_text()):
        if target.startswith("http"):
            continue
        file, _, heading = target.partition("#")
        there = (path.parent / file).resolve() if file else path
        if not there.exists() or (heading and heading not in headings(there)):
            lost.append(target)
    assert not lost


def headings(path: Path) -> set[str]:
    """As GitHub names them."""
    titles = re.findall(r"^#+ (.+)$", path.read_text(), re.M)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def test_each_promise_names_its_test() -> None:
    names = re.findall(r"`(test_[a-z_]+)`", TEXTS["proof.md"])
    assert len(names) > 20
    code = "\n".join(path.read_text() for path in (ROOT / "tests").rglob("test_*.py"))
    assert [name for name in names if f"def {name}(" not in code] == []


def test_the_first_page_is_short_and_leads_to_all_others() -> None:
    assert len(TEXTS["README.md"].splitlines()) <= 120
    assert [page.name for page in PAGES if f"(docs/{page.name})" not in TEXTS["README.md"]] == []
