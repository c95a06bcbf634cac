# Two commands do everything: make demo, make test. See README.md.
PYTHON ?= python3
SERVE ?= 1
PORT ?= 8000
PROCESSES ?= 2
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
LOCK := $(BIN)/uv pip compile --quiet --universal --fork-strategy fewest --generate-hashes \
	--no-header --no-annotate $(if $(UPGRADE),--upgrade) pyproject.toml
# One file after another, each to whoever is free; who dies is not replaced, and the run fails.
SHARED_OUT = -n $(PROCESSES) --dist loadfile --max-worker-restart=0
# Python keeps what it has compiled: the next process, and there are many, starts without.
unexport PYTHONDONTWRITEBYTECODE
# What a server in production has, so that Django's own deployment checks have something to see.
PRODUCTION = SECRET_KEY="$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(64))')" \
	HTTPS=1 DEBUG=0 ALLOWED_HOSTS=tracker.example DATA_DIR=$(VENV)/check \
	DATABASE_URL=postgres://tracker@127.0.0.1/tracker REDIS_URL=redis://127.0.0.1:6379/0

.PHONY: demo test test-heavy check bench screenshots lock messages clean

demo: $(VENV)/demo.stamp
	@$(BIN)/python manage.py demo --port $(PORT) $(if $(filter 0 no,$(SERVE)),--no-serve)

test: $(VENV)/dev.stamp
	@sh tests/machine.sh
	@status=0; \
	$(BIN)/python -m pytest $(SHARED_OUT) --durations=10 || status=1; \
	TEST_DATABASE=sqlite $(BIN)/python -m pytest $(SHARED_OUT) -m sqlite || status=1; \
	exit $$status

test-heavy: $(VENV)/dev.stamp
	@sh tests/machine.sh
	@$(BIN)/python -m pytest --heavy -m heavy; status=$$?; \
	if [ $$status -eq 5 ]; then echo "No heavy tests yet."; else exit $$status; fi

check: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	DATA_DIR=$(VENV)/check $(BIN)/python manage.py makemigrations --check --dry-run
	@echo "manage.py check --deploy, with production settings"
	@$(PRODUCTION) $(BIN)/python manage.py check --deploy --fail-level WARNING

bench: $(VENV)/dev.stamp
	$(BIN)/python -m tests.bench

# The pictures in docs/, from a demo of its own.
screenshots: $(VENV)/dev.stamp
	@sh tests/machine.sh
	$(BIN)/python -m tests.screenshots

# UPGRADE=1 takes the newest versions; without, only what pyproject.toml asks for changes.
lock: $(VENV)/dev.stamp
	$(LOCK) --extra demo --extra dev -o deploy/dev.lock
	$(LOCK) --extra demo -c deploy/dev.lock -o deploy/demo.lock
	$(LOCK) -c deploy/dev.lock -o deploy/runtime.lock
	$(LOCK) --extra ocr -c deploy/dev.lock -o deploy/ocr.lock

# The English catalogue: msgids out of code and templates, translations kept, compiled.
messages: $(VENV)/dev.stamp
	$(BIN)/python -m tests.messages

clean:
	rm -rf $(VENV) var .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/demo.stamp: deploy/demo.lock deploy/require_python.py
	@$(PYTHON) deploy/require_python.py
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV)
	@echo "Installing what deploy/demo.lock names"
	@$(PIP) -r deploy/demo.lock
	@touch $@

$(VENV)/dev.stamp: deploy/dev.lock $(VENV)/demo.stamp
	@echo "Installing what deploy/dev.lock names"
	@$(PIP) -r deploy/dev.lock
	@touch $@
