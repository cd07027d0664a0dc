# Every command a contributor needs. `make help` lists them; Python 3.11 to 3.13 and make are all that must be there.
# Arguments go through ARGS:  make test ARGS="-k promise"   make demo ARGS="--help"

SHELL := /bin/sh
.DEFAULT_GOAL := help
BIN := .venv/bin
ARGS ?=

# The checks load the settings of a demo, and leave what they write where `make clean` finds it.
AS_DEMO := CREDITDESK_DEMO=1 CREDITDESK_DATA_DIR=build/checks DATABASE_URL= DJANGO_SETTINGS_MODULE=creditdesk.config.settings
# The deployment check loads those of a real installation, with a key and a host made up for it.
AS_INSTALLED := CREDITDESK_DEMO=0 CREDITDESK_DATA_DIR=build/checks DATABASE_URL= DJANGO_SETTINGS_MODULE=creditdesk.config.settings \
	CREDITDESK_HOSTS=desk.example.com

.PHONY: help
help: ## List the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

.PHONY: demo
demo: runtime ## Make a demo company and serve the desk; prints the address and a sign-in for each role
	@$(BIN)/creditdesk demo $(ARGS)

.PHONY: test
test: dev ## Run the suite on SQLite and on a PostgreSQL of its own
	@$(BIN)/python -m scripts.test $(ARGS)

.PHONY: faults
faults: dev ## Try the faults at the full figures of docs/faults.md, on both databases (some hours)
	@FULL_FIGURES=1 $(BIN)/python -m scripts.test --timeout 14400 tests/faults tests/nightly \
		tests/api/test_schema.py tests/scenarios/test_real_receivables.py tests/actions/test_list_before.py \
		tests/domain/test_policy_forms.py $(ARGS)

.PHONY: check
check: check-format lint types imports templates migrations deployment test ## Everything that must pass before a change is proposed

.PHONY: check-format
check-format: dev ## Is the code formatted?
	@$(BIN)/ruff format --check --quiet . || { echo "Type: make format"; exit 1; }

.PHONY: lint
lint: dev ## Lint the Python code
	@$(BIN)/ruff check .

.PHONY: types
types: dev ## Check the types, strictly
	@$(BIN)/mypy

.PHONY: imports
imports: dev ## Check that calls go down: the import contracts
	@$(BIN)/lint-imports

.PHONY: templates
templates: dev ## Lint the templates
	@$(BIN)/djlint creditdesk --lint --quiet

.PHONY: migrations
migrations: dev ## Are the migrations in step with the models?
	@$(AS_DEMO) $(BIN)/python -m django makemigrations --check --dry-run

.PHONY: deployment
deployment: dev ## Check the settings of a real installation
	@$(AS_INSTALLED) CREDITDESK_SECRET_KEY="$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(50))')" \
		$(BIN)/python -m django check --deploy --database default --fail-level WARNING

.PHONY: format
format: dev ## Format the code and sort its imports
	@$(BIN)/ruff check --quiet --fix --select I . ; $(BIN)/ruff format .

.PHONY: bench
bench: dev ## Measure what docs/benchmarks.md claims
	@$(BIN)/creditdesk bench $(ARGS)

.PHONY: screenshots
screenshots: dev ## Make the README's screenshots anew from the demo company
	@$(BIN)/python -m scripts.screenshots $(ARGS)

.PHONY: messages
messages: dev ## Bring the catalogs of the interface's languages up to date, and tell what they lack
	@$(BIN)/python -m scripts.messages

.PHONY: client
client: dev ## Make the Python client of docs/examples anew from the interface's description
	@$(AS_DEMO) $(BIN)/python -m scripts.python_client

.PHONY: lock
lock: dev ## Resolve the dependencies of pyproject.toml and write the hashed requirements; ARGS=--upgrade for newer ones
	@$(BIN)/uv lock $(ARGS)
	@$(BIN)/uv export --quiet --locked --no-emit-project --no-dev --format requirements-txt -o requirements/runtime.txt
	@$(BIN)/uv export --quiet --locked --no-emit-project --only-group dev --format requirements-txt -o requirements/dev.txt

.PHONY: sbom
sbom: dev ## Write what an installation consists of, with versions and hashes, to build/sbom.cdx.json (CycloneDX)
	@mkdir -p build
	@$(BIN)/uv export --quiet --locked --no-dev --format cyclonedx1.5 -o build/sbom.cdx.json && echo build/sbom.cdx.json

.PHONY: audit
audit: dev ## Ask the database of known weaknesses (osv.dev) about every locked package; fails if one is known
	@$(BIN)/uv audit --locked $(ARGS)

.PHONY: clean
clean: ## Delete the environment and every cache; the data in var/ stays
	@rm -rf .venv .bootstrap.lock build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: runtime dev
runtime:
	@scripts/bootstrap runtime
dev:
	@scripts/bootstrap dev
