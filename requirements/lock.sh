#!/bin/sh
# Writes run.txt and dev.txt, which `make demo` and `make test` install; `sh lock.sh UV`.
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
