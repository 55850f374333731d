#!/usr/bin/env bash
# ./dev says what it can do, and names the remedy for what it cannot.
set -euo pipefail
dev=$1/dev

fail() { echo "$*"; exit 1; }

help=$("$dev" help)
for command in run test build bench format; do
    [[ $help == *"./dev $command"* ]] || fail "help does not name '$command'"
done
if said=$("$dev" nonsense 2>&1); then fail "an unknown command succeeded"; fi
[[ $said == *"'nonsense'"*help* ]] || fail "an unknown command is answered by: $said"
if said=$("$dev" build nonsense 2>&1); then fail "an unknown preset succeeded"; fi
[[ $said == *"'nonsense'"*tsan* ]] || fail "an unknown preset is answered by: $said"
