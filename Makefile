# The words of the house: setup, run, test, check, bench. Everything lands in .venv; only python3 (3.11+) is needed.
PY ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
PIP := $(BIN)/pip --quiet --disable-pip-version-check install

.PHONY: setup run test check bench advisor moderation-report lock format browser screenshots migration clean

# What serving needs, by name, version and hash.
$(VENV)/.runs: requirements.lock requirements-build.lock pyproject.toml
	@$(PY) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Oefenplein needs Python 3.11 or newer" >&2; exit 1; }
	@$(PY) -c 'import ensurepip, venv' 2>/dev/null || { echo "python3-venv is missing: apt-get install python3-venv" >&2; exit 1; }
	$(PY) -m venv $(VENV)
	$(PIP) --require-hashes -r requirements.lock
	$(PIP) --require-hashes -r requirements-build.lock
	$(PIP) --no-build-isolation --no-deps -e .
	@$(BIN)/python -m compileall -q learnapp
	@touch $@

# What tests and checks need on top.
$(VENV)/.works: $(VENV)/.runs requirements-dev.lock
	$(PIP) --require-hashes -r requirements-dev.lock
	@touch $@

setup: $(VENV)/.works

run: $(VENV)/.runs
	$(BIN)/learnapp demo --port $(PORT)

test: setup browser
	$(BIN)/python -m pytest -q -n 2 --dist loadfile tests

check: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --quiet --lint templates
	$(BIN)/learnapp content check

bench: setup
	$(BIN)/python -m bench

# Learn the weights of the advisor from training/texts again (some minutes; the same texts give the same file).
advisor: setup
	$(BIN)/python -m training.train

# How well the moderation engine judges, beside two simple baselines.
moderation-report: setup
	$(BIN)/python -m training.report

# Renew the lock files after a change in pyproject.toml (needs uv). They hold names, versions and hashes, no addresses.
lock:
	uv lock --quiet
	uv export --quiet --frozen --no-header --no-emit-project --no-default-groups -o requirements.lock
	uv export --quiet --frozen --no-header --no-emit-project --only-group build -o requirements-build.lock
	uv export --quiet --frozen --no-header --no-emit-project --all-groups -o requirements-dev.lock
	rm uv.lock

format: setup
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# A browser is installed only where none is there, and only as root or with sudo. libatomic1: the driver inside the
# package playwright needs it, and a bare Debian lacks it.
browser:
	@if [ -n "$$CHROMIUM_PATH" ] || { [ -x /usr/lib/chromium/chromium ] && ldconfig -p | grep -q libatomic.so.1; }; then exit 0; fi; \
	command -v apt-get >/dev/null || { echo "no Chromium, and no apt-get to install it: browser tests are skipped"; exit 0; }; \
	SUDO=; [ "$$(id -u)" = 0 ] || SUDO=sudo; \
	$$SUDO apt-get update -qq && DEBIAN_FRONTEND=noninteractive $$SUDO apt-get install -y -qq --no-install-recommends \
	  chromium libatomic1 fonts-dejavu-core fonts-noto-color-emoji >/dev/null

# The pictures of docs/ and README, made from the demo school.
screenshots: setup browser
	$(BIN)/python scripts/screenshots.py

clean:
	rm -rf $(VENV)
