# Two commands do everything: make demo, make test. See README.md.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes

.PHONY: demo test test-heavy check bench lock clean

$(VENV)/demo.stamp: deploy/demo.lock
	$(PYTHON) deploy/require_python.py
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) -r deploy/demo.lock
	touch $@

$(VENV)/dev.stamp: deploy/dev.lock $(VENV)/demo.stamp
	$(PIP) -r deploy/dev.lock
	touch $@

check: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/mypy
