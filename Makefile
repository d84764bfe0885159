# What a person types here. `make help` lists it; the work is done by tools/*.sh.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

# The address `make run` answers on is http://127.0.0.1:PORT.
PORT ?= 8000
# Test processes side by side.
N ?= 2
# Anything else for pytest, as in: make test ARGS="tests/core -k embargo"
ARGS ?=

BOOTSTRAP := tools/bootstrap.sh
VENV_PYTHON := .venv/bin/python

.PHONY: help run install test check walk crash bench gold docs shots assets lock clean

help: ## List what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## Start the demo on http://127.0.0.1:8000, installing first where needed (PORT=8001 for another port)
	@$(BOOTSTRAP) run
	@exec .venv/bin/medcord run --demo --port $(PORT)

install: ## Leave a working .venv/bin/medcord and nothing else running
	@$(BOOTSTRAP) run

test: ## Install the test set, check the code, run every test (N=2, ARGS=...)
	@$(BOOTSTRAP) test
	@$(BOOTSTRAP) browser
	@$(MAKE) check
	@# Stories start many processes: the code is translated once for all of them, even where that is switched off.
	@.venv/bin/python -m compileall -q -j 0 src
	@. build/test.env; unset PYTHONDONTWRITEBYTECODE; exec .venv/bin/pytest -n $(N) --dist loadgroup $(ARGS)

check: ## Lint, format, types and templates, changing nothing
	@$(BOOTSTRAP) test
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	@find src -name '*.html' -path '*/templates/*' -print0 | xargs -0 --no-run-if-empty .venv/bin/djade --check --target-version 5.2

walk: ## Ask every route as every class of viewer, and count the leaks
	@$(BOOTSTRAP) test
	@DJANGO_SETTINGS_MODULE=medcord.project.settings $(VENV_PYTHON) -m tests.access.walk

crash: N = 200
crash: ## Kill a node 200 times while it releases 50 advisories, and read what is out (N=200, ARGS="--seed 7")
	@$(BOOTSTRAP) test
	@PYTHONPATH=src:. exec $(VENV_PYTHON) -m tests.sharing.crash --kills $(N) $(ARGS)

bench: ## Measure speed and memory, write build/bench.json, print the table
	@$(BOOTSTRAP) test
	@$(VENV_PYTHON) -m benchmarks.bench

gold: ## Score the matcher against the hand-labelled inventory
	@$(BOOTSTRAP) test
	@$(VENV_PYTHON) -m benchmarks.gold

docs: ## Check the documentation: links, dependency table, requirement map
	@$(BOOTSTRAP) test
	@.venv/bin/pytest tests/docs $(ARGS)

shots: ## Take a picture of every page for every role, into build/shots
	@$(BOOTSTRAP) test
	@$(BOOTSTRAP) browser
	@. build/test.env; exec $(VENV_PYTHON) -m tests.browser.shots

assets: ## Fetch the page styles, fonts and icons into build/uswds
	@$(BOOTSTRAP) assets

lock: ## Write the lock files anew from pyproject.toml and package.json (UPGRADE=1 takes newer versions)
	@$(BOOTSTRAP) test
	@UPGRADE=$(UPGRADE) tools/lock.sh

clean: ## Remove what was installed or built; your data in var/ stays
	rm -rf .venv build dist node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find src tests tools benchmarks -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
