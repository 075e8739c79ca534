# The two commands are `make explore` and `make test`; `make help` lists the rest.

ifneq ($(filter environment% command%,$(origin PYTHON)),)
NAMED_PYTHON := $(PYTHON)
endif
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null \
	&& echo $$p && break; done)
# Without bytecode each command compiles every library it imports again, twice the work of most.
unexport PYTHONDONTWRITEBYTECODE
# uv installs in seconds what pip takes minutes for; where it cannot reach the registry, pip may.
PIP = .venv/bin/python -m pip --disable-pip-version-check
INSTALL = install() { .venv/bin/uv pip install --quiet --compile-bytecode --python .venv/bin/python "$$@" || $(PIP) install --quiet "$$@"; }; install
PORT ?= 8501
MINUTES ?= 10
# Two workers halve the time of the tests; a database that is set serves only one.
WORKERS ?= $(if $(GRAPHMODEL_TEST_NEO4J),,--numprocesses 2 --dist loadfile --no-loadscope-reorder)

.PHONY: help explore test fuzz lint lock bundle demo clean named-python

help: ## list what can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 10

explore: .venv/ready ## install, load the shipped data, open the explorer on http://127.0.0.1:8501
	@.venv/bin/graphmodel explore --shipped --port $(PORT)

test: .venv/ready-dev ## install what tests need and run the whole suite
	@sh scripts/test_needs.sh
	@.venv/bin/python -m pytest $(WORKERS) $(PYTEST)

fuzz: .venv/ready-dev ## try new random examples for MINUTES=10 and print those to add to the tests
	@sh scripts/test_needs.sh
	@.venv/bin/python scripts/fuzz.py --minutes $(MINUTES) $(PYTEST)

lint: .venv/ready-dev ## ruff and mypy
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy

LOCK = .venv/bin/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate \
	--no-emit-index-url --no-emit-find-links

lock: .venv/ready-dev ## renew the lock files after a change of dependencies in pyproject.toml
	$(LOCK) pyproject.toml --group build -o requirements.lock
	$(LOCK) pyproject.toml --group build --extra dev -o requirements-dev.lock
	echo uv | $(LOCK) - -o installer.lock

bundle: ## build the drawing library of the pages again from bundle/package-lock.json; needs Node 20
	cd bundle && npm ci --ignore-scripts --no-audit --no-fund && npm run --silent build

demo: .venv/ready ## write the fictional programme again from its script
	.venv/bin/python scripts/make_demo_programme.py

clean: ## remove what was installed and built here
	rm -rf .venv build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis

.venv/python:
	@test -n "$(PYTHON)" || { echo "make: no Python 3.11, 3.12 or 3.13 found; install one, or name it: make PYTHON=/path/to/python3.12" >&2; exit 1; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "make: $(PYTHON) cannot make a virtual environment; on Debian: apt-get install python3-venv" >&2; exit 1; }
	@touch $@

# A Python that is named must be the one in .venv, or another than the one asked for would run.
named-python:
	@test -z "$(NAMED_PYTHON)" || test ! -x .venv/bin/python || { \
		version='import sys; print("%d.%d" % sys.version_info[:2])'; \
		named=$$($(NAMED_PYTHON) -c "$$version"); installed=$$(.venv/bin/python -c "$$version"); \
		test "$$named" = "$$installed" || { echo "make: .venv has Python $$installed and $(NAMED_PYTHON) is $$named; run make clean first" >&2; exit 1; }; }

.venv/ready: .venv/python installer.lock requirements.lock pyproject.toml | named-python
	@echo "Installing what the explorer needs into .venv (the first time takes a minute) ..." >&2
	@$(PIP) install --quiet --require-hashes -r installer.lock
	@$(INSTALL) --require-hashes -r requirements.lock
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@.venv/bin/python -m compileall -q graphmodel
	@touch $@

.venv/ready-dev: .venv/ready requirements-dev.lock
	@$(INSTALL) --require-hashes -r requirements-dev.lock
	@touch $@
