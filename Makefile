PYTHON ?= python3
BIN := .venv/bin
INSTALL := $(BIN)/python -m pip install --disable-pip-version-check $(INSTALL_OPTIONS) -c constraints.txt -e
TWO := -n 2 --dist loadfile --no-loadscope-reorder  # tests/conftest.py orders

.PHONY: setup chat test quick format bench dependencies clean

setup: .venv/installed  ## create .venv and install the pinned dependencies

chat: setup  ## build the index if it is missing or stale, then serve the chat
	-$(BIN)/assistant build  # where it publishes nothing the index before is served
	$(BIN)/assistant chat

test: .venv/installed-test  ## every check: format, lint, types, all tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy & types=$$!; $(BIN)/pytest $(TWO) --cov --cov-report=term:skip-covered; \
	tests=$$?; wait $$types && exit $$tests

quick: .venv/installed-test  ## while working: format, lint, the tests of what is installed that are not slow
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/pytest $(TWO) -q -m "not slow and not browser and not real and not isolated" \
		--ignore tests/training --ignore tests/benchmarks  # whose libraries take seconds to load

format: .venv/installed-test  ## write the format, and the lint fixes that are safe
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: .venv/installed-test  ## a benchmark by name: make bench NAME=speed
	$(BIN)/python -m benchmarks.$(NAME)

dependencies: .venv/installed-test  ## that the pins resolve on every Python that is supported; needs the network
	$(BIN)/python -m tests.dependencies

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Python 3.11 or newer is needed; this is " + sys.version.split()[0] + ". Name one: make PYTHON=/path/to/python3")'
	$(PYTHON) -m venv .venv

.venv/installed: pyproject.toml constraints.txt | .venv/bin/python
	$(INSTALL) '.[evaluate,mcp]'
	@touch $@

.venv/installed-test: pyproject.toml constraints.txt | .venv/bin/python
	$(INSTALL) '.[evaluate,mcp,milvus,test]'
	@touch .venv/installed $@

clean:  ## remove the environment and caches; the corpus and the index stay
	rm -rf .venv build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage
