#!/usr/bin/env bash
# Loads what entente exports into other tools and compares what they understood: see README.md.
#
#   tests/interop/run.sh ENTENTE GRAPHDIR
#
# ENTENTE is the program, GRAPHDIR a graph folder that `entente build` made; it is only read. The Python and npm packages go
# into the folder $INTEROP_TOOLS, which is kept and used again, or into a temporary one where that is not set.
set -euo pipefail

if [[ $# -ne 2 ]]; then
  echo "usage: $0 ENTENTE GRAPHDIR" >&2
  exit 2
fi
entente=$(realpath -e -- "$1")
graph=$(realpath -e -- "$2")
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)

missing=()
for tool in rapper serdi dot python3 node npm; do
  command -v "$tool" >/dev/null || missing+=("$tool")
done
if ((${#missing[@]})); then
  echo "missing: ${missing[*]} (Debian: apt-get install graphviz raptor2-utils serdi python3-venv nodejs npm)" >&2
  exit 2
fi

work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
tools=${INTEROP_TOOLS:-$work/tools}
mkdir -p -- "$tools"

# Networks fail now and then: once more.
retry() {
  "$@" && return
  echo "again in 10 seconds: $*" >&2
  sleep 10
  "$@"
}

if ! cmp -s -- "$here/requirements.txt" "$tools/requirements.txt"; then
  python3 -m venv --clear -- "$tools/venv"
  retry "$tools/venv/bin/pip" install --quiet --disable-pip-version-check --no-input -r "$here/requirements.txt"
  cp -- "$here/requirements.txt" "$tools/requirements.txt"
fi
if ! cmp -s -- "$here/package.json" "$tools/npm/installed.json"; then
  rm -rf -- "$tools/npm"
  mkdir -- "$tools/npm"
  cp -- "$here/package.json" "$tools/npm/package.json"
  (cd -- "$tools/npm" && retry npm install --no-save --no-package-lock --no-audit --no-fund --ignore-scripts --loglevel=error)
  cp -- "$here/package.json" "$tools/npm/installed.json"
fi

mkdir -- "$work/exports"
export PYTHONDONTWRITEBYTECODE=1 PYTHONUTF8=1
"$tools/venv/bin/python" -- "$here/check.py" "$entente" "$graph" "$tools/npm/node_modules" "$work/exports"
