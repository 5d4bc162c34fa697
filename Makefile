# diembao: `make demo` shows it, `make test` checks it, `make run` is one real cycle. Each sets itself up.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SHELL := /bin/sh
COMPILE := $(VENV)/lock/bin/pip-compile -q --generate-hashes --strip-extras --no-header \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links

.PHONY: help demo run oidc test lint bench docs lock clean
help:  ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

demo: $(VENV)/run  ## crawl a small fictional press on this machine and show what comes of it
	@$(BIN)/python -m demo.run

run: $(VENV)/run  ## one cycle on the live network: crawl, process, count
	@$(BIN)/diembao run

oidc: $(VENV)/run  ## what signing in with an account of the province needs: see [oidc] in config/web.toml
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --require-hashes -r requirements-oidc.lock

test: $(VENV)/test  ## all tests; those that need something this machine lacks are skipped by name
	$(BIN)/python -m pytest -q -rs -n auto --dist loadfile --no-loadscope-reorder $(PYTEST_ARGS)

lint: $(VENV)/test  ## formatting rules and types
	$(BIN)/ruff check .
	$(BIN)/mypy

bench: $(VENV)/test  ## speed and memory, ratios against named rivals in one run
	$(BIN)/python -m bench
	$(BIN)/python -m bench.extraction
	$(BIN)/python -m bench.reading $(READING_ARGS)
	$(BIN)/python -m bench.claims

docs: $(VENV)/test  ## write docs/cli.md from the help
	@$(BIN)/python docs/cli_reference.py

lock: $(VENV)/bin/python  ## pin what pyproject.toml asks for, with hashes, into the lock files
	$(PYTHON) -m venv $(VENV)/lock
	$(VENV)/lock/bin/python -m pip install -q --disable-pip-version-check pip-tools
	$(COMPILE) -o requirements.lock pyproject.toml
	$(COMPILE) --extra test -c requirements.lock -o requirements-test.lock pyproject.toml
	awk '/^[a-z]/ { wanted = /^(authlib|joserfc)==/ } wanted' requirements-test.lock > requirements-oidc.lock

clean:  ## remove what can be made again (never an installation's data)
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis bench/out demo-data

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/run: $(VENV)/bin/python requirements.lock pyproject.toml
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps -e .
	@touch $@

$(VENV)/test: $(VENV)/bin/python requirements-test.lock pyproject.toml
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-test.lock
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps -e .
	@touch $@ $(VENV)/run
