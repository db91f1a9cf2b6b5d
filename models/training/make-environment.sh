#!/usr/bin/env bash
# Makes the Python environment of the training package in models/training/.venv.
#   ./make-environment.sh            tables only
#   ./make-environment.sh imaging    tables and imaging
# PYTHON names the interpreter (3.11 or newer); default python3.
set -euo pipefail
cd "$(dirname "$0")"
kind="${1:-tabular}"
case "$kind" in
  tabular) files=(-r requirements-tabular.txt) ;;
  imaging) files=(-r requirements-tabular.txt -r requirements-imaging.txt) ;;
  *) echo "usage: make-environment.sh [tabular|imaging]" >&2; exit 2 ;;
esac
"${PYTHON:-python3}" -m venv .venv
.venv/bin/python -m pip install --quiet --disable-pip-version-check "${files[@]}"
echo "Ready: $(pwd)/.venv/bin/python -m fibrocast_training --help"
