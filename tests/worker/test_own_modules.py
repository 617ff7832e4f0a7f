"""The modules of a user's project are theirs, whatever they are called and wherever the worker is started."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import PROJECTS
from tests.support.fleet import Fleet
from tests.worker.test_messages import envelope

OWN = PROJECTS / "own_modules"
ROOT = Path(__file__).parents[2]


def test_models_worker_scheduler_and_admin_of_a_project_are_theirs(fleet: Fleet) -> None:
    """Each of them also names a folder of this repository, from which the second worker is started."""

    def ring(job: str) -> None:
        fleet.broker.lpush(fleet.queue, envelope(body=[[job], {}, {}]))

    first = fleet.worker(Path("."), cwd=OWN)
    jobs = [fleet.enqueue("owner", {}) for _ in range(2)]
    ring(jobs[0])
    fleet.wait(jobs[0], "waiting")
    fleet.stop(first)
    fleet.worker(OWN, cwd=ROOT)
    # What the first process stored the second one reads, and what it stored itself.
    ring(jobs[1])
    fleet.wait(jobs[1], "waiting")
    for job in jobs:
        [request] = fleet.requests(job)
        fleet.answer(request, "mine")
        ring(job)
        assert fleet.wait(job)["result"] == {
            "said": ["my models", "my worker", "my scheduler", "my admin", "mine", "my tests"],
            "basket": {"things": ["a hat"]},
            "kind": "models.Basket",
        }
    job = fleet.enqueue("by_module", {})
    ring(job)
    assert fleet.wait(job)["result"] == {"said": ["my scheduler"]}
