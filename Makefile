# Everything lives in .venv, made from a bare Python 3.11 or newer with the versions pinned in requirements/.
# GNU make 3.81 (macOS) must do, and a path with a space in it: so only relative paths.

PYTHON  ?=
PYTHONS := python3.14 python3.13 python3.12 python3.11 python3 python
ARGS    ?=

BIN := .venv/bin
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check --no-input

.DEFAULT_GOAL := help
.PHONY: help run view live test check lint-fix setup speech requirements clean clients test-clients frontend frontend-tools \
	pictures

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' Makefile
	@echo
	@echo "PYTHON=/path/to/python3 chooses the interpreter; ARGS='...' goes to the command, as in make test ARGS='-k wer'."

run: .venv/.run ## play scenarios/ from their recordings and write a report
	$(BIN)/evalkit run scenarios/ $(ARGS)

view: .venv/.run ## show reports/ in a browser, and follow a run that is being played
	$(BIN)/evalkit view $(ARGS)

live: .venv/.run ## play three scenarios against a real model, or say what is missing and what it would cost
	@$(BIN)/python -m evalkit.cli.live $(ARGS)

test: .venv/.dev ## run the tests
	$(BIN)/python -m pytest -n 2 $(ARGS)

clients: .venv/.dev ## install the clients that tests/clients drives, in .clients: @google/genai, pipecat, LiveKit (850 MB)
	$(BIN)/python -m tests.clients.install

test-clients: clients ## run the tests of those clients
	$(BIN)/python -m pytest tests/clients $(ARGS)

frontend: frontend-tools ## bundle the pages' scripts and styles out of frontend/src, and check their types
	cd frontend && npm run --silent build && npm run --silent check

frontend-tools: frontend/node_modules/.installed ## install what bundles and checks them (Node 20 or newer and npm; 50 MB)

pictures: .venv/.dev ## photograph the pages for the README, in headless Chromium
	$(BIN)/python -m tests.browser.pictures $(ARGS)

check: .venv/.dev ## check format, lint and types; changes nothing
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/python -m mypy --strict

lint-fix: .venv/.dev ## format, and mend what the linter can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

setup: .venv/.dev ## make .venv with the development tools, and run nothing

speech: .venv/.dev ## install the pinned recogniser of evalkit[speech] into .venv (170 MB), so that its tests run too
	$(PIP) install --require-hashes --requirement requirements/speech.txt

requirements: .venv/.dev ## pin the newest allowed versions again
	$(BIN)/uv pip compile pyproject.toml --group dev --output-file requirements/dev.txt $(COMPILE)
	$(BIN)/uv pip compile pyproject.toml --constraint requirements/dev.txt --output-file requirements/run.txt $(COMPILE)
	$(BIN)/uv pip compile pyproject.toml --extra speech --constraint requirements/dev.txt \
	  --output-file requirements/speech.txt $(COMPILE)
	$(BIN)/uv pip compile pyproject.toml --extra bucket --constraint requirements/dev.txt \
	  --output-file requirements/bucket.txt $(COMPILE)

clean: ## remove .venv, caches and builds; reports/ stays
	rm -rf .venv .clients frontend/node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage htmlcov build dist
	find . -type d -name __pycache__ -prune -exec rm -rf {} +

# No address of a package index may enter the pins, and they must hold on every platform.
COMPILE := --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
	--no-annotate --custom-compile-command "make requirements" --upgrade --quiet

# The stamps: as long as they are newer than what they depend on, nothing is installed.
.venv/.run: $(BIN)/python pyproject.toml requirements/run.txt
	@echo "installing evalkit and its pinned dependencies into .venv"
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip >/dev/null
	@$(PIP) install --require-hashes --requirement requirements/run.txt
	@$(PIP) install --no-deps --editable .
	@touch $@

.venv/.dev: .venv/.run requirements/dev.txt
	@echo "installing the pinned development tools into .venv"
	@$(PIP) install --require-hashes --requirement requirements/dev.txt
	@touch $@

frontend/node_modules/.installed: frontend/package.json frontend/package-lock.json
	@echo "installing the pinned tools of the front end into frontend/node_modules"
	@cd frontend && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

# A Python without ensurepip would leave half an environment behind, so it is asked before anything is made.
$(BIN)/python:
	@chosen=; without_venv=; \
	for candidate in $(if $(PYTHON),"$(PYTHON)",$(PYTHONS)); do \
	  "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 || continue; \
	  if "$$candidate" -c 'import ensurepip, venv' >/dev/null 2>&1; then chosen=$$candidate; break; fi; \
	  without_venv=$${without_venv:-$$candidate}; \
	done; \
	if [ -z "$$chosen" ] && [ -n "$$without_venv" ]; then \
	  version=$$("$$without_venv" -c 'import sys; print("%d.%d" % sys.version_info[:2])'); \
	  echo "$$without_venv cannot make a virtual environment: its venv or ensurepip module is missing;" \
	    "on Debian and Ubuntu, install it with: apt install python$$version-venv" >&2; \
	  exit 1; \
	fi; \
	if [ -z "$$chosen" ]; then \
	  echo "evalkit needs Python 3.11 or newer, and $(if $(PYTHON),$(PYTHON) is not one,none of $(PYTHONS) is one);" \
	    "install one (Debian, Ubuntu: apt install python3 python3-venv; macOS: brew install python)" \
	    "or name one: make PYTHON=/path/to/python3 ..." >&2; \
	  exit 1; \
	fi; \
	echo "making .venv with $$chosen"; \
	"$$chosen" -m venv --clear .venv || { rm -rf .venv; exit 1; }
