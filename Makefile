# make app      set up .venv and open the app (PORT=8501)
# make test     set up everything that the tests need, Chromium included, and run them (ARGS="-k walls")
# make lint     ruff and mypy          make format   let ruff lay out the code
# make bench    speed, as ratios: bench-page, our page against a plain Streamlit page, bench-inside, the page
#               inside a step against the race, bench-maps, maps in the background against bare calls,
#               bench-formula, typed formulas against the same surfaces built in, and bench-stepping, the
#               stepping core against torch, optax and naive NumPy (ARGS="--rounds 2")
# make picture  film the app for the README
# make rates    write down the learning rates that the app begins with
# make golden   let torch and optax walk the paths anew that the tests hold our rules to
# make lock     solve constraints.txt anew after a change of the pins

PORT ?= 8501
PYTHON ?= python3
ARGS ?=
VENV := .venv
GOLDEN := .venv-golden
RUN := $(VENV)/bin/python -m
PIP := $(RUN) pip --disable-pip-version-check --no-input --quiet
# What stands before a command that needs root; nothing is ever asked, so without root or a ready sudo it is a command that fails.
AS_ROOT = $$([ "$$(id -u)" = 0 ] || if sudo -n true 2>/dev/null; then echo sudo -n; else echo false; fi)
APT_INSTALL = $(AS_ROOT) apt-get update -qq && \
	$(AS_ROOT) env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends

.PHONY: app test lint format bench bench-page bench-inside bench-maps bench-formula bench-stepping picture rates golden lock clean chromium

app: $(VENV)/.app
	@exec $(RUN) streamlit run app.py --server.port $(PORT)

test: $(VENV)/.dev chromium
	$(RUN) pytest tests $(ARGS)

lint: $(VENV)/.dev
	$(RUN) ruff check .
	$(RUN) ruff format --check .
	$(RUN) mypy

format: $(VENV)/.dev
	$(RUN) ruff check --fix .
	$(RUN) ruff format .

# One after the other under -j too: each wants the machine for itself.
bench:
	@$(MAKE) --no-print-directory bench-page
	@$(MAKE) --no-print-directory bench-inside
	@$(MAKE) --no-print-directory bench-maps
	@$(MAKE) --no-print-directory bench-formula
	@$(MAKE) --no-print-directory bench-stepping

bench-page: $(VENV)/.dev chromium
	$(RUN) benchmarks.page $(ARGS)

bench-inside: $(VENV)/.dev chromium
	$(RUN) benchmarks.inside $(ARGS)

bench-maps: $(VENV)/.dev
	$(RUN) benchmarks.maps $(ARGS)

bench-formula: $(VENV)/.dev
	$(RUN) benchmarks.formula $(ARGS)

bench-stepping: $(GOLDEN)/.installed
	PYTHONPATH=. $(GOLDEN)/bin/python -m benchmarks.stepping $(ARGS)

picture: $(VENV)/.dev chromium
	$(RUN) docs.make_picture

rates: $(VENV)/.app
	$(RUN) docs.make_rates

golden: $(GOLDEN)/.installed
	@for script in tests/golden/make_*.py; do \
		echo "$$script"; PYTHONPATH=. $(GOLDEN)/bin/python $$script || exit 1; done

# The constraints are emptied first, since requirements.txt reads them.
lock:
	$(PYTHON) -m venv --clear $(VENV)/lock
	: > constraints.txt
	$(VENV)/lock/bin/python -m pip install --quiet -r requirements-dev.txt
	{ echo "# Every package of a clean install, exactly, so that it still installs the same next year. Made by 'make lock'."; \
		$(VENV)/lock/bin/python -m pip freeze; } > constraints.txt
	rm -rf $(VENV)/lock

clean:
	rm -rf $(VENV) $(GOLDEN) .pytest_cache .mypy_cache .ruff_cache

# The stamps hold what was installed: a second 'make app' installs nothing, a changed pin does.
$(VENV)/.app: requirements.txt constraints.txt | $(VENV)/bin/pip
	@echo "Installing what the app needs into $(VENV): a minute, and only this once."
	@$(PIP) install -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt requirements-cluster.txt requirements.txt constraints.txt | $(VENV)/bin/pip
	@echo "Installing what the app and its tests need into $(VENV): a minute or two, and only this once."
	@$(PIP) install -r requirements-dev.txt
	@touch $(VENV)/.app $@

# Apart from the rest: torch and jax are large, and what they bring along is not what the app is tested with.
$(GOLDEN)/.installed: requirements-golden.txt | $(VENV)/bin/pip
	@echo "Installing torch, jax and optax into $(GOLDEN): some minutes, and only this once."
	@$(PYTHON) -m venv --clear $(GOLDEN)
	@$(GOLDEN)/bin/python -m pip --disable-pip-version-check --no-input --quiet --retries 1 \
		install -r requirements-golden.txt
	@touch $@

$(VENV)/bin/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Descent Lab needs Python 3.11 or newer as $(PYTHON); name another one with PYTHON=/path/to/python3." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { $(APT_INSTALL) python3-venv >/dev/null; } || { \
		echo "$(PYTHON) has no venv module. On Debian and Ubuntu: sudo apt install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)

# libatomic1 is what Playwright's driver needs and a minimal Debian lacks.
chromium: $(VENV)/.dev
	@$(VENV)/bin/python tests/browser/chromium.py 2>/dev/null || { echo "Installing Chromium for the browser tests."; \
		$(APT_INSTALL) chromium fonts-dejavu-core libatomic1 >/dev/null; } || $(RUN) playwright install chromium
