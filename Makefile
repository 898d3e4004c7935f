# Chợ Phiên: every command of the project. `make help` lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help

PYTHON ?= python3
BIN := .venv/bin
PY := $(BIN)/python
# Where nothing may need a database, an address that nobody answers at keeps the embedded one asleep.
NO_DATABASE := DATABASE_URL=postgresql://nobody@localhost:1/none

export PYTHONPATH := $(CURDIR)/src
export PYTHONUTF8 := 1
export UV_HTTP_TIMEOUT ?= 120

.PHONY: help
help: ## This list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/\1\t\2/' | expand -t 14

.PHONY: run
run: .venv/installed ## The whole market at http://127.0.0.1:8000 (HOST, PORT), until Ctrl-C
	@exec $(PY) -m chophien.server.run

.PHONY: test
test: .venv/installed-dev browser kannel ## Every test, in a real PostgreSQL and a real browser (ARGS="…" for pytest)
	@$(PY) -m pytest -n $(TEST_WORKERS) $(ARGS)

# One more than a machine of two cores can run: browsers and servers are waited for.
TEST_WORKERS ?= 3

.PHONY: check
check: .venv/installed-dev ## Format, lint, types, import contracts, architecture, migrations, templates, translations
	@$(MAKE) --no-print-directory -j 2 $(TOLD_TOGETHER) check-database check-types check-texts

# What each part says is not mixed with what another one says, where make can do that.
TOLD_TOGETHER = $(if $(filter output-sync,$(.FEATURES)),--output-sync=target)

.PHONY: check-database
check-database:
	$(PY) -m pytest -q tests/architecture
	$(PY) manage.py makemigrations --check --dry-run

.PHONY: check-types
check-types:
	$(NO_DATABASE) $(BIN)/mypy
	$(BIN)/lint-imports --cache-dir var/import-linter

.PHONY: check-texts
check-texts:
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/djlint --lint --quiet src
	$(PY) tools/messages.py check

.PHONY: bench
bench: .venv/installed-dev ## Measurements, one JSON object a line
	@$(PY) -m bench $(ARGS)

.PHONY: demo-reset
demo-reset: .venv/installed ## Forget everything in the database and load the sample market anew
	@$(PY) -m chophien.server.reset

.PHONY: manage
manage: .venv/installed ## Any management command: make manage ARGS="import_goods goods.csv"
	@$(PY) manage.py $(ARGS)

.PHONY: screenshots
screenshots: .venv/installed-dev browser ## Pictures of every page at 360 and 1280 pixels
	@$(PY) tools/screenshots.py $(ARGS)

.PHONY: messages
messages: .venv/installed-dev ## Collect the texts from the code into the Vietnamese catalogue
	@$(PY) tools/messages.py update
	@$(PY) tools/messages.py missing

.PHONY: lock
lock: .venv/uv ## Pin what the .in files name, with hashes
	$(COMPILE) requirements-uv.in -o requirements-uv.txt
	$(COMPILE) requirements.in -o requirements.txt
	$(COMPILE) requirements-dev.in -o requirements-dev.txt

COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes $(UPGRADE)
# uv does not read pip's configuration; where it cannot find the packages, pip may.
INSTALL = $(BIN)/uv pip install --quiet --python $(PY) --require-hashes -r $(1) \
	|| $(PY) -m pip install --quiet --require-hashes -r $(1)

# Both lists pin the same versions, so that going from `run` to `test` and back installs nothing twice.
.venv/installed: requirements.txt | .venv/uv
	@echo "Installing what the market runs on …"
	@$(call INSTALL,requirements.txt)
	@touch $@

.venv/installed-dev: requirements-dev.txt | .venv/installed
	@echo "Installing what its tests need …"
	@$(call INSTALL,requirements-dev.txt)
	@touch $@

.venv/uv: requirements-uv.txt
	@tools/make_venv $(PYTHON)
	@touch $@

.PHONY: browser
browser:
	@tools/install_browser

.PHONY: kannel
kannel:
	@tools/install_kannel
