# The commands people need: make demo, make test, make bench. Everything else serves these.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CATALOGUES := $(wildcard plm/translations/*/LC_MESSAGES/messages.po)

.PHONY: demo test check pytest bench lock vendor messages clean

demo: $(VENV)/ready $(VENV)/messages
	@bash .ci/system-packages demo
	@$(BIN)/plm demo

test: $(VENV)/ready-dev $(VENV)/messages
	@bash .ci/system-packages test
	@$(MAKE) --no-print-directory check
	@$(MAKE) --no-print-directory pytest ARGS="-n 3 --dist loadfile"

check:
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python .ci/vendor.py --check

pytest:
	$(BIN)/pytest $(ARGS)

bench: $(VENV)/ready-dev $(VENV)/messages
	@$(BIN)/python -m tests.bench $(ONLY)

# The runtime: what a server needs, by hash. The lock is whole, so pip resolves nothing: with --no-deps a release that came
# after the lock cannot stand in the way of `package[extra]`.
$(VENV)/ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("plm needs Python 3.11 or newer" if sys.version_info < (3, 11) else 0)'
	@bash .ci/system-packages venv
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

# And what tests need besides.
$(VENV)/ready-dev: requirements-dev.lock $(VENV)/ready
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-dev.lock
	@$(BIN)/python -m pip --disable-pip-version-check check >/dev/null
	@touch $@

# Catalogues are compiled here and not committed.
$(VENV)/messages: $(CATALOGUES) $(VENV)/ready
	@$(if $(CATALOGUES),$(BIN)/pybabel --quiet compile --directory plm/translations,true)
	@touch $@

# For maintainers: new pins, new front-end files, new sentences.
lock:
	$(BIN)/pip-compile --quiet --upgrade --extra s3 --extra dev --allow-unsafe --generate-hashes --strip-extras \
	  --no-header --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-annotate -o requirements-dev.lock pyproject.toml
	$(BIN)/pip-compile --quiet --extra s3 --constraint requirements-dev.lock --allow-unsafe --generate-hashes --strip-extras \
	  --no-header --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-annotate -o requirements.lock pyproject.toml

vendor:
	$(BIN)/python .ci/vendor.py

messages:
	$(BIN)/python .ci/messages.py

clean:
	rm -rf $(VENV) var .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
