#!/bin/sh
# The main job from beginning to end: `make demo`. Everything happens in a temporary folder.
set -eu

top=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM HUP
cd "$work"

title() { printf '\n== %s\n\n' "$1"; }
run() {
  printf '$ %s\n' "$*"
  "$@"
}

title 'A module from a preset: the example of one table'
run gen-vpce init stock --service dynamodb --preset table --table StockTable \
  --region us-east-1 --account 123456789012

title 'The only file that a person edits'
run cat stock/intent.yaml

title 'What was made of it'
echo '$ find stock -type f | sort'
find stock -type f | sort
run cat stock/policies/dynamodb.endpoint.json

title 'A second run changes nothing'
run gen-vpce generate stock

title 'Terraform, without an AWS account'
if ! command -v terraform >/dev/null; then
  echo 'skipped: terraform is not on the PATH; `terraform validate` and `terraform test` would run here'
  exit 0
fi
config=$(cd "$top" && python3 -m tests.support.outside.terraform)
unset $(env | sed -n 's/^\(TF_[A-Za-z0-9_]*\)=.*/\1/p')
export TF_IN_AUTOMATION=1 TF_INPUT=0 CHECKPOINT_DISABLE=1 TF_REGISTRY_CLIENT_TIMEOUT=10
if [ -n "$config" ]; then
  printf '%s\n' "$config" >terraform.rc
  export TF_CLI_CONFIG_FILE="$work/terraform.rc"
fi
cd stock
if ! terraform init -no-color >"$work/init.log" 2>&1; then
  echo 'skipped: terraform cannot get the provider hashicorp/aws:'
  grep -m 1 -A 2 'Error' "$work/init.log" || tail -n 3 "$work/init.log"
  exit 0
fi
plain=-no-color
[ -t 1 ] && [ -z "${NO_COLOR:-}" ] && plain=
run terraform validate $plain
run terraform test $plain
