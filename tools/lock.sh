#!/usr/bin/env bash
# Write requirements/*.txt from pyproject.toml and package-lock.json from package.json.
# The files carry names, versions and hashes, never an address: whoever installs chooses the index.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export UV_SYSTEM_CERTS=1 UV_PYTHON_DOWNLOADS=never UV_NO_CONFIG=1

compile() {
  local output=$1
  shift
  .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
    --no-emit-find-links --custom-compile-command "make lock" ${UPGRADE:+--upgrade} "$@" -o "requirements/$output.txt"
}

compile uv --group pyproject.toml:bootstrap
compile node --group pyproject.toml:node
compile run pyproject.toml --group build
compile test pyproject.toml --group build --group test --constraint requirements/run.txt
npm install --package-lock-only --ignore-scripts --no-audit --no-fund --loglevel=error
# npm notes who may be thanked with money, and some versions where a package came from: addresses both.
.venv/bin/python - package-lock.json <<'PY'
import json
import pathlib
import sys

path = pathlib.Path(sys.argv[1])
lock = json.loads(path.read_text("utf-8"))
for package in lock["packages"].values():
    package.pop("funding", None)
    package.pop("resolved", None)
path.write_text(json.dumps(lock, indent=2) + "\n", "utf-8")
PY
