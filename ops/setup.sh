#!/bin/sh
# Makes or repairs .venv from a lock file with hashes: `sh ops/setup.sh requirements.txt` (or requirements-dev.txt).
# Does nothing when .venv is as wanted. Works on a path with a space and in a checkout that was moved.
set -eu
cd "$(dirname "$0")/.."
lock=$1
here=$(pwd -P)
stamp=.venv/installed-$lock
sum=$(cksum <"$lock")

say() { printf '%s\n' "$*" >&2; }

usable() { # is $1 a Python that we support?
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' 2>/dev/null
}

find_python() {
    without_venv=
    for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.14 python3.11 python; do
        usable "$candidate" || continue
        if "$candidate" -c 'import ensurepip, venv' 2>/dev/null; then
            python=$candidate
            return
        fi
        without_venv=$candidate
    done
    if [ -n "$without_venv" ]; then
        say "$without_venv has no venv module. On Debian and Ubuntu: apt-get install python3-venv"
    else
        say "Roadreel needs Python 3.11 to 3.14, and none was found. Install one, or name it: make PYTHON=/path/to/python3"
    fi
    exit 1
}

if ! usable .venv/bin/python; then
    find_python
    say "Making .venv with $("$python" --version)"
    "$python" -m venv --clear .venv
fi

if [ "$(cat .venv/checkout 2>/dev/null || true)" != "$here" ]; then
    .venv/bin/python ops/moved.py "$here"
fi

if [ "$(cat "$stamp" 2>/dev/null || true)" != "$sum" ]; then
    say "Installing what $lock lists. The first time this takes a minute or two and 0.8 GB."
    rm -f .venv/installed-*
    if ! .venv/bin/python -m pip install -qq --no-input --disable-pip-version-check --require-hashes -r "$lock"; then
        say "The packages in $lock could not be installed; the lines above say why. Nothing else was changed."
        exit 1
    fi
    if [ "$lock" = requirements-dev.txt ]; then
        cksum <requirements.txt >.venv/installed-requirements.txt # the development lock holds the other one
    fi
    printf '%s\n' "$sum" >"$stamp"
fi

if [ -f ops/models.txt ]; then
    models=$(cksum <ops/models.txt)
    if [ "$(cat .venv/installed-models 2>/dev/null || true)" != "$models" ]; then
        # Without them everything runs, and what is filmed is held: no reason to stop here.
        if .venv/bin/python -m ops.models; then
            printf '%s\n' "$models" >.venv/installed-models
        fi
    fi
fi

# The child that looks at footage may write nothing, so it would compile its own code again for every clip.
.venv/bin/python -m compileall -q media >/dev/null 2>&1 || true
