# What a person types. `make` alone lists it. Every target may be run again at any time: what is already there
# is kept, and is renewed when the pinned versions or pyproject.toml have changed.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:

VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check --quiet
# Newest first among those the pinned versions are known to install on; `make demo PYTHON=/path/to/python` overrules.
PYTHON ?= $(shell for name in python3.13 python3.12 python3.11 python3; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && command -v $$name && break; done)

define no_python
guanji: no Python 3.11 or newer found; install one (Debian: apt-get install python3 python3-venv) or name it: make PYTHON=/path/to/python3.11
endef
define no_venv
guanji: $(PYTHON) cannot create virtual environments; install its venv module (Debian: apt-get install python3-venv)
endef
define no_packages
guanji: pip could not install the pinned packages (see above); it needs pypi.org, or a mirror named by PIP_INDEX_URL
endef

help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 14

demo: $(VENV)/.run ## install into .venv and show a small library at work (ARGS="--keep" leaves it running)
	@$(VENV)/bin/guanji demo $(ARGS)

test: $(VENV)/.tox ## all checks and all tests (ARGS="-e checks" or "-e tests -- tests/unit/gateway" for a part)
	@$(VENV)/bin/tox run $(ARGS)

soak: $(VENV)/.tox ## the tests with the large counts: long (ARGS="-- tests/integration/test_kill.py" for a part)
	@$(VENV)/bin/tox run -e soak $(ARGS)

bench: $(VENV)/.tox ## the measurements of docs/performance.md (ARGS="-- sip2_codec" for a part)
	@$(VENV)/bin/tox run -e bench $(ARGS)

lock: $(VENV)/.made ## choose the newest versions that pyproject.toml allows and pin them in requirements/
	@$(PY) requirements/lock.py

clean: ## remove everything that these commands have made
	rm -rf $(VENV) .tox .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage htmlcov build dist *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamp holds the place where the environment was made: one that has been moved, or whose Python has gone, is
# made anew. One that somebody else made here, without a stamp, is used as it is.
RUNS := $(shell $(PY) -c '' 2>/dev/null && echo yes)
PLACE := $(shell cat $(VENV)/.made 2>/dev/null || echo $(CURDIR))
ifneq ($(RUNS) $(PLACE),yes $(CURDIR))
.PHONY: $(VENV)/.made
ANEW := --clear
endif

$(VENV)/.made:
	@"$(or $(PYTHON),no-python)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	    || { echo "$(no_python)" >&2; exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || { echo "$(no_venv)" >&2; exit 1; }
	@"$(PYTHON)" -m venv $(ANEW) $(VENV)
	@$(if $(ANEW),rm -rf .tox)
	@echo "$(CURDIR)" >$@

$(VENV)/.run: $(VENV)/.made requirements/run.txt requirements/build.txt pyproject.toml
	@echo "guanji: installing into $(VENV) (once; a minute or so)"
	@$(PIP) install -r requirements/build.txt -r requirements/run.txt || { echo "$(no_packages)" >&2; exit 1; }
	@$(PIP) -q install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.tox: $(VENV)/.made requirements/tox.txt
	@echo "guanji: installing tox into $(VENV) (once)"
	@$(PIP) install -r requirements/tox.txt || { echo "$(no_packages)" >&2; exit 1; }
	@touch $@

.PHONY: help demo test soak bench lock clean
