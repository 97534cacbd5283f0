# The README's two commands are `make demo` and `make test`. Both need only Python ≥ 3.11 and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Where this is set, every process compiles every module anew.
unexport PYTHONDONTWRITEBYTECODE
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
# uv installs in a fifth of the time; where it cannot be had, or knows no way to the packages, pip does.
INSTALL = $(BIN)/uv pip install --quiet --python $(BIN)/python $(1) 2>/dev/null || $(PIP) install $(1)

.PHONY: help setup setup-dev demo test check bench bench-voice bench-voice-size faults search shake format lock vendor clean
help:
	@echo "make demo    set up, make the demo company and start the server on it"
	@echo "make test    set up and run every test"
	@echo "make check   style, types and layers"
	@echo "make search  try new random examples on what must hold of all inputs (SEARCH_TIMES=10 times as many, SEARCH=tests/properties for some)"
	@echo "make shake   run each browser and killing test SHAKE_TIMES=4 times on a crowded machine (SHAKE=tests/e2e/test_cases.py for some)"
	@echo "make faults  that, kill servers at random (FAULT_SECONDS=600), fuzz every reader (FUZZ_SECONDS=600 each, FUZZ='xes csv' for some)"
	@echo "make bench   compare with ClickHouse, DuckDB and retentioneering (about 20 minutes)"
	@echo "make bench-voice  how well feeling and themes are read, on the sets in ../shared/data, beside VADER and a plain model"
	@echo "make bench-voice-size  the voice area over 20 million events: pages, the widget, 100,000 responses, 5,000 cases, idling (after make bench)"

setup: $(VENV)/.ready

setup-dev: $(VENV)/.ready-dev

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("Hanhtrinh needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.12 ...") if sys.version_info < (3, 11) else None'
	@echo "Setting up (once, less than a minute) …"
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) install --require-hashes -r requirements/install.lock 2>/dev/null || true

$(VENV)/.ready: requirements/run.lock pyproject.toml | $(VENV)/bin/python
	@$(call INSTALL,--require-hashes -r requirements/run.lock)
	@$(call INSTALL,--no-deps --no-build-isolation -e .)
	@touch $@

$(VENV)/.ready-dev: $(VENV)/.ready requirements/dev.lock
	@$(call INSTALL,--require-hashes -r requirements/dev.lock)
	@touch $@

$(VENV)/.ready-bench: $(VENV)/.ready requirements/bench.lock
	@$(call INSTALL,--require-hashes -r requirements/bench.lock)
	@touch $@

$(VENV)/.ready-faults: $(VENV)/.ready-dev requirements/faults.lock
	@$(call INSTALL,--require-hashes -r requirements/faults.lock)
	@touch $@

demo: $(VENV)/.ready
	@$(BIN)/hanhtrinh demo --workspace demo-workspace $(DEMO)

WORKERS ?= 3
test: $(VENV)/.ready-dev
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(TEST)

SEARCH_TIMES ?= 10
search: $(VENV)/.ready-dev
	SEARCH_TIMES=$(SEARCH_TIMES) $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile -m hypothesis $(SEARCH)

SHAKE_TIMES ?= 4
SHAKE ?= tests/e2e tests/faults
SHAKE_WORKERS ?= 4
shake: $(VENV)/.ready-dev
	SHAKE_TIMES=$(SHAKE_TIMES) $(BIN)/python -m pytest -n $(SHAKE_WORKERS) --dist loadfile --no-loadscope-reorder $(SHAKE)

check: $(VENV)/.ready-dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

format: $(VENV)/.ready-dev
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: $(VENV)/.ready-bench
	$(BIN)/python bench/run.py $(BENCH)

bench-voice: $(VENV)/.ready-bench
	$(BIN)/python bench/voice.py $(BENCH)

bench-voice-size: $(VENV)/.ready-bench
	$(BIN)/python bench/voice_scale.py $(BENCH)

FUZZ_SECONDS ?= 600
FAULT_SECONDS ?= 600
faults: $(VENV)/.ready-faults search
	EVERY_KILL=1 $(BIN)/python -m tests.faults.run --seconds $(FAULT_SECONDS)
	TOGETHER_COMMANDS=10000 TRUTH_SEEDS=20 EVERY_KILL=1 $(BIN)/python -m pytest -q -p no:xdist tests/properties/test_together.py tests/properties/test_demo_truth.py tests/faults/test_editing_kill.py tests/faults/test_live_kill.py
	$(BIN)/python tests/fuzz/run.py --seconds $(FUZZ_SECONDS) $(FUZZ)

lock: $(VENV)/.ready-dev
	$(BIN)/python scripts/lock.py

vendor: $(VENV)/.ready-dev
	@$(BIN)/python scripts/vendor_assets.py
	@$(BIN)/python scripts/build_tracker.py

clean:
	rm -rf $(VENV) demo-workspace build dist
