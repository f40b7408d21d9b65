# Two commands do everything: `make run` and `make test`.
VENV := .venv
BIN := $(VENV)/bin
UV := UV_PYTHON_DOWNLOADS=never $(BIN)/uv
export PATH := $(CURDIR)/$(BIN):$(PATH)

.PHONY: setup run test attacks check migrate lock audit licences dev bench faults system clean

setup: $(VENV)/.runtime

# The venv is made by whichever Python is at hand; uv installs in seconds what pip needs a minute for.
$(BIN)/uv:
	python3 -c 'import sys; sys.exit(sys.version_info < (3, 11) and "ต้องใช้ Python 3.11 ขึ้นไป · Python 3.11 or newer is needed")'
	python3 -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check uv==0.9.30

$(VENV)/.runtime: requirements.txt | $(BIN)/uv
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements.txt
	touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.runtime
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements-dev.txt
	touch $@

dev: $(VENV)/.dev

run: setup
	$(BIN)/python -m simulator.stage

migrate: setup
	$(BIN)/flask migrate

# A browser and Thai fonts come from the system; without the right to install them, the tests that
# need them are skipped by name.
system:
	@sh tests/system_packages.sh

# Several at once, up to four: each brings databases of its own.
test: dev system
	$(BIN)/pytest -n auto --maxprocesses 4

# Hundreds of thousands of hostile cases, an hour or more; writes its table in docs/reliability.md.
attacks: dev
	$(BIN)/python -m tests.attacks

check: dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest tests/test_architecture.py tests/test_migrations.py

bench: dev
	$(BIN)/python -m benchmarks

# Half an hour; `make faults FAULTS="--kills 20 --only 'kill -9 web'"` is less, and writes nothing.
FAULTS := --write
faults: dev
	$(BIN)/python -m tests.faults $(FAULTS)

lock: $(BIN)/uv
	$(UV) pip compile --quiet --generate-hashes requirements.in -o requirements.txt
	$(UV) pip compile --quiet --generate-hashes requirements-dev.in -o requirements-dev.txt

# Asks PyPI for known vulnerabilities, so it needs the network; what cannot be asked about is no pass.
# The tool runs from a place of its own: eighteen packages we do not install beside the product.
audit: $(BIN)/uv
	@$(UV) tool run pip-audit==2.10.1 --strict --progress-spinner off --disable-pip --require-hashes -r requirements.txt \
	  && echo "ไม่พบช่องโหว่ที่ทราบ · No known vulnerabilities." \
	  || { echo "ไม่ผ่าน: มีช่องโหว่ตามรายการข้างบน หรือถามไม่ได้ (ต้องต่ออินเทอร์เน็ต) · NOT passed: see above for what is vulnerable, or could not be asked about (this needs the network)." >&2; exit 1; }

licences: dev
	$(BIN)/python -m tests.licences

clean:
	rm -rf $(VENV) var
