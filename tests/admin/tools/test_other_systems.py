"""What docs/batches.md tells other systems to do: many jobs in a transaction of Django, and from a shell script."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

from django.db import connections, transaction

from tests.admin.tools import django_site
from tests.admin.tools.django_site import DOCS
from tests.support.command import Command
from tests.support.house import House
from tests.support.logins import Logins

BATCHES = (DOCS / "batches.md").read_text()


def test_jobs_of_a_transaction_of_django_come_with_it_or_not_at_all(house: House, database_url: str) -> None:
    [call] = re.findall(r'cursor.execute\("(SELECT adjourn.enqueue_many.*?)", \[inputs', BATCHES)
    query = call.replace("'agent'", "'echo'")
    inputs, keys = [json.dumps({"n": n}) for n in range(20)], [f"order {n}" for n in range(20)]
    with Logins.open(database_url) as logins:
        django_site.connect(logins.url("owner"))  # who sees what the site is made of
        connections["adjourn"].close()
        django_site.connect(logins.url("submitter"))
        try:
            with transaction.atomic("adjourn"), connections["adjourn"].cursor() as cursor:
                cursor.execute(query, [inputs, keys])
                transaction.set_rollback(True, using="adjourn")
            assert not house.db.execute("SELECT FROM adjourn.jobs").fetchall()
            for _ in range(2):
                with transaction.atomic("adjourn"), connections["adjourn"].cursor() as cursor:
                    cursor.execute(query, [inputs, keys])
            house.advance_due()
            with connections["adjourn"].cursor() as cursor:
                cursor.execute("SELECT key, status FROM adjourn.jobs")
                assert sorted(cursor.fetchall()) == sorted((key, "succeeded") for key in keys)
        finally:
            connections["adjourn"].close()


def test_a_shell_script_has_the_results_of_its_file(house: House, adjourn: Command, tmp_path: Path) -> None:
    (tmp_path / "orders.jsonl").write_text(
        "".join(json.dumps({"custom_id": f"o{n}", "input": {"n": n}}) + "\n" for n in range(30))
    )
    [lines] = re.findall(r"    (batch=\$\(adjourn.*?results.jsonl)\n", BATCHES, re.S)
    script = lines.replace(" agent ", " echo ").replace("    adjourn", "adjourn")
    submit, rest = script.split("\n")

    def bash(commands: str, **env: str) -> str:
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        given = adjourn.environment() | {"PATH": path} | env
        return subprocess.run(
            ["bash", "-euc", commands], cwd=tmp_path, env=given, capture_output=True, text=True, check=True
        ).stdout.strip()

    batch = bash(f"{submit}; echo $batch")
    house.advance_due()
    bash(rest, batch=batch)
    results = [json.loads(line) for line in (tmp_path / "results.jsonl").read_text().splitlines()]
    assert [(each["custom_id"], each["status"]) for each in results] == [(f"o{n}", "succeeded") for n in range(30)]
