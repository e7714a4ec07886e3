#!/bin/sh
# Writes run.txt, dev.txt and spark.txt, which `make demo`, `make test` and `make test-spark` install;
# `sh lock.sh UV`.
# No header and no index address: the files say what is installed, not where somebody found it.
set -eu
cd "$(dirname "$0")/.."

compile() {
  output=$1
  shift
  "$uv" pip compile --quiet --universal --upgrade --python-version 3.11 --generate-hashes \
    --no-header --no-emit-index-url --group build --output-file "$output" pyproject.toml "$@"
}

uv=$1
compile requirements/run.txt
compile requirements/dev.txt --extra dev
compile requirements/spark.txt --extra dev --extra spark
