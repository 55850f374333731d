#!/usr/bin/env bash
# How an exhibit was made: build.sh FOLDER compiles FOLDER/museum_FOLDER.c against the headers of this
# tree, with its manifest embedded, and strips it.
set -euo pipefail
cd "$(dirname "$0")/$1"
name="museum_$1"
root=../../..
printf '.section ach.manifest,"aR",@progbits\n.incbin "%s.manifest.json"\n.section .note.GNU-stack,"",@progbits\n' \
    "$name" > manifest.S
gcc -std=c11 -O2 -fPIC -fvisibility=hidden -ffile-prefix-map="$PWD"=. -Wall -Wextra -Werror \
    -I"$root/sdk/include" -shared "$name.c" manifest.S -o "$name.so" \
    -Wl,--version-script="$root/cmake/ach_plugin.map" -Wl,--no-undefined -Wl,--gc-sections \
    -Wl,--build-id=none -Wl,-s
rm manifest.S
ls -l "$name.so"
