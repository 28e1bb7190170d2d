# Everything is done in .venv, built from the lock; nothing else is installed by hand.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready

.PHONY: run test test-pg15 check bench docs lock clean

run: $(READY)
	scripts/install-voice
	$(BIN)/entregent serve --demo

# Several processes, which take tests from each other's ends when they have done theirs.
PARALLEL := -n auto --dist worksteal

test: $(READY) system
	$(BIN)/pytest $(PARALLEL)

test-pg15: $(READY) system
	scripts/with-debian-postgres $(BIN)/pytest $(PARALLEL)

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy src
	$(BIN)/lint-imports
	$(BIN)/djlint src --lint --quiet
	$(BIN)/deptry .

bench: $(READY)
	$(BIN)/python -m bench

docs: $(READY)
	$(BIN)/entregent docs

# What the tests need from the system: a browser, mail servers, gettext.
.PHONY: system
system:
	scripts/install-system-parts

$(READY): requirements.lock pyproject.toml
	scripts/make-venv $(PYTHON) $(VENV)
	touch $@

# Pins every dependency again, to the newest that fits.
lock: $(READY)
	$(BIN)/pip-compile --quiet --generate-hashes --strip-extras --all-extras --allow-unsafe --upgrade \
	  --no-emit-index-url --no-emit-find-links --no-emit-options --no-header -o requirements.lock pyproject.toml

clean:
	rm -rf $(VENV) build .data
