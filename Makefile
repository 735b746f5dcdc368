# One page of verbs. `make` alone lists them.
VENV := .venv
BIN := $(VENV)/bin
LINT := .venv-lint/bin
SPARK := .venv-spark/bin
JAVA := $(shell command -v java || ls $(JAVA_HOME)/bin/java 2>/dev/null)

.PHONY: help demo test test-fast test-spark spark lint airflow serve lock clean

help: ## list the verbs
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(VENV)/.ready: requirements.lock pyproject.toml
	python3 -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.venv-lint/.ready: requirements-lint.lock
	python3 -m venv .venv-lint
	$(LINT)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-lint.lock
	@touch $@

# Everything, and Spark besides: the heaviest environment, made only where it is asked for.
.venv-spark/.ready: requirements.lock requirements-spark.lock pyproject.toml
	python3 -m venv .venv-spark
	$(SPARK)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	$(SPARK)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --require-hashes -r requirements-spark.lock
	$(SPARK)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

demo: $(VENV)/.ready ## run the main job on the sample organisation and say where the report is
	$(BIN)/python -m demo $(ARGS)

test: $(VENV)/.ready ## run every test
	$(BIN)/python -m pytest $(ARGS)

test-fast: $(VENV)/.ready ## run the tests that take seconds
	$(BIN)/python -m pytest -m "not slow" tests/unit tests/integration $(ARGS)

spark: .venv-spark/.ready ## make .venv-spark, whose pmo builds with Spark where the settings say so

test-spark: ## run the tests that build with Spark; skipped, saying so, where there is no Java
	@if [ -n "$(JAVA)" ]; then $(MAKE) .venv-spark/.ready && $(SPARK)/python -m pytest tests/spark $(ARGS); \
	else echo "test-spark: skipped, for Spark needs Java 17 and there is none (or set JAVA_HOME)"; fi

lint: $(VENV)/.ready .venv-lint/.ready ## format check, lint, SQL lint, types, import rules
	$(LINT)/ruff format --check .
	$(LINT)/ruff check .
	$(LINT)/sqlfluff lint --processes 2 dbt_project
	$(LINT)/mypy --python-executable $(BIN)/python
	$(LINT)/lint-imports

airflow: $(VENV)/.ready ## the real scheduler and UI on localhost:8080, on the demo's data
	$(BIN)/python -m demo.airflow $(ARGS)

serve: $(VENV)/.ready ## the report archive behind a login, on localhost:8000
	$(BIN)/pmo reports serve $(ARGS)

lock: ## resolve pyproject.toml and the requirements-*.in anew (needs uv)
	uv pip compile pyproject.toml --extra test --universal --generate-hashes --python-version 3.11 \
	  --no-header --no-annotate --quiet -o requirements.lock
	uv pip compile requirements-lint.in --universal --generate-hashes --python-version 3.11 \
	  --no-header --no-annotate --quiet -o requirements-lint.lock
	uv pip compile requirements-spark.in --universal --generate-hashes --python-version 3.11 \
	  --no-header --no-annotate --quiet -o requirements-spark.lock

clean: ## remove what the demo made; environments stay
	rm -rf var dbt_project/target dbt_project/logs
