# make demo    load the invented city into a fresh store and print what is flagged, and why
# make test    every check and every test, on SQLite and on a real Neo4j
# make check   the same without a server and without a browser
# make bench   speed and memory, side by side
# make wheel   build the package into dist/
#
# Each installs what it needs (.ci/bootstrap); the second time that takes no time.

MAKEFLAGS += --no-print-directory
PY := .venv/bin/python
PYTEST := $(PY) -m pytest -n 2 --dist loadgroup

.PHONY: demo test check lint types contracts bench wheel environment test-environment server-and-browser

demo: environment
	@.ci/demo

test: test-environment
	@$(MAKE) -j 2 server-and-browser types lint contracts
	$(PYTEST)

check: test-environment
	@$(MAKE) -j 2 types lint contracts
	$(PYTEST) -m "not neo4j and not browser"

lint: test-environment
	$(PY) -m ruff check

types: test-environment
	$(PY) -m mypy

contracts: test-environment
	.venv/bin/lint-imports

bench:
	@.ci/bootstrap python bench
	$(PY) -m benchmarks

wheel: environment
	$(PY) -m pip wheel --quiet --no-deps --wheel-dir dist .

environment:
	@.ci/bootstrap python

test-environment:
	@.ci/bootstrap python test

# One after the other: both may have to wait for the same package manager.
server-and-browser:
	@.ci/bootstrap neo4j
	@.ci/bootstrap browser
