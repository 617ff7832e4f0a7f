"""Settings, read once from the environment. No other module reads it."""

from __future__ import annotations

import os
import re
from functools import cache
from pathlib import Path
from typing import Literal

import psycopg
from adjourn.models.ground.errors import BadInput
from kombu.utils.url import parse_url
from psycopg.conninfo import conninfo_to_dict
from pydantic import AliasChoices, Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

#: Names of the two URLs, first ours, then those that a project may want for itself.
DATABASE = ("ADJOURN_DATABASE_URL", "DATABASE_URL")
BROKER = ("ADJOURN_BROKER_URL", "CELERY_BROKER_URL")
#: OpenTelemetry's, of which the first counts.
_COLLECTOR = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
#: As Celery spells the ways to a Redis or Valkey; several URLs of a Sentinel are separated by semicolons.
_BROKERS = ("redis", "rediss", "sentinel", "socket", "redis+socket")


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="ADJOURN_", frozen=True, populate_by_name=True)

    #: Postgres 15 or newer; Adjourn keeps to its own schema `adjourn` there.
    database_url: str = Field(validation_alias=AliasChoices(*DATABASE))
    #: Redis 6.2 or newer, or Valkey. May be emptied at any time: it holds nothing but hints.
    celery_broker_url: str = Field("redis://127.0.0.1:6379/0", validation_alias=AliasChoices(*BROKER))
    #: A connection that is no transaction pooler, for LISTEN and migrations. Empty: database_url.
    direct_database_url: str = ""
    #: The folder with langgraph.json.
    project: Path = Path(".")
    #: The file in it that is read as one.
    config: str = "langgraph.json"
    #: The operator's rules for questions. None: adjourn.json beside that file, if there is one.
    policy: Path | None = None
    #: See `name`.
    given_name: str = Field("", validation_alias="ADJOURN_NAME")
    #: The Celery queue of this project's workers.
    queue: str = "adjourn"
    #: Which jobs a worker claims: all of its project; new ones and those that were begun on its version of the code, or
    #: only these.
    takes: Literal["all", "own", "begun"] = "all"
    #: Of the project's code. Empty: that of its package, or a digest of its Python files.
    version: str = ""
    #: Seconds after which a silent worker is taken for dead. Renewed three times in that time.
    lease: float = Field(30.0, gt=0)
    #: Graph runs at once in a worker process; they mostly wait on models.
    concurrency: int = Field(500, ge=1, le=10_000)
    #: Of these, those that may be of jobs of batches: the others are kept for what is not. None: nine tenths.
    batch_concurrency: int | None = Field(None, ge=1)
    #: Connections per worker process for runs, and as many again for sync code inside of runs.
    pool_size: int = Field(10, ge=1)
    #: Off behind a transaction pooler that cannot keep prepared statements.
    prepare: bool = True
    #: Seconds that a stopping worker gives its runs to reach the end of a superstep.
    drain: float = Field(10.0, ge=0)
    #: What happens to a value that would come back from a checkpoint as another one: its job fails, or it is logged.
    check_values: Literal["fail", "warn"] = "fail"
    #: The sender's file with the keys of webhooks and the URLs of mail and chat. None: notify.json in
    #: the project, if it is there.
    notify: Path | None = None
    #: Where people open the inbox, for the links in what is sent. Empty: no links.
    inbox_url: str = ""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"] = "INFO"
    #: Lines of text, or a JSON object each.
    log_format: Literal["text", "json"] = "text"

    @field_validator("log_level", mode="before")
    @classmethod
    def _upper(cls, level: object) -> object:
        return level.upper() if isinstance(level, str) else level

    @field_validator("database_url", "direct_database_url")
    @classmethod
    def _postgres(cls, url: str) -> str:
        if not url:
            return url
        if not url.startswith(("postgresql://", "postgres://")):
            raise ValueError("must start with postgresql://")
        try:
            conninfo_to_dict(url)
            make_url(url)
        except (psycopg.Error, ArgumentError, ValueError):
            # Not in their words, which may hold the password.
            raise ValueError("is no URL of a database: postgresql://user:password@host:port/name") from None
        return url

    @field_validator("version")
    @classmethod
    def _version(cls, version: str) -> str:
        if not re.fullmatch(r"[A-Za-z0-9._+@/:-]{0,100}", version):
            raise ValueError("is no version: up to 100 letters, digits and . _ + @ / : -")
        return version

    @field_validator("inbox_url")
    @classmethod
    def _page(cls, url: str) -> str:
        if url and not re.fullmatch(r"https?://[^\s?#@]+", url):
            raise ValueError("is no address of a page: https://inbox.example.org")
        return url

    @field_validator("celery_broker_url")
    @classmethod
    def _broker(cls, url: str) -> str:
        try:
            known = all(parse_url(one)["transport"] in _BROKERS for one in url.split(";"))
        except ValueError:
            known = False
        if not known:
            raise ValueError("is no URL of a Redis or Valkey: redis://:password@host:port/0")
        return url

    @property
    def name(self) -> str:
        """The project's, under which it keeps its own in a shared database: ADJOURN_NAME, else the queue."""
        return self.given_name or self.queue

    @property
    def of_batches(self) -> int:
        """Runs of jobs of batches at once in a worker process."""
        return min(self.batch_concurrency or max(1, self.concurrency * 9 // 10), self.concurrency)

    @property
    def direct_url(self) -> str:
        return self.direct_database_url or self.database_url

    @property
    def direct_variable(self) -> str:
        """Who has to correct `direct_url` corrects this one."""
        return "ADJOURN_DIRECT_DATABASE_URL" if self.direct_database_url else "ADJOURN_DATABASE_URL"


@cache
def settings() -> Settings:
    """The settings of this process. Raises BadInput that names each variable to set."""
    try:
        return Settings()  # type: ignore[call-arg]
    except ValidationError as error:
        wrong = "; ".join(f"{_variable(e['loc'])}: {e['msg'].removeprefix('Value error, ')}" for e in error.errors())
        raise BadInput(f"settings: {wrong}") from None


def hide() -> None:
    """Take the URLs that are ours alone out of the environment, before code of a project runs here. No wall: it runs in
    this process."""
    for name in (DATABASE[0], BROKER[0], "ADJOURN_DIRECT_DATABASE_URL"):
        os.environ.pop(name, None)


def trace_exporters() -> list[str]:
    """For whom OpenTelemetry's own variables ask for traces, by the names that exporters have there. They may be the
    project's."""
    if os.environ.get("OTEL_SDK_DISABLED", "").strip().lower() == "true":
        return []
    otlp = "otlp" if any(map(os.environ.get, _COLLECTOR)) else "none"
    names = [name.strip().lower() for name in (os.environ.get("OTEL_TRACES_EXPORTER") or otlp).split(",")]
    protocols = ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL")
    protocol = next(filter(None, map(os.environ.get, protocols)), "http/protobuf")
    otlp = {"http/protobuf": "otlp_proto_http", "grpc": "otlp_proto_grpc"}.get(protocol, f"otlp {protocol}")
    return [otlp if name == "otlp" else name for name in names if name not in ("", "none")]


def collector() -> str:
    """Where exporters for OTLP send traces."""
    return next(filter(None, map(os.environ.get, _COLLECTOR)), "http://localhost:4318")


def _variable(loc: tuple[int | str, ...]) -> str:
    name = str(loc[0])
    for names in (DATABASE, BROKER):
        if name in names:
            return next((each for each in names if each in os.environ), name)
    return name if name.isupper() else f"ADJOURN_{name.upper()}"
