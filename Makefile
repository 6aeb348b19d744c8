# Every verb does its own set-up: a virtual environment from hashed requirements, nothing else on the machine is touched.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
# Two cores: two test processes, each with its own embedded store.
TEST_PROCESSES ?= 2
# How many processes each kill test kills, with ten messages on their way at each.
KILLS ?= 50
# How many random synthetic messages conformance looks at, and which region's demo it plays.
MESSAGES ?= 1000
# SEED=n makes what is random in conformance and fuzz the same again.
SEEDED := $(if $(SEED),--seed $(SEED))
DEMO ?= all
# HL7 Sweden's base package (CC0) is not copied into the project; conformance reads it from here.
HL7SE_BASE ?= ../shared/data/hl7se-base

.DEFAULT_GOAL := help
.PHONY: help setup demo test check format lint types layers packs conformance interop bench synthproof chaos fuzz coverage requirements schemas wheel package clean

help: ## list the verbs
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-13s %s\n", $$1, $$2}'

$(INSTALLED): requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.11 …")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

setup: $(INSTALLED) ## make .venv with the entry point .venv/bin/svu-adapter

demo: setup ## play all five regions' episodes end to end over real HTTP on an embedded store
	@$(BIN)/svu-adapter demo

test: setup ## all tests, with a few rounds of the kill tests
	$(BIN)/python -m pytest -n $(TEST_PROCESSES) --dist loadfile

check: lint types layers packs ## lint, types, layers, packs

format: setup ## write the house format
	$(BIN)/ruff format adapter tests bench
	$(BIN)/ruff check --fix adapter tests bench

lint: setup
	$(BIN)/ruff format --check adapter tests bench
	$(BIN)/ruff check adapter tests bench
	$(BIN)/deptry adapter

types: setup
	$(BIN)/mypy

layers: setup
	$(BIN)/lint-imports

packs: setup
	$(BIN)/svu-adapter check-packs

conformance: setup ## validate every example and golden Bundle with HAPI FHIR's validator (Java 17, Maven)
	$(BIN)/python -m tests.conformance.element_table --check
	$(BIN)/python -m tests.conformance.run --hl7se-base "$(HL7SE_BASE)" --messages $(MESSAGES) --demo $(DEMO) $(SEEDED) $(BUNDLES)

interop: setup ## deliver every region's episodes (or REGIONS') to HAPI FHIR's server, and call us with clients that are not ours (Java 17, Maven, Node)
	$(BIN)/python -m tests.interop.run $(foreach region,$(REGIONS),--region $(region))

synthproof: setup ## 10,000 synthetic episodes of all regions through decide, compared with their manifest
	SVU_SYNTH_PROOF=10000 $(BIN)/python -m pytest -n 0 tests/journey/test_synthetic_proof.py

chaos: setup ## the kill tests with KILLS SIGKILLs (50) for each of web, worker, store, clock and notices
	SVU_CHAOS=$(KILLS) $(BIN)/python -m pytest -n 0 tests/chaos

fuzz: setup ## CALLS (2000) requests on every route by schemathesis and by changed seeds: never a 5xx, nothing undeclared
	$(BIN)/python -m tests.fuzz.run --calls $(or $(CALLS),2000) $(SEEDED)

bench: setup ## the benchmarks: ratios within one run
	$(BIN)/python -m bench.run

coverage: setup ## branch coverage, of processes started by tests too
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -n 0
	$(BIN)/coverage combine -q
	$(BIN)/coverage report

requirements: setup ## compile the pinned requirements anew
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate pyproject.toml -o requirements/main.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate pyproject.toml --group dev -o requirements/dev.txt

wheel: setup ## build the wheel
	$(BIN)/python -m hatchling build -t wheel

package: setup ## pack profiles, code systems, questionnaires and examples as one FHIR package into dist/
	@$(BIN)/python -m tests.conformance.package

clean: ## remove what the verbs made
	rm -rf $(VENV) build dist target var .coverage* .mypy_cache .ruff_cache .pytest_cache .hypothesis
