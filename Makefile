# Every command of the project. `make` alone lists them. Needs Python 3.11, make and git.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
UV_VERSION := 0.13.9
PERIOD ?=
ONLY ?=
export CENTRE OUT EXTRACTS
export DO_NOT_TRACK := 1
export UV_COMPILE_BYTECODE := 1
unexport PYTHONDONTWRITEBYTECODE  # a run starts several processes, each would compile anew

.PHONY: help
help: ## List the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(VENV)/.installed: pyproject.toml uv.lock
	@echo "[set-up] creating $(VENV) with $$($(PYTHON) --version)"
	@test -x $(VENV)/bin/python || $(PYTHON) -m venv $(VENV)
	@echo "[set-up] installing the locked packages; the first time takes one to three minutes"
	@$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@$(VENV)/bin/uv sync --frozen --inexact
	@touch $@
	@echo "[set-up] done"

.PHONY: setup
setup: $(VENV)/.installed ## Install everything into .venv (the other commands do it too)

.PHONY: demo
demo: setup ## Make the sample centre and run the whole chain into out/
	@$(VENV)/bin/callfloor demo

.PHONY: run
run: setup ## Run one month of a centre: CENTRE=centres/… make run PERIOD=2026-06
	@$(VENV)/bin/callfloor run $(if $(PERIOD),--period $(PERIOD))

.PHONY: ui
ui: setup ## Open the Dagster UI on http://127.0.0.1:3000
	@$(VENV)/bin/callfloor ui

.PHONY: test
test: setup ## Run the whole test suite
	@$(VENV)/bin/python -m pytest -q -n 2 --dist loadgroup --no-loadscope-reorder && \
	  echo "[test] all passed; the rules as sentences are in tests/spec, speeds in make bench"

.PHONY: check
check: setup ## Style, types, imports and SQL
	@$(VENV)/bin/ruff check . && $(VENV)/bin/ruff format --check .
	@$(VENV)/bin/pyright
	@$(VENV)/bin/lint-imports
	@$(VENV)/bin/sqlfluff lint dbt_project/models dbt_project/tests dbt_project/macros

.PHONY: bench
bench: setup ## Measure against baselines of the same run; ONLY=name runs one
	@$(VENV)/bin/python -m tests.bench $(if $(ONLY),--only $(ONLY))

.PHONY: clean
clean: ## Remove what the runs made
	rm -rf out
