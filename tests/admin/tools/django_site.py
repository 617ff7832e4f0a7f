"""A Django site whose admin shows the view: what `inspectdb` writes, a primary key, and lines of docs/answering.md."""

from __future__ import annotations

import atexit
import importlib
import io
import shutil
import sys
import tempfile
from functools import cache
from pathlib import Path
from textwrap import dedent
from typing import Any

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from psycopg.conninfo import conninfo_to_dict

DOCS = Path(__file__).parents[3] / "docs"
URLS = """
from django.contrib import admin
from django.urls import path

urlpatterns = [path("admin/", admin.site.urls)]
"""
ADMIN = """
from django.contrib import admin, messages
from django.db import DatabaseError
from django.http import HttpResponseRedirect
from inbox.models import OpenRequests

{recipe}

admin.site.register(OpenRequests, OpenRequestsAdmin)
"""
PLUGINS = [f"django.contrib.{name}" for name in ("admin", "auth", "contenttypes", "sessions", "messages")]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
PROCESSORS = [
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
]


class Router:
    """Django's own tables are not in Adjourn's database."""

    def db_for_read(self, model: Any, **_: Any) -> str:
        return "adjourn" if model._meta.app_label == "inbox" else "default"

    db_for_write = db_for_read

    def allow_migrate(self, db: str, app_label: str, **_: Any) -> bool:
        return db == "default"


def recipe() -> str:
    """The block of answering.md."""
    [block] = [
        part
        for part in (DOCS / "answering.md").read_text().split("\n\n    ")
        if part.startswith("class OpenRequestsAdmin")
    ]
    lines = [line for line in f"    {block}".splitlines() if line.startswith("    ")]
    return dedent("\n".join(lines))


@cache
def _site() -> None:
    """Once a process: Django knows one site only. Its database is named by `connect`."""
    folder = Path(tempfile.mkdtemp(prefix="adjourn-django-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    app = folder / "inbox"
    app.mkdir()
    (app / "__init__.py").touch()
    (app / "urls.py").write_text(URLS)
    sys.path.insert(0, str(folder))
    django.setup()
    call_command("migrate", verbosity=0)

    model = io.StringIO()
    call_command("inspectdb", "open_requests", include_views=True, database="adjourn", stdout=model)
    written, key = "id = models.BigIntegerField(blank=True, null=True)", "id = models.BigIntegerField(primary_key=True)"
    assert model.getvalue().count(written) == 1
    (app / "models.py").write_text(model.getvalue().replace(written, key))
    (app / "admin.py").write_text(ADMIN.format(recipe=recipe()))
    importlib.invalidate_caches()
    importlib.import_module("inbox.admin")


def connect(url: str) -> None:
    """Let the site show the questions of this database, with the rights of the login."""
    parts = conninfo_to_dict(url)
    database = {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": parts["host"],
        "PORT": parts["port"],
        "NAME": parts["dbname"],
        "USER": parts["user"],
        "PASSWORD": parts["password"],
        "OPTIONS": {"options": "-c search_path=adjourn"},
    }
    if not settings.configured:
        settings.configure(
            SECRET_KEY="x" * 50,
            ALLOWED_HOSTS=["testserver"],
            ROOT_URLCONF="inbox.urls",
            USE_TZ=True,
            TIME_ZONE="UTC",
            LOGGING_CONFIG=None,
            INSTALLED_APPS=[*PLUGINS, "inbox"],
            MIDDLEWARE=MIDDLEWARE,
            TEMPLATES=[
                {
                    "BACKEND": "django.template.backends.django.DjangoTemplates",
                    "APP_DIRS": True,
                    "OPTIONS": {"context_processors": PROCESSORS},
                }
            ],
            DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}, "adjourn": database},
            DATABASE_ROUTERS=[f"{__name__}.Router"],
            DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        )
    connections["adjourn"].close()
    connections["adjourn"].settings_dict.update(database)
    _site()
