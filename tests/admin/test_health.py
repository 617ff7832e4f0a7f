"""`adjourn health` for check scripts, `adjourn metrics` for Prometheus, and what we ship for both."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import yaml
from adjourn.models import lead
from adjourn.models.ground.settings import Settings
from adjourn.models.health import MEASURES

from tests.support.command import Command
from tests.support.house import House
from tests.support.installed import program
from tests.whole.test_layout import ROOT

SHIPPED = ROOT / "docs" / "operating"
METRICS = {"adjourn_up", *(f"adjourn_{name}" for name in MEASURES)}


@pytest.fixture
def leader(house: House) -> Iterator[Any]:
    with lead.connect(Settings(database_url=house.worker.settings.database_url)) as connection:
        assert lead.take(connection, lead.SILENCE)
        yield connection


def test_the_exit_code_is_for_check_scripts(adjourn: Command, house: House, leader: Any) -> None:
    assert (adjourn.quick("health").code, adjourn.quick("health").out) == (0, "ok\n")
    house.run("echo", {"log": 5})
    done = adjourn.quick("health")
    assert (done.code, done.out) == (1, "warning  jobs that failed in the last hour: 1\n")
    assert adjourn.quick("health", "--failed", "2", "inf").code == 0
    assert adjourn.quick("health", "--failed", "1", "1").code == 2
    said = json.loads(adjourn.quick("health", "--json").out)
    assert (said["level"], said["troubles"][0]["level"]) == ("warning", "warning")
    assert {each["name"] for each in said["numbers"]} == MEASURES.keys()
    leader.close()
    done = adjourn.quick("health")
    assert (done.code, done.out.splitlines()[0]) == (2, "critical no scheduler leads")
    adjourn.env["DATABASE_URL"] = "postgresql://adjourn@127.0.0.1:1/adjourn"
    done = adjourn.quick("health")
    assert done.code == 2 and done.out.startswith("critical the database does not answer: ")


def test_prometheus_takes_the_metrics(adjourn: Command, house: House, leader: Any) -> None:
    house.run("echo", {"log": 5})
    house.run("line", {"log": []})
    text = adjourn.quick("metrics").out
    assert 'adjourn_jobs{graph="line",project="adjourn",queue="adjourn",status="waiting"} 1.0' in text
    assert set(re.findall(r"^# TYPE (\w+) gauge$", text, re.M)) == METRICS
    checked = subprocess.run([program("promtool", "prometheus"), "check", "metrics"], input=text, text=True)
    assert checked.returncode == 0


def test_metrics_are_served_also_while_the_database_is_away(adjourn: Command, house: House, leader: Any) -> None:
    with adjourn.start("metrics", "--serve", "0") as process:
        try:
            assert process.stdout is not None
            page = process.stdout.readline().strip()
            healthz = page.replace("/metrics", "/healthz")
            assert "adjourn_up 1.0" in httpx.get(page).text and "adjourn_scheduler_leads 1.0" in httpx.get(page).text
            assert (httpx.get(healthz).status_code, httpx.get(healthz).text) == (200, "ok\n")
            leader.close()
            critical = httpx.get(healthz)
            assert (critical.status_code, critical.text) == (503, "critical: no scheduler leads\n")
            assert httpx.get(page.replace("/metrics", "/")).status_code == 404
        finally:
            process.kill()
    adjourn.env["DATABASE_URL"] = "postgresql://adjourn@127.0.0.1:1/adjourn"
    with adjourn.start("metrics", "--serve", "0") as process:
        try:
            assert process.stdout is not None
            page = process.stdout.readline().strip()
            assert [line for line in httpx.get(page).text.splitlines() if line[0] != "#"] == ["adjourn_up 0.0"]
            assert httpx.get(page.replace("/metrics", "/healthz")).status_code == 503
        finally:
            process.kill()


def named(text: str) -> set[str]:
    return set(re.findall(r"\badjourn_\w+", text))


def test_the_board_and_the_rules_name_metrics_that_are_there() -> None:
    board = json.loads((SHIPPED / "grafana.json").read_text())
    asked = [target["expr"] for panel in board["panels"] for target in panel["targets"]]
    asked += [each["definition"] for each in board["templating"]["list"] if each["type"] == "query"]
    assert len(asked) > 10 and named(" ".join(asked)) <= METRICS
    [group] = yaml.safe_load((SHIPPED / "alerts.yml").read_text())["groups"]
    rules = group["rules"]
    assert len(rules) > 8 and all(named(rule["expr"]) and named(rule["expr"]) <= METRICS for rule in rules)


def test_prometheus_takes_the_rules() -> None:
    for check in (["check", "rules", "alerts.yml"], ["test", "rules", "alerts_test.yml"]):
        done = subprocess.run(
            [program("promtool", "prometheus"), *check], cwd=SHIPPED, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr


def test_the_scaler_asks_what_the_database_answers(house: House) -> None:
    scaler, _ = yaml.safe_load_all((SHIPPED / "keda.yaml").read_text())
    [query] = [each["metadata"]["query"] for each in scaler["spec"]["triggers"]]
    house.enqueue("line", {"log": []})
    [row] = house.db.execute(query).fetchall()
    assert list(row.values()) == [1]


def test_systemd_takes_the_units(tmp_path: Any) -> None:
    analyze = program("systemd-analyze", "systemd")
    units = sorted(SHIPPED.glob("*.service"))
    assert len(units) >= 5
    for unit in units:
        text = unit.read_text()
        assert re.search(r"^ExecStart=/srv/adjourn/bin/", text, re.M), unit
        there = re.sub(r"/srv/adjourn/bin/\w+", "/bin/true", text)
        (tmp_path / unit.name.replace("@", "@1")).write_text(there)
    done = subprocess.run(
        [analyze, "verify", *map(str, sorted(tmp_path.glob("*.service")))], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
