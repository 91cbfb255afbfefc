# make chat, make test: nothing else to type before either. `make help` lists the rest.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# The CPU build of torch is enough; PIP_FLAGS can name where else to look for it.
INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check $(PIP_FLAGS) -c constraints.txt

.DELETE_ON_ERROR:
.PHONY: help chat index eval test test-slow bench screenshot clean
help:
	@echo "make chat        the chat at http://127.0.0.1:7860, index built if needed"
	@echo "make index       build or refresh the index"
	@echo "make eval        run the eval set over seeds/; EVAL=... passes options on"
	@echo "make test        lint, types and tests"
	@echo "make test-slow   what takes longer: the page in Chromium, real servers, builds killed and starved"
	@echo "make bench       cost against size, beside sentence-transformers and txtai; BENCH=... passes options on"
	@echo "make screenshot  take the README's picture of the page"

chat: $(VENV)/installed
	@$(BIN)/python -m app

index: $(VENV)/installed
	@$(BIN)/python -m index

eval: $(VENV)/installed
	@$(BIN)/python -m eval $(EVAL)

test: $(VENV)/installed-dev
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest -m "not slow"

test-slow: $(VENV)/installed-dev
	$(BIN)/pytest -m slow

bench: $(VENV)/installed
	@$(BIN)/python -m eval.bench $(BENCH)

screenshot: $(VENV)/installed-dev
	$(BIN)/python tests/screenshot.py docs

clean:
	rm -rf $(VENV) .citeseed

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "citeseed needs Python 3.11 or newer: make PYTHON=python3.12 ...")'
	@echo "Making $(VENV)"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/installed: $(VENV)/bin/python pyproject.toml constraints.txt
	@echo "Installing citeseed and what it needs; the first time takes a few minutes"
	@$(INSTALL) -e .
	@touch $@

$(VENV)/installed-dev: $(VENV)/installed
	@echo "Installing what the tests need"
	@$(INSTALL) -e '.[dev]'
	@touch $@
