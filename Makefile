# Everything runs in .venv, made from requirements.lock; nothing outside this folder is touched.
PYTHON ?= python3
PORT   ?= 8000
SIZE   ?= $(or $(INDUK_BENCH_RECORDS),200000)
PORT_OPENSEARCH ?= 9200
BIN    := .venv/bin

.PHONY: help demo test test-cluster opensearch check lint format bench bench-match bench-harvest bench-search bench-night train lock schema clean
.DEFAULT_GOAL := help

help:  ## What can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

.venv/installed: requirements.lock setup.cfg pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check -c requirements.lock -e .
	@touch $@

.venv/developer: .venv/installed
	$(BIN)/pip install --quiet --disable-pip-version-check -c requirements.lock -e '.[dev]'
	@touch $@

demo: .venv/installed  ## Harvest, merge and serve the bundled demo consortium (PORT=8000)
	$(BIN)/induk demo --port $(PORT)

test: .venv/developer  ## Run every test but those of the cluster
	$(BIN)/pytest -n auto -m "not cluster"

test-cluster: .venv/developer  ## Run the tests against an OpenSearch cluster (one of its own, or INDUK_OPENSEARCH_URLS)
	$(BIN)/pytest tests/cluster

opensearch: .venv/developer  ## Run three OpenSearch nodes on loopback until Ctrl-C (PORT_OPENSEARCH=9200)
	$(BIN)/python -m tests.cluster --port $(PORT_OPENSEARCH)

check: lint  ## What must pass before a commit: format, lint, types, layers, and the tests that take no real data
	$(BIN)/pytest -n auto -q -m "not real and not cluster"

lint: .venv/developer  ## Format, lint, types, layers
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: .venv/developer  ## Put the code into shape
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: bench-match bench-harvest bench-search bench-night  ## Every benchmark

bench-match: .venv/developer  ## How well and how fast the matcher merges, beside two peers (SECTIONS="quality thin")
	$(BIN)/python -m bench.match $(SECTIONS)

bench-harvest: .venv/developer  ## The harvester's speed, memory and endurance, beside sickle (SECTIONS="speed kills")
	$(BIN)/python -m bench.harvest $(SECTIONS)

bench-search: .venv/developer  ## How fast and well it searches, beside tantivy-py and plain Whoosh (SECTIONS="speed cold" SIZE=1000000)
	INDUK_BENCH_RECORDS=$(SIZE) $(BIN)/python -m bench.search $(SECTIONS)

bench-night: .venv/developer  ## What a night with 1 % changed costs, against the first run (SIZE=20000)
	INDUK_BENCH_RECORDS=$(SIZE) $(BIN)/python -m bench.search_night

train: .venv/developer  ## Fit the matcher's weights anew from ../shared/data
	$(BIN)/python -m bench.train

schema: .venv/developer  ## Write config/migrations/new.sql from the migrations
	$(BIN)/python -m config.migrations.snapshot

lock:  ## Resolve the dependencies anew and write requirements.lock
	$(PYTHON) -m venv .venv-lock
	.venv-lock/bin/pip install --quiet --upgrade -e '.[dev,postgres]'
	{ echo '# Written by `make lock`: the versions that every test has passed with.'; \
	  .venv-lock/bin/pip freeze --all --exclude-editable | grep -v '^pip=='; } > requirements.lock
	rm -rf .venv-lock

clean:  ## Remove what was made
	rm -rf .venv build *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .coverage
