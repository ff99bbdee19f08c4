PYTHON ?= python3
BIN := .venv/bin
INSTALL := $(BIN)/python -m pip install --disable-pip-version-check -c constraints.txt -e

.PHONY: setup chat test check clean

setup: .venv/installed  ## create .venv and install the pinned dependencies

chat: setup  ## build the index if it is missing or stale, then serve the chat
	$(BIN)/assistant build
	$(BIN)/assistant chat

test: .venv/installed-test  ## every check: format, lint, types, all tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest --cov --cov-report=term:skip-covered

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Python 3.11 or newer is needed; this is " + sys.version.split()[0] + ". Name one: make PYTHON=/path/to/python3")'
	$(PYTHON) -m venv .venv

.venv/installed: pyproject.toml constraints.txt | .venv/bin/python
	$(INSTALL) .
	@touch $@

.venv/installed-test: .venv/installed
	$(INSTALL) '.[test]'
	@touch $@

clean:  ## remove the environment and caches; the corpus and the index stay
	rm -rf .venv build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage
