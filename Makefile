# Everything goes through `.venv/bin/python -m`: scripts in a virtual environment break when its folder is moved.
PY := .venv/bin/python
ARGS ?=
export PYTHON

.PHONY: help run test check bench openapi setup setup-dev lock clean

help:
	@echo "make run      start everything here and load the demonstration; Ctrl-C stops it"
	@echo "make test     run all tests (ARGS='tests/ops -k restart' for some)"
	@echo "make check    style, types, the direction of imports, and whether openapi/ is up to date"
	@echo "make bench    measure (ARGS names one)"
	@echo "make openapi  write openapi/openapi.json from the routes"
	@echo "make lock     resolve the dependencies again (needs uv)"
	@echo "make clean    remove .venv and caches; data in var/ stays"

setup:
	@sh ops/setup.sh requirements.txt

setup-dev:
	@sh ops/setup.sh requirements-dev.txt

run: setup
	@ROADREEL_DEMO=$${ROADREEL_DEMO:-1} exec $(PY) -m ops up

test: setup-dev
	$(PY) -m pytest $(ARGS)

check: setup-dev
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(PY) -c 'from importlinter.cli import lint_imports_command; lint_imports_command()'
	$(PY) -m ops openapi --check

bench: setup-dev
	$(PY) -m bench $(ARGS)

openapi: setup
	$(PY) -m ops openapi

lock:
	@command -v uv >/dev/null || { echo "make lock needs uv (https://docs.astral.sh/uv/)." >&2; exit 1; }
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command 'make lock' \
		-o requirements.txt pyproject.toml
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command 'make lock' \
		--group dev --group bench -c requirements.txt -o requirements-dev.txt pyproject.toml

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -not -path './var/*' -prune -exec rm -rf {} +
