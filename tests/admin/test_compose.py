"""docker-compose.yml and Dockerfile. Where there is no Docker, what a container would run is run as a process."""

from __future__ import annotations

import contextlib
import os
import random
import re
import socket
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml

from tests.conftest import PROJECT
from tests.support.waiting import until

ROOT = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = ("migrate", "worker", "scheduler", "notify", "inbox", "model")
WATCHED = ("worker", "scheduler", "notify", "inbox", "model")


class Host:
    """Runs what a container of a service would run, with the servers of these tests in the place of the others."""

    def __init__(self, env: dict[str, str], logs: Path) -> None:
        self.env = env
        self.logs = logs
        self.started: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, **replaced: str) -> subprocess.Popen[bytes]:
        command = [replaced.get(word, word) for word in SERVICES[name]["command"]]
        with (self.logs / f"{name}.log").open("wb") as log:
            self.started[name] = subprocess.Popen(command, env=self.env, stdout=log, stderr=log, cwd=self.logs)
        return self.started[name]

    def healthy(self, **replaced: str) -> dict[str, bool]:
        """What the health checks of our services say, each asked as Docker would."""
        checks = {}
        for name in WATCHED:
            kind, *command = SERVICES[name]["healthcheck"]["test"]
            words = ["sh", "-c", command[0].replace("$$", "$")] if kind == "CMD-SHELL" else command
            for old, new in replaced.items():
                words = [word.replace(old, new) for word in words]
            checks[name] = subprocess.Popen(
                words, env=self.env, cwd=self.logs, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
        seconds = {name: int(SERVICES[name]["healthcheck"]["timeout"].rstrip("s")) for name in checks}
        return {name: check.wait(seconds[name]) == 0 for name, check in checks.items()}

    def said(self, name: str) -> str:
        return (self.logs / f"{name}.log").read_text()


@pytest.fixture
def host(postgres_url: str, broker_url: str, tmp_path: Path) -> Iterator[Host]:
    """With an empty database, as on the first day."""
    database = f"adjourn_compose_{os.getpid()}"
    with psycopg.connect(postgres_url, autocommit=True) as db:
        db.execute(f"CREATE DATABASE {database}")  # type: ignore[arg-type]
        servers = {
            "ADJOURN_DATABASE_URL": f"{postgres_url.rpartition('/')[0]}/{database}",
            "ADJOURN_BROKER_URL": broker_url,
        }
        path = {"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin", "HOSTNAME": socket.gethostname()}
        # Unlike a container, this may be root's.
        host = Host({**servers, **path, "ADJOURN_PROJECT": str(PROJECT), "PYTHONWARNINGS": "ignore"}, tmp_path)
        yield host
        for process in host.started.values():
            process.terminate()
        codes = {name: process.wait(30) for name, process in host.started.items()}
        db.execute(f"DROP DATABASE {database} WITH (FORCE)")  # type: ignore[arg-type]
    assert set(codes.values()) <= {0}, codes


def test_each_service_runs_as_written_and_its_health_check_tells(host: Host) -> None:
    ports = {"8000": str(_free_port()), "8020": str(_free_port()), "0.0.0.0": "127.0.0.1"}
    assert host.healthy(**ports) == dict.fromkeys(WATCHED, False), "before anything runs"
    assert host.start("migrate").wait(60) == 0, host.said("migrate")
    for command, said in ((["add", "ada"], ""), (["password", "ada"], "correct horse battery\n")):
        subprocess.run(["adjourn", "people", *command], env=host.env, input=said, text=True, check=True)
    for name in WATCHED:
        host.start(name, **ports)
    until(lambda: "ready." in host.said("worker"), "the worker is ready")
    until(lambda: "leads" in host.said("scheduler"), "the scheduler leads")
    until(lambda: "sender starts" in host.said("notify"), "the sender starts")
    until(lambda: "base_url" in host.said("model"), "the model listens")
    until(lambda: host.said("inbox"), "the inbox is served")
    assert host.said("inbox").startswith("inbox "), host.said("inbox")
    assert host.healthy(**ports) == dict.fromkeys(WATCHED, True)
    with psycopg.connect(host.env["ADJOURN_DATABASE_URL"], autocommit=True) as db:
        db.execute("SELECT adjourn.enqueue('line', '{\"log\": []}')")
        until(lambda: db.execute("SELECT FROM adjourn.human_requests").rowcount == 1, "the job asks")


def test_servers_and_ours_are_there_restarted_and_watched() -> None:
    assert SERVICES.keys() == {"postgres", "valkey", *OURS}
    assert SERVICES["postgres"]["image"] == "postgres:18"
    assert SERVICES["valkey"]["image"].startswith("valkey/valkey:")
    assert SERVICES["migrate"]["restart"] == "on-failure", "it runs once"
    for name in SERVICES.keys() - {"migrate"}:
        assert SERVICES[name]["restart"] == "unless-stopped", name
        assert {"test", "interval", "timeout", "retries"} <= SERVICES[name]["healthcheck"].keys(), name
    assert {name for name, service in SERVICES.items() if "profiles" in service} == {"inbox", "model"}, (
        "extras are asked for"
    )


def test_nobody_starts_before_what_it_needs() -> None:
    needs = {
        name: {other: how["condition"] for other, how in SERVICES[name]["depends_on"].items()}
        for name in ("migrate", "worker", "scheduler", "notify", "inbox")
    }
    ready = {"migrate": "service_completed_successfully", "valkey": "service_healthy"}
    assert needs == {
        "migrate": {"postgres": "service_healthy"},
        "worker": ready,
        "scheduler": ready,
        "notify": ready,
        "inbox": ready,
    }


def test_ours_find_the_servers_by_their_names_and_the_database_outlives_its_container() -> None:
    for name in OURS:
        environment = SERVICES[name]["environment"]
        assert "@postgres:5432/" in environment["ADJOURN_DATABASE_URL"]
        assert environment["ADJOURN_BROKER_URL"].startswith("redis://valkey:6379")
        assert SERVICES[name]["build"] == ".", "no image of ours is published"
        assert environment.get("OPENAI_API_KEY", "unset") is None, "passed on if it is set"
    [volume] = SERVICES["postgres"]["volumes"]
    assert volume.split(":") == ["postgres", "/var/lib/postgresql"] and "postgres" in COMPOSE["volumes"]
    server = SERVICES["postgres"]["environment"]
    assert (
        f"{server['POSTGRES_USER']}:{server['POSTGRES_PASSWORD']}@"
        in SERVICES["worker"]["environment"]["ADJOURN_DATABASE_URL"]
    )


def test_a_stopping_worker_has_time_to_hand_its_jobs_back() -> None:
    from adjourn.models.ground.settings import Settings

    assert int(SERVICES["worker"]["stop_grace_period"].rstrip("s")) > Settings.model_fields["drain"].default


def test_the_image_holds_what_the_package_is_built_from() -> None:
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    words = [line.split() for line in lines if line and not line.startswith("#")]
    copied = [source for first, *rest in words if first == "COPY" for source in rest[:-1]]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    build = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    installed = next(line for line in words if line[:3] == ["RUN", "pip", "install"])
    constraints = installed[installed.index("--constraint") + 1]
    needed = ["pyproject.toml", constraints, project["project"]["readme"], *project["project"]["license-files"]]
    for path in (*needed, *build["only-include"]):
        assert (ROOT / path).exists()
        assert any(path == source or path.startswith(f"{source}/") for source in copied), path
    ignored = (ROOT / ".dockerignore").read_text().split()
    assert not [source for source in copied for pattern in ignored if fnmatch(source, pattern)]
    image = re.fullmatch(r"python:3\.(\d+)-slim", words[0][1])
    assert image and int(image[1]) in (11, 12, 13), project["project"]["requires-python"]


def test_the_image_has_a_project_and_is_not_root() -> None:
    words = [line.split() for line in (ROOT / "Dockerfile").read_text().splitlines()]
    [where] = [line[1] for line in words if line[:1] == ["ENV"]]
    folder = where.removeprefix("ADJOURN_PROJECT=")
    assert ["COPY", "examples", folder] in words
    assert all(volume.endswith(f":{folder}:ro") for name in OURS for volume in SERVICES[name]["volumes"])
    assert words[-1] == ["USER", "nobody"]


def _free_port() -> int:
    """None of those that outgoing connections take, as it has to stay free for a while."""
    for port in random.sample(range(29_000, 32_000), 100):
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
    raise AssertionError("a hundred ports are taken")
