"""The shape of the tree: components at the top, one namespace, small files, examples that owe us nothing."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
COMPONENTS = ("models", "worker", "scheduler", "inbox", "notify", "admin")
TOP = {
    *(".ci", ".dockerignore", ".github", ".gitignore", "CONTRIBUTING.md", "Dockerfile", "LICENSE", "Makefile"),
    *(
        "README.md",
        "docker-compose.yml",
        "constraints.txt",
        "pyproject.toml",
        "benchmarks",
        "docs",
        "examples",
        "tests",
        *COMPONENTS,
    ),
}
#: A file is one noun or one act.
LONGEST = 250
#: Names that say nothing of what is in a file.
VAGUE = {"utils", "util", "common", "helpers", "helper", "misc", "base", "core", "manager"}


def files() -> Iterator[Path]:
    """Without what is built, downloaded or left by a run."""
    ignored = [line.strip("/") for line in (ROOT / ".gitignore").read_text().split()]
    for file in ROOT.rglob("*"):
        parts = file.relative_to(ROOT).parts
        if parts[0] != ".git" and not any(fnmatch(part, name) for part in parts for name in ignored) and file.is_file():
            yield file


FILES = list(files())
SOURCES = [file for file in FILES if file.suffix == ".py"]


def product() -> Iterator[Path]:
    for file in SOURCES:
        if file.relative_to(ROOT).parts[0] in COMPONENTS:
            yield file


def imports(file: Path) -> set[str]:
    """The full names of the modules that it imports, also inside functions."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def test_nothing_hides_the_other_components_of_the_namespace() -> None:
    assert [file for file in FILES if file.match("*/adjourn/__init__.py")] == []
    for component in COMPONENTS:
        assert (ROOT / component / "adjourn" / component / "__init__.py").is_file()
        beside = {
            file.relative_to(ROOT / component).parts[0] for file in SOURCES if file.is_relative_to(ROOT / component)
        }
        assert beside == {"adjourn"}, "a module beside the namespace would be importable by its bare name"


def test_the_top_level_is_the_architecture() -> None:
    assert {name for name in TOP if not (ROOT / name).exists()} == set()
    assert {file.relative_to(ROOT).parts[0] for file in SOURCES} == {*COMPONENTS, "benchmarks", "examples", "tests"}


def test_each_component_is_found_from_outside_of_the_repository(tmp_path: Path) -> None:
    code = "import json, importlib; print(json.dumps([importlib.import_module(f'adjourn.{c}').__file__ for c in %r]))"
    found = subprocess.run(
        [sys.executable, "-c", code % (COMPONENTS,)], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert [Path(file).name for file in json.loads(found.stdout)] == ["__init__.py"] * len(COMPONENTS)


def test_no_file_is_long() -> None:
    lengths = {str(file.relative_to(ROOT)): len(file.read_text().splitlines()) for file in SOURCES}
    assert {file: lines for file, lines in lengths.items() if lines > LONGEST} == {}


def test_no_file_has_a_name_that_says_nothing() -> None:
    assert [file for file in SOURCES if file.stem in VAGUE] == []


def test_packages_export_nothing_and_say_what_they_are() -> None:
    for file in product():
        if file.name == "__init__.py":
            [only] = ast.parse(file.read_text()).body
            assert isinstance(only, ast.Expr) and isinstance(only.value, ast.Constant), file


ABOVE = {
    "models": ("worker", "scheduler", "inbox", "notify", "admin"),
    "worker": ("scheduler", "inbox", "notify", "admin"),
    "scheduler": ("worker", "inbox", "notify", "admin"),
    "inbox": ("worker", "scheduler", "notify", "admin"),
    "notify": ("worker", "scheduler", "inbox", "admin"),
}


@pytest.mark.parametrize("component", ABOVE)
def test_imports_point_one_way(component: str) -> None:
    """As import-linter says, and where that cannot be run."""
    above = tuple(f"adjourn.{name}" for name in ABOVE[component])
    for file in SOURCES:
        if file.is_relative_to(ROOT / component):
            assert {name for name in imports(file) if name.startswith(above)} == set(), file


def test_examples_and_the_graphs_of_the_tests_import_nothing_of_ours() -> None:
    """They are projects as a user would have them. Only what drives the demo is ours."""
    globs = ("examples/*.py", "tests/projects/**/*.py", "benchmarks/project/*.py")
    projects = [file for glob in globs for file in ROOT.glob(glob)]
    assert len(projects) > 15
    for file in projects:
        assert not any(name.split(".")[0] == "adjourn" for name in imports(file)), file


def test_all_graphs_of_a_langgraph_json_are_there() -> None:
    for config in (file for file in FILES if file.name == "langgraph.json"):
        for name, spec in json.loads(config.read_text())["graphs"].items():
            path = spec["path"] if isinstance(spec, dict) else spec
            file, _, variable = path.rpartition(":")
            if file.endswith(".py"):
                assert variable in (config.parent / file).read_text(), f"{config}: {name}"
