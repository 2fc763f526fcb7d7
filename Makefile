# Needs make and Python 3.11 or newer; everything else is set up in .venv.
PYTHON ?= python3
BIN := .venv/bin
SHIPPED := bot handlers content storage
# Twice: errors only, as pip's warnings are about the index in use.
PIP_QUIET := --quiet --quiet

.PHONY: run posters test check bench attack soak lock sentences language pictures clean

run: .venv/installed
	@$(BIN)/python -m bot run

# Writes posters.pdf; ARGS="--bot my_bot --paper letter" are those of `python -m bot posters`.
posters: .venv/installed-posters
	@$(BIN)/python -m bot posters $(ARGS)

# Two at a time; the tests of a module stay together, as they share a program. In their order, so
# that short ones come last and no long one runs alone.
test: .venv/installed-dev
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

check: .venv/installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m bot check-pack hld-2013
	$(BIN)/python -m bot check-pack hr75

# Measures, and writes docs/performance.md; no figure makes it fail. QUICK=1 is shorter, BEFORE=folder
# measures another checkout beside this one; both only print.
bench: .venv/installed-dev
	QUICK=$(QUICK) BEFORE=$(BEFORE) $(BIN)/python -m benchmarks

# Bad days, tried again: floods, refusals, outages, kills. Prints tables; BEFORE=folder tries another
# checkout beside this one, ONLY=words some of the trials.
attack: .venv/installed-dev
	BEFORE=$(BEFORE) ONLY="$(ONLY)" KILLS=$(KILLS) OUTAGE_SECONDS=$(OUTAGE_SECONDS) $(BIN)/python -m benchmarks.attack

# Ten minutes of all of it at once, or SECONDS=60; fails if an update or a notice is lost.
soak: .venv/installed-dev
	SECONDS=$(SECONDS) $(BIN)/python -m benchmarks.attack.soak

# The locks carry names, versions and hashes only, so that they hold for any index.
lock: .venv/made
	$(BIN)/python -m pip install --quiet "pip-tools>=7.5"
	$(BIN)/pip-compile $(LOCK) -o requirements.txt pyproject.toml
	$(BIN)/pip-compile $(LOCK) --extra posters -c requirements.txt -o requirements-posters.txt pyproject.toml
	$(BIN)/pip-compile $(LOCK) --allow-unsafe --extra dev --extra posters -c requirements.txt -o requirements-dev.txt pyproject.toml
LOCK := --quiet --upgrade --generate-hashes --strip-extras --no-header \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links

# Collects the sentences of the program, updates every catalogue, and lists what is untranslated.
sentences: .venv/installed-dev
	$(BIN)/pybabel -q extract -F babel.cfg --no-location --sort-output --omit-header --project=Roundtable --version=1 \
		--width=100 -o content/locales/roundtable.pot handlers bot
	$(BIN)/pybabel -q update -D roundtable -N --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --width=100 \
		-i content/locales/roundtable.pot -d content/locales
	@$(BIN)/python -m tests.catalogues

# Begins the catalogue of one more language: make language CODE=pt, by its ISO 639-1 code.
language: .venv/installed-dev
	$(BIN)/pybabel -q init -D roundtable -i content/locales/roundtable.pot -d content/locales -l $(CODE)

# Takes the pictures of the README and of docs anew, in Chromium.
pictures: .venv/installed-dev
	KEEP_PICTURES=1 $(BIN)/python -m pytest tests/program/page -k pictures

clean:
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache

.venv/made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Roundtable needs Python 3.11 or newer")'
	@$(PYTHON) -m venv .venv
	@touch $@

.venv/installed: requirements.txt | .venv/made
	@echo "Setting up in .venv; this is done once and takes one to three minutes."
	@$(BIN)/python -m pip install $(PIP_QUIET) --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/installed-posters: requirements-posters.txt | .venv/made
	@echo "Setting up in .venv for posters; this is done once."
	@$(BIN)/python -m pip install $(PIP_QUIET) --disable-pip-version-check --require-hashes -r requirements-posters.txt
	@touch $@

.venv/installed-dev: requirements-dev.txt | .venv/made
	@echo "Setting up in .venv for tests; this is done once and takes some minutes."
	@$(BIN)/python -m pip install $(PIP_QUIET) --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@ .venv/installed .venv/installed-posters
