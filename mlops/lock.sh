#!/bin/sh
# Pins and hashes every requirement, as PyPI has it for Python 3.11 on Linux. Needs uv. Give --upgrade to take newer versions.
# What runs locally and what Azure needs are resolved together first, so that both fit into one environment.
set -eu
cd "$(dirname "$0")"
together=$(mktemp -d)
trap 'rm -rf "$together"' EXIT
lock() {
  uv pip compile --quiet --no-header --no-annotate --no-strip-extras --python-version 3.11 --python-platform x86_64-manylinux_2_28 \
    --only-binary :all: --generate-hashes "$@"
}
pin() {
  lock --constraints "$together/all.txt" --output-file "$together/one.txt" "$1.in"
  { echo '# Written by lock.sh. Do not edit.'; cat "$together/one.txt"; } > "$1.txt"
  rm "$together/one.txt"
}
# What is pinned stays so, unless told otherwise.
cat requirements.txt azure/requirements-azure.txt > "$together/all.txt"
cp requirements-dev.txt "$together/dev.txt"
lock "$@" --output-file "$together/all.txt" requirements.in azure/requirements-azure.in
pin requirements
pin requirements-serve
pin azure/requirements-azure
pin azure/requirements-train
lock --constraints requirements.txt "$@" --output-file "$together/dev.txt" requirements-dev.in
{ echo '# Written by lock.sh. Do not edit.'; cat "$together/dev.txt"; } > requirements-dev.txt
