"""The one loop of `adjourn up`.

Start what others need first: servers, tables, the model, then workers, the scheduler, the sender and the inbox. Wait
until they really work. Then look at each of them a few times a second, start again what has ended, and write down who
runs, until a signal asks for the end. What was started is ended in the opposite order, whatever happened.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import NoReturn

import click
from adjourn.admin import environment, pulse, terminal
from adjourn.admin.servers import postgres, valkey
from adjourn.admin.servers.errors import ServerError
from adjourn.admin.servers.server import Server
from adjourn.admin.up import page, process, project, state_file
from adjourn.admin.up.page import Page
from adjourn.admin.up.process import Process
from adjourn.admin.up.service import Running, Service
from adjourn.admin.up.state_file import State
from adjourn.admin.up.stop import Stop
from adjourn.admin.up.warden import Warden
from adjourn.models.ground.errors import AdjournError
from adjourn.models.ground.settings import BROKER, DATABASE, settings

#: Seconds: for everything to be ready; between two looks; for a worker to end once its runs have drained.
_START, _LOOK, _END = 120.0, 0.2, 10.0
#: Celery's page of warnings is for servers.
_AS_ROOT = "ignore:You're running the worker with superuser privileges"


class _Stopped(Exception):
    """A signal came while we were starting."""


class Supervisor:
    def __init__(self, data: Path, folder: Path, workers: int) -> None:
        self._data = data
        self._logs = data / "logs"
        self._project = folder
        self._workers = [f"worker {n}" for n in range(1, workers + 1)]
        self._page = None if page.missing() else Page()
        self._stop = Stop()
        self._warden = Warden()
        #: In the order of their start.
        self._services: dict[str, Service] = {}

    def run(self) -> None:
        """Until a signal. Raises AdjournError, BadInput or ServerError if something cannot be started."""
        environment.set_all({"ADJOURN_PROJECT": str(self._project)})
        try:
            self._begin()
            self._say("ready")
            while not self._stop.asked:
                self._tend()
                time.sleep(_LOOK)
        except _Stopped:
            pass
        finally:
            self._end()

    # --- beginning

    def _begin(self) -> None:
        self._logs.mkdir(exist_ok=True)
        self._say("inbox", self._page.url if self._page else page.missing() or "")
        self._say("project", str(self._project))
        self._say("data", f"{self._data} (`adjourn env` prints the URLs with their passwords)")
        self._serve("postgres", DATABASE, postgres.start)
        self._serve("broker", BROKER, valkey.start)
        pulse.broker_version(environment.now())
        self._migrate()
        if not project.has_model(self._project):
            self._open("model", self._model)
            self._say("model", f"{environment.value('OPENAI_BASE_URL')} (scripted: there is no OPENAI_API_KEY)")
        for name in self._workers:
            self._open(name, lambda name=name: self._worker(name))  # type: ignore[misc]
        self._open("scheduler", lambda: self._python("scheduler", "celery", "-A", "adjourn.scheduler", "beat"))
        self._open(
            "sender", lambda: self._python("notify", "adjourn.admin.command", "notify", secrets=page.link(self._page))
        )
        self._open_page()
        self._write_down()
        self._wait(lambda: pulse.workers_answer(settings(), len(self._workers)), "its workers do not answer")
        self._say("workers", f"{len(self._workers)} (logs: {self._logs})")
        self._wait(lambda: pulse.scheduler_leads(settings()), "its scheduler does not lead")
        self._say("scheduler", "leads")

    def _serve(self, name: str, variables: tuple[str, ...], start: Callable[[Path], Server]) -> None:
        """A server of our own, unless the environment names one."""
        variable = next(filter(environment.value, variables), variables[0])
        theirs = environment.value(variable)
        if not theirs:
            self._open(name, lambda: start(self._data / name))
            self._adopt_addresses()
        url = terminal.without_password(environment.value(variable) or "")
        self._say(name, f"{url} (from {variable})" if theirs else url)

    def _migrate(self) -> None:
        """In a process of its own: what it imports would stay in ours."""
        self._open("migrate", lambda: self._python("migrate", "adjourn.admin.command", "migrate"))
        migrating = self._services.pop("migrate").process
        assert migrating is not None
        try:
            while migrating.alive():
                self._pause()
            if not migrating.succeeded:
                last = (migrating.said().strip().splitlines() or [migrating.ending])[-1]
                raise AdjournError(f"the database cannot be migrated: {last.removeprefix('adjourn: ')}")
        finally:
            migrating.stop()

    def _model(self) -> Running:
        """At the same port when it is started again, because the workers know it."""
        port = (environment.value("OPENAI_BASE_URL") or ":0").rsplit(":", 1)[1].removesuffix("/v1")
        model = self._python("model", "adjourn.admin.scripted_model", port)
        until = time.monotonic() + _END
        while not (said := model.said()).endswith("}\n"):
            if not model.alive() or time.monotonic() > until:
                model.stop()
                raise ServerError(f"the scripted model does not start: {said.strip() or model.ending}")
            time.sleep(0.05)
        address = json.loads(said.splitlines()[-1])["base_url"]
        environment.set_all({"OPENAI_BASE_URL": address, "OPENAI_API_KEY": "scripted"})
        return model

    def _open_page(self) -> None:
        """All else works without it: where it cannot be, that is said."""
        if at := self._page:
            try:
                self._open("inbox", lambda: at.start(self._python))
            except ServerError as error:
                self._page = None
                self._say("inbox", f"cannot be started: {error}")

    def _worker(self, name: str) -> Running:
        options = ("worker", "--without-mingle", "--without-gossip", "-n", name.replace("worker ", "adjourn-") + "@%h")
        return self._python(name.replace(" ", "-"), "celery", "-A", "adjourn.worker", *options)

    def _python(self, log: str, module: str, *arguments: str, secrets: Mapping[str, str] | None = None) -> Process:
        # In the project's folder, where its files are, but no module of it may stand in for one of ours (-P).
        command = [sys.executable, "-P", "-W", _AS_ROOT, "-m", module, *arguments]
        variables = {**environment.everything(), **(secrets or {})}
        return Process(command, self._logs / f"{log}.log", variables, self._project)

    def _open(self, name: str, start: Callable[[], Running]) -> None:
        if self._stop.asked:
            raise _Stopped
        self._services[name] = Service(name, start, self._say)
        self._guard()

    def _wait(self, condition: Callable[[], bool], complaint: str) -> None:
        """For something that only these services can bring about. Raises AdjournError with the last words of one."""
        until = time.monotonic() + _START
        while not condition():
            self._pause()
            for name, service in self._services.items():
                if service.running is None or not service.running.alive():
                    _give_up(f"{name} {service.ending}", service.process)
            if time.monotonic() > until:
                _give_up(f"{complaint} after {_START:.0f} s", self._services[self._workers[0]].process)

    def _pause(self) -> None:
        if self._stop.asked:
            raise _Stopped
        time.sleep(_LOOK / 2)

    # --- running

    def _tend(self) -> None:
        restarted = [service for service in self._services.values() if service.tend()]
        self._guard()
        if restarted:
            if self._adopt_addresses():
                # A server had to move to another port.
                process.end(self._processes(self._workers), _END, lambda: bool(self._stop.asked))
                process.end(self._processes(["scheduler", "sender", "inbox"]), _END, lambda: bool(self._stop.asked))
            self._write_down()

    def _adopt_addresses(self) -> bool:
        """True: they have changed."""
        urls = {
            variable: service.running.url
            for name, variable in (("postgres", DATABASE[0]), ("broker", BROKER[0]))
            if (service := self._services.get(name)) and isinstance(service.running, Server)
        }
        return environment.set_all(urls)

    def _guard(self) -> None:
        self._warden.guard([each.pid for each in self._processes(self._services)])

    def _write_down(self) -> None:
        pids = {name: service.pid for name, service in self._services.items()}
        state = State(
            ADJOURN_DATABASE_URL=settings().database_url,
            ADJOURN_BROKER_URL=settings().celery_broker_url,
            project=str(self._project),
            pid=os.getpid(),
            worker_pids=[pid for name in self._workers if (pid := pids[name])],
            scheduler_pid=pids["scheduler"],
            sender_pid=pids["sender"],
            model_url=environment.value("OPENAI_BASE_URL") if "model" in pids else None,
            model_pid=pids.get("model"),
            postgres_pid=pids.get("postgres"),
            broker_pid=pids.get("broker"),
            inbox_url=self._page.url if self._page else None,
            inbox_pid=pids.get("inbox"),
        )
        state_file.write(self._data, state)

    # --- ending

    def _end(self) -> None:
        if self._stop.asked:
            self._say("stopping", "(once more: at once)")
        patience, hurry = _END, lambda: self._stop.asked > 1
        with contextlib.suppress(AdjournError):
            patience += settings().drain
        process.end(self._processes(["scheduler", "sender", "inbox"]), _END, hurry)
        process.end(self._processes(self._workers), patience, hurry)
        for service in reversed(self._services.values()):
            service.stop()
        self._warden.dismiss()

    def _processes(self, names: Iterable[str]) -> list[Process]:
        found = (self._services.get(name) for name in names)
        return [service.process for service in found if service and service.process]

    def _say(self, name: str, text: str = "") -> None:
        try:
            click.echo(f"{name:<10} {terminal.line(text)}".rstrip())
        except OSError:
            # Nobody reads any more: the terminal has gone, or the pipe.
            self._stop.asked += 1


def _give_up(why: str, process: Process | None) -> NoReturn:
    """With the reason that it gave, else the last line that it said."""
    said = process.said().rstrip().splitlines() if process else []
    reasons = [line.removeprefix("adjourn: ") for line in said if line.startswith("adjourn: ")] or said
    raise AdjournError(f"{why}: {reasons[-1]}" if reasons else why)
