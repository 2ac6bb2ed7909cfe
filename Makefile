# Every target does its own set-up in .venv; a machine needs Python 3.11 or newer, make and a package index.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.ready
PEERS := .venv-bench/.ready
SPARK := .venv-spark/.ready
EVALS := .venv-evals/.ready

.DEFAULT_GOAL := help
.PHONY: help setup run test test-distributed check bench evals browser lock docs screenshots clean

help: ## Show what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "make %-17s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(STAMP) ## Make the environment in .venv with everything

$(STAMP): requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; v = sys.version_info; sys.exit(v < (3, 11) and "Python 3.11 or newer is needed, this is %d.%d: make PYTHON=python3.11 ..." % v[:2])'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing what requirements/dev.txt pins (once) ..."
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(STAMP)

run: $(STAMP) ## Start chat app and dashboard with a sample bill and a month of sample events
	@$(BIN)/finops-agent run --demo

test: $(STAMP) browser check ## Everything: lint, types, import directions, all tests, real browser included
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

test-distributed: $(STAMP) $(SPARK) ## The archive's queries on Spark, row for row beside DuckDB (needs Java 17)
	$(BIN)/python -m pytest -m distributed tests/analytics

$(SPARK): requirements/spark.in
	@command -v java > /dev/null || { echo "Java 17 or newer is needed to run Spark: apt-get install openjdk-17-jre-headless"; exit 1; }
	@test -x .venv-spark/bin/python || $(PYTHON) -m venv .venv-spark
	@echo "Installing Spark, as requirements/spark.in pins it (once, 450 MB) ..."
	@.venv-spark/bin/python -m pip install -qq --disable-pip-version-check -r requirements/spark.in
	@touch $@

check: $(STAMP) ## Lint, format, types, import directions
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

browser: ## Bring Chromium where packages may be installed, or say which command to type
	@sh scripts/bring_browser.sh

bench: $(STAMP) $(PEERS) browser ## Measure page times in Chromium and recording beside its peers; figures in bench/out
	$(BIN)/python bench/pages.py
	$(BIN)/python bench/recorder/run.py
	$(BIN)/python bench/redaction.py
	$(BIN)/python bench/stores.py
	$(BIN)/python bench/agent/guard.py
	$(BIN)/python bench/agent/run.py
	$(BIN)/python bench/analytics/run.py
	$(BIN)/python bench/analytics/pages.py
	$(BIN)/python bench/aws/refresh.py
	$(BIN)/python bench/aws/unreachable.py

$(PEERS): requirements/bench.txt
	@test -x .venv-bench/bin/python || $(PYTHON) -m venv .venv-bench
	@echo "Installing the peers that requirements/bench.txt pins (once) ..."
	@.venv-bench/bin/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements/bench.txt
	@touch $@

evals: $(EVALS) ## Ask every question set and write docs/evals.md
	PYTHONPATH=src:. .venv-evals/bin/python -m evals.report

$(EVALS): requirements/evals.txt
	@test -x .venv-evals/bin/python || $(PYTHON) -m venv .venv-evals
	@echo "Installing what requirements/evals.txt pins (once) ..."
	@.venv-evals/bin/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements/evals.txt
	@touch $@

docs: $(STAMP) ## Make the generated pages of docs/ anew
	$(BIN)/python scripts/make_docs.py

screenshots: $(STAMP) browser ## Make the pictures of docs/ from the real pages
	$(BIN)/python scripts/make_screenshots.py

lock: $(STAMP) ## Pin current versions with hashes, without any index address
	$(BIN)/python -m pip install -qq --disable-pip-version-check uv
	$(BIN)/uv pip compile pyproject.toml --all-extras --group dev --generate-hashes --no-emit-index-url \
		--no-emit-find-links --universal --python-version 3.11 --upgrade --custom-compile-command "make lock" \
		--quiet -o requirements/dev.txt
	$(BIN)/uv pip compile requirements/bench.in --generate-hashes --no-emit-index-url --no-emit-find-links \
		--universal --python-version 3.11 --upgrade --custom-compile-command "make lock" \
		--quiet -o requirements/bench.txt
	$(BIN)/uv pip compile requirements/evals.in --generate-hashes --no-emit-index-url --no-emit-find-links \
		--universal --python-version 3.11 --upgrade --custom-compile-command "make lock" \
		--quiet -o requirements/evals.txt

clean: ## Remove the environment and all caches
	rm -rf .venv .venv-bench .venv-spark .venv-evals .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache \
		dist bench/out
