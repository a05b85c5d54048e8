# Set-up, the main job and the checks. Needs Python 3.11 or newer (PYTHON=python3.12 chooses one) and cargo.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/installed
RUST := $(shell find crates -name '*.rs' -o -name Cargo.toml) Cargo.toml Cargo.lock

BENCH := .venv-bench
# radiate needs Python 3.12 or newer
BENCH_PYTHON ?= $(shell for name in python3.13 python3.12 $(PYTHON); do \
	$$name --version > /dev/null 2>&1 && { echo $$name; break; }; done)
PEERS := genoxide neat-python radiate moocore pymoo pygmo deap evotorch jax gymnasium envpool

.PHONY: install train test lint types examples fuzz torture newest check peers bench durability clean

install: $(INSTALLED)

$(INSTALLED): pyproject.toml $(RUST)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "speciate needs Python 3.11 or newer; found $$($(PYTHON) --version). Try: make PYTHON=python3.12"; exit 1; }
	@command -v cargo > /dev/null || { echo "speciate builds its core with cargo; install Rust 1.88 or newer"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

train: install
	$(BIN)/speciate train arena --population-size 167 --generations 50 --seed 1

test: install
	cargo test --workspace --quiet
	$(BIN)/pytest -n auto

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	cargo fmt --all --check
	rustfmt --check --edition 2024 $$(find crates/games/src -name "*.rs")  # a macro declares these modules
	cargo clippy --workspace --all-targets --quiet -- --deny warnings

types: install
	$(BIN)/mypy
	$(BIN)/python -m mypy.stubtest speciate._native

examples: install
	for example in examples/*.py; do echo "$$example" && $(BIN)/python "$$example" || exit 1; done

# Every parser with what nobody would write, SECONDS for each of 9 targets and 2 backends.
SECONDS ?= 60
fuzz: install
	FUZZ_SECONDS=$(SECONDS) $(BIN)/pytest -q -s tests/fuzz

# Trainings that are killed KILLS times at random moments; SEED chooses these.
KILLS ?= 1000
SEED ?= 1
torture: install
	KILLS=$(KILLS) SEED=$(SEED) $(BIN)/pytest -q -s tests/system/test_kills.py

# The digests that are kept, on the newest Python that runs here; fails without one above 3.11, unless
# NEWEST_MAY_BE_MISSING=1.
newest: install
	.ci/newest

check: lint types test newest examples

# An environment with this package, what draws charts, and every peer that installs here, each on its own.
peers:
	$(BENCH_PYTHON) -m venv $(BENCH)
	$(BENCH)/bin/pip install --quiet --disable-pip-version-check . matplotlib
	@for peer in $(PEERS); do \
		$(BENCH)/bin/pip install --quiet --disable-pip-version-check --upgrade $$peer > $(BENCH)/$$peer.log 2>&1 \
			|| echo "$$peer does not install here; see $(BENCH)/$$peer.log"; done

# All workloads, and a report in benchmarks/output. BLAS gets one thread, as all packages do.
bench: peers
	OMP_NUM_THREADS=1 $(BENCH)/bin/python -m benchmarks.suite --time-limit 5 --repetitions 3

# Trainings of each peer that are killed, damaged and hung. pymoo's documentation writes checkpoints with dill.
durability: peers
	$(BENCH)/bin/pip install --quiet --disable-pip-version-check dill
	OMP_NUM_THREADS=1 $(BENCH)/bin/python -m benchmarks.durability

clean:
	rm -rf $(VENV) $(BENCH) .venv-newest target
