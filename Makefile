# `make` alone lists the targets. Set-up happens by itself, once: a stamp file in the virtual environment is newer than
# the requirements it was made from, and then pip is not called at all.

PYTHON ?= python3
VENV   ?= .venv
ARGS   ?=
SEED   ?= 1
SAMPLE ?= 200
KILLS  ?= 50
MINUTES ?= 60
FILES  ?=
RIVALS ?=

BIN    := $(VENV)/bin
PY     := $(BIN)/python
# uv is many times as fast, where it is.
PIP    := $(if $(shell command -v uv),uv pip install --quiet --python $(PY),$(PY) -m pip install --disable-pip-version-check --quiet)
# AsyncAPI documents and scenarios live beside the contracts but are not OpenAPI.
CONTRACTS = $(filter-out %.asyncapi.yaml %-magic.yaml,$(wildcard openapi/*.yaml gallery/*.yaml))
EVENTS    = openapi/events.asyncapi.yaml
REDOCLY   := @redocly/cli@2.77.0
PY_SPY    := py-spy==0.4.3
MATPLOTLIB := matplotlib==3.11.2

export REDOCLY_TELEMETRY = off
export REDOCLY_SUPPRESS_UPDATE_NOTICE = true

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run dist test clients package chromium bench bench-stores soak profile fuzz fuzz-parsers audit sbom corpus crash invariants check format clean lock viewers pictures \
        console console-as-built check-format check-lint check-types check-imports check-contracts check-redocly \
        check-console

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))
	@echo "Pass flags with ARGS:  make run ARGS='--port 9000'   make test ARGS='-k refund'"

run: $(VENV)/.run ## Serve on 127.0.0.1:8000
	@exec $(PY) server.py $(ARGS)

dist: $(VENV)/.dist ## Build the package into dist/: a wheel, and an archive of its sources
	@rm -rf dist
	@$(BIN)/uv build --quiet --out-dir dist

test: $(VENV)/.dev chromium ## Run the tests
	@$(PY) -m pytest -n auto --dist loadgroup --ignore tests/clients --ignore tests/package $(ARGS)

clients: $(VENV)/.dev chromium ## Run clients against servers: of other languages, generated ones, Swagger UI, Schemathesis
	@$(PY) -m tests.clients.programs
	@$(PY) -m tests.clients.libraries
	@$(PY) -m pytest tests/clients $(ARGS)

package: $(VENV)/.dev ## Install the package into empty environments, build the image in a Debian root, and drive both; needs root
	@command -v debootstrap >/dev/null || apt-get install -q -y debootstrap
	@$(PY) -m pytest tests/package $(ARGS)

bench: $(VENV)/.run ## Compare with bare uvicorn and with stock Connexion under load
	@$(PY) -m bench.run $(ARGS)

bench-stores: $(VENV)/.dev ## Compare the stores with few and many payments, and processes on PostgreSQL
	@$(PY) -m bench.stores $(ARGS)

soak: $(VENV)/.matplotlib ## Load servers for an hour, on TinyDB and PostgreSQL, and see whether anything grows; MINUTES= how long
	@$(PY) -m bench.soak.run --minutes $(MINUTES) $(ARGS)

profile: $(VENV)/.py-spy ## Draw build/profile.svg, a flame graph of the server under payments
	@$(PY) -m bench.flame

fuzz-parsers: $(VENV)/.security ## Fuzz the parsers of ours by coverage for an hour; ARGS='--seconds 60 log' for less
	@$(PY) -m tests.security.fuzz $(ARGS)

audit: $(VENV)/.security ## Look for advisories about what is installed from PyPI and npm; asks both
	@$(PY) -m tools.audit

sbom: $(VENV)/.security ## Write dist/paydrill.cdx.json, the bill of materials of what runs (CycloneDX)
	@$(PY) -m tools.sbom

fuzz: $(VENV)/.dev ## Fuzz servers with Schemathesis, with our configuration and without; SEED= other cases, FILES= contracts of others
	@$(PY) -m tests.contract.fuzz --seed $(SEED) $(ARGS) $(if $(FILES),--files $(FILES))

corpus: $(VENV)/.dev ## Serve real contracts of a public directory; SAMPLE= SEED= how many and which, FILES= more, RIVALS=1 beside others
	@$(PY) -m bench.corpus.run --sample $(SAMPLE) --seed $(SEED) $(if $(RIVALS),--rivals) $(ARGS) $(FILES)
	@$(if $(filter 0,$(SAMPLE)),,$(PY) -m bench.stripe.run)

crash: $(VENV)/.dev ## Kill servers and logs under load, KILLS= times each, fill disks, open 10,000 sockets; look for what was acknowledged
	@PAYDRILL_TEST_KILLS=$(KILLS) PAYDRILL_TEST_SOCKETS=10000 $(PY) -m pytest tests/crash -v --log-cli-level=INFO --log-disable=httpx \
	 -o faulthandler_timeout=$$((240 + 10 * $(KILLS))) $(ARGS)

invariants: $(VENV)/.dev ## Take 10,000 random steps on each store, and prove after each that the records add up
	@PAYDRILL_TEST_STEPS=10000 $(PY) -m pytest tests/stores/test_invariants.py -n auto $(ARGS)

check: check-format check-lint check-types check-imports check-contracts check-redocly check-console ## Check format, lint, types, import directions, contracts, console

format: $(VENV)/.dev ## Format the code and apply the safe fixes
	@$(PY) -m ruff check --fix-only --quiet .
	@$(PY) -m ruff format .

console: console/node_modules/.made ## Build the console from console/ into paydrill/pages/static/console/; needs Node
	@npm --prefix console run --silent build

clean: ## Remove the virtual environment and every cache; records in data/ stay
	@rm -rf $(VENV) build dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache .schemathesis schemathesis-report \
	        console/node_modules
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

lock: build/lock/.made ## Pin the requirements files afresh from pyproject.toml
	@$(LOCK) pyproject.toml --extra postgres --extra tls --output-file build/lock/requirements.txt
	@{ $(call lock-header,pyproject.toml); cat build/lock/requirements.txt; } > requirements.txt
	@$(LOCK) --group dev --constraints requirements.txt --output-file build/lock/requirements-dev.txt
	@{ $(call lock-header,the dev group of pyproject.toml); echo '-r requirements.txt'; \
	   cat build/lock/requirements-dev.txt; } > requirements-dev.txt
	@$(LOCK) --group security --constraints requirements-dev.txt --output-file build/lock/requirements-security.txt
	@{ $(call lock-header,the security group of pyproject.toml); echo '-r requirements-dev.txt'; \
	   cat build/lock/requirements-security.txt; } > requirements-security.txt

pictures: $(VENV)/.dev chromium ## Draw the pictures of the README, of what a server shows
	@$(PY) -m tools.pictures

viewers: ## Fetch Swagger UI and ReDoc from npm, as paydrill/pages/static/viewers.json pins them; ARGS=--pin writes new hashes
	@$(PYTHON) tools/viewers.py $(ARGS)

# --- the checks, one by one -------------------------------------------------------------------------------------

check-format: $(VENV)/.dev
	@$(PY) -m ruff format --check --quiet --diff .

check-lint: $(VENV)/.dev
	@$(PY) -m ruff check --quiet .

# Windows has no tinydb: store. What the rest uses of the system is there too, as far as types tell.
check-types: $(VENV)/.dev
	@$(PY) -m mypy
	@$(PY) -m mypy --platform win32 --no-warn-unreachable --follow-imports silent --exclude stores/tinydb/

check-imports: $(VENV)/.dev
	@$(BIN)/lint-imports --no-logo

check-contracts: $(VENV)/.dev
	@$(PY) -m openapi_spec_validator --validation-errors all $(CONTRACTS)

# Node is optional on a desk and required in CI, so that the lint cannot go missing unnoticed.
check-redocly:
	@if command -v npx >/dev/null; then npx --yes $(REDOCLY) lint $(CONTRACTS) $(EVENTS); \
	 elif [ "$$CI" = true ]; then echo "Redocly lint needs Node's npx, and CI=true." >&2; exit 1; \
	 else echo "Redocly lint left out: no npx on this machine."; fi

check-console:
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory console-as-built; \
	 elif [ "$$CI" = true ]; then echo "The checks of the console need Node's npm, and CI=true." >&2; exit 1; \
	 else echo "Checks of the console left out: no npm on this machine."; fi

# The built files are committed, so that a server needs no Node: another build has to give the same.
console-as-built: console/node_modules/.made
	@npm --prefix console run --silent check
	@npm --prefix console run --silent build -- --outDir ../build/console --emptyOutDir
	@diff --recursive --brief build/console paydrill/pages/static/console || \
	 { echo "The console is not built from these sources: run 'make console', and commit it." >&2; exit 1; }

# --- set-up -----------------------------------------------------------------------------------------------------

# For the tests of pages, which cannot be left out: it installs one where there is none, or says what to do.
chromium: $(VENV)/.dev
	@$(PY) -m tests.browser.chromium

# Order-only: the interpreter behind the link may be older or newer than the stamps without meaning anything.
$(VENV)/.run: requirements.txt | $(PY)
	@echo "Installing what the server needs into $(VENV)"
	@$(PIP) -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.run
	@echo "Installing what tests and checks need into $(VENV)"
	@$(PIP) -r requirements-dev.txt
	@touch $@

$(VENV)/.security: requirements-security.txt $(VENV)/.dev
	@echo "Installing what looks for weaknesses into $(VENV)"
	@$(PIP) -r requirements-security.txt
	@touch $@

$(VENV)/.dist: requirements-dev.txt | $(PY)
	@$(PIP) "$$(grep '^uv==' requirements-dev.txt)"
	@touch $@

console/node_modules/.made: console/package-lock.json
	@npm --prefix console ci --silent
	@touch $@

$(VENV)/.py-spy: $(VENV)/.run
	@$(PIP) $(PY_SPY)
	@touch $@

$(VENV)/.matplotlib: $(VENV)/.dev
	@$(PIP) $(MATPLOTLIB)
	@touch $@

# A dangling link (the interpreter was upgraded away) counts as missing, so the environment is made afresh.
$(PY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	 { echo "Paydrill needs Python 3.11 or newer, and '$(PYTHON)' is not; name one: make PYTHON=python3.12 …" >&2; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV) || \
	 { echo "'$(PYTHON) -m venv' failed; Debian and Ubuntu keep it in the package python3-venv" >&2; exit 1; }

# --universal: one set of pins for every supported Python, with markers where they differ.
LOCK = build/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --upgrade --no-header
lock-header = echo "\# Pinned from $(1) by 'make lock'; change the list there, not the pins here."

build/lock/.made:
	@$(PYTHON) -m venv --clear build/lock
	@build/lock/bin/python -m pip install --disable-pip-version-check --quiet uv
	@touch $@
