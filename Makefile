# Two commands do everything: `make run` opens the tracker, `make test` passes every test.
# Both build .venv from the hash-pinned requirement files when it is missing or out of date.

PYTHON ?= python3
VENV   ?= .venv
PIP     = $(VENV)/bin/python -m pip --disable-pip-version-check --quiet
COMPILE = uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
          --custom-compile-command "make lock" --quiet $(LOCKARGS)

.PHONY: run test setup lint format bench lock clean

run: $(VENV)/.run
	@$(VENV)/bin/sesh-tui $(ARGS)

test: $(VENV)/.dev
	$(VENV)/bin/python -m pytest $(ARGS)

setup: $(VENV)/.dev

lint: $(VENV)/.dev
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports --no-cache

format: $(VENV)/.dev
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

$(VENV)/.run: requirements/run.txt pyproject.toml
	$(PYTHON) -c "import sys; sys.exit('Python 3.11 or newer is needed' if sys.version_info < (3, 11) else 0)"
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --no-deps --require-hashes -r requirements/run.txt
	$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.run
	$(PIP) install --no-deps --require-hashes -r requirements/dev.txt
	@touch $@

bench: $(VENV)/.dev
	$(VENV)/bin/python bench/run.py $(ARGS)

# Keeps the pins that are there; LOCKARGS=--upgrade takes new versions. Needs uv.
lock:
	$(COMPILE) --group build --output-file requirements/run.txt
	$(COMPILE) --group dev --all-extras --constraint requirements/run.txt --output-file requirements/dev.txt

clean:
	rm -rf $(VENV)
