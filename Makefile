PYTHON ?= python3
BIN = .venv/bin
# make install EXTRAS=embedded,dev,agents: also the agents of other people's packages, for tests/whole/agents
EXTRAS ?= embedded,dev
INSTALLED = .venv/installed-$(EXTRAS)
SEEDED = $(if $(SEED),--seed $(SEED))

# What breaks first, of each kind something; see CONTRIBUTING.md.
QUICK = tests/whole/test_layout.py tests/models/test_rows.py tests/models/test_request_rows.py \
	tests/models/test_request_answers.py tests/worker/test_pause.py tests/worker/test_record.py \
	tests/models/test_answer_schemas.py tests/worker/test_bad_answers.py tests/worker/test_saver_fence.py

.PHONY: help demo up test quick matrix package lint bench chaos chaos-bugs properties install format

help:  ## this list
	@sed -n 's/^\([a-z-]*\):[^#]*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14

demo: install  ## the whole product in a minute and a half, from nothing
	$(BIN)/python examples/demo

up: install  ## Postgres, Valkey, two workers and the scheduler on this machine, until Ctrl-C
	$(BIN)/adjourn up

test: install  ## all tests, against real Postgres, real Valkey and real worker processes
	$(BIN)/python -m pytest --numprocesses 3 --dist worksteal

quick: install  ## some of the tests, in less than a minute
	$(BIN)/python -m pytest $(QUICK)

package: install  ## sdist, wheel, a clean environment, and one job there
	.ci/package

matrix:  ## `make quick` with each Python found, the newest versions of everything, and Postgres 15
	.ci/matrix

lint: install  ## ruff, mypy strict, import-linter
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: install  ## throughput and latency, as ratios to bare LangGraph
	$(BIN)/python benchmarks/round_trips.py

chaos: install  ## kill, stop and cut off everybody at every instant, then whole fleets in storms (40 minutes; SEED=…)
	$(BIN)/python -m tests.chaos --kills 10000 $(SEEDED)
	$(BIN)/python -m tests.chaos.storm everything --seconds 480 $(SEEDED)
	$(BIN)/python -m tests.chaos.storm restarts $(SEEDED)
	$(BIN)/python -m tests.chaos.storm workers --lease 30 --seconds 90 $(SEEDED)
	$(BIN)/python -m tests.chaos.storm workers --lease 10 --seconds 60 $(SEEDED)
	$(BIN)/python -m tests.chaos.storm broker --seconds 60 $(SEEDED)
	$(BIN)/python -m tests.chaos.storm bystanders --seconds 60 $(SEEDED)
	$(BIN)/python -m tests.chaos.storm neighbours --seconds 60 $(SEEDED)
	$(BIN)/python -m tests.chaos.storm tables --seconds 60 $(SEEDED)
	$(BIN)/python -m tests.chaos.storm versions --seconds 60 $(SEEDED)
	TEST_RACES=1000 TEST_BATCH_LINES=100000 TEST_BATCH_ASKS=10000 TEST_SENDER_KILLS=100 $(BIN)/python -m pytest \
		tests/inbox/test_races.py tests/admin/test_command_batch.py tests/notify/test_killed_senders.py

chaos-bugs: install  ## does the former find bugs? A version of the product with each of them
	$(BIN)/python -m tests.chaos --bugs $(or $(SEEDED),--seed 7)

properties: install  ## what `make test` draws at random, fifty times as much and afresh (a quarter of an hour)
	HYPOTHESIS_PROFILE=nightly $(BIN)/python -m pytest tests/models/test_properties*.py tests/*/test_fuzz_*.py

format: install
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

install: $(INSTALLED)

$(INSTALLED): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' || \
		{ echo "Adjourn needs Python 3.11, 3.12 or 3.13: make PYTHON=python3.12 …"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[$(EXTRAS)]'
	@touch $@
