#!/usr/bin/env bash
#
# Prints a folder with the sources of Boost.Context and Boost.Fiber, made ready for sanitizers:
#
#     context/*.cpp  fiber/*.cpp   as Debian ships them
#     include/boost/fiber/…        copies of the installed headers whose stand-alone fences are
#                                  replaced by what TSan understands
#     include/boost/lockfree/…     a copy of the free list, whose links are read while another thread
#                                  may write them (and thrown away then) as plain numbers
#
# The folder is fetched once (74 MB, then 1 MB kept) into the user's cache. apt gets folders and a
# deb-src list of its own, so the system's lists stay as they are and no root is needed.
set -euo pipefail

say() { printf 'boost_source.sh: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

installed=/usr/include/boost
version=$(dpkg-query --show --showformat='${source:Version}' libboost1.81-dev 2>/dev/null) ||
    die "libboost1.81-dev is not installed; './dev test' installs it."
recipe=$(sha256sum "${BASH_SOURCE[0]}" | cut -c1-8)
cache=${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/achronyme
ready=$cache/boost-$version-$recipe

if [[ -d $ready ]]; then
    printf '%s\n' "$ready"
    exit 0
fi
mkdir -p "$cache"
work=$(mktemp -d "$cache/boost-fetch.XXXXXX")
trap 'rm -rf "$work"' EXIT

# --- fetch ----------------------------------------------------------------------------------------

# The mirror that the system uses for its binary packages has the sources as well.
mirror=$(apt-get indextargets --format '$(REPO_URI) $(CODENAME) $(COMPONENT)' \
    'Created-By: Packages' 2>/dev/null | sed -n 's/ bookworm main$//p' | head -n 1)
mkdir -p "$work/lists/partial" "$work/archives/partial" "$work/download"
printf 'deb-src %s bookworm main\n' "${mirror:-http://deb.debian.org/debian}" >"$work/sources.list"
apt=(apt-get -q
    -o Dir::Etc::sourcelist="$work/sources.list" -o Dir::Etc::sourceparts=/dev/null
    -o Dir::State::lists="$work/lists" -o Dir::Cache="$work" -o Dir::Cache::archives="$work/archives"
    -o APT::Sandbox::User= -o Acquire::Retries=3)

say "fetching the source package of Boost $version (74 MB, once)"
(
    cd "$work/download"
    "${apt[@]}" update
    "${apt[@]}" source --download-only "boost1.81=$version"
) >"$work/log" 2>&1 || {
    cat "$work/log" >&2
    die "could not fetch the source of boost1.81 $version: is the network up?"
}

tar --extract --directory "$work" --strip-components=1 --wildcards \
    --file "$work"/download/boost1.81_*.orig.tar.xz '*/libs/context/src/*' '*/libs/fiber/src/*'
mkdir -p "$work/ready/context" "$work/ready/fiber"
cp "$work"/libs/context/src/{fiber,continuation}.cpp "$work"/libs/context/src/posix/stack_traits.cpp \
    "$work/ready/context"
cp "$work"/libs/fiber/src/*.cpp "$work"/libs/fiber/src/algo/*.cpp "$work/ready/fiber"

# --- patch ----------------------------------------------------------------------------------------

# `if (1 == x.fetch_sub(1, release)) { atomic_thread_fence(acquire); …` becomes a fetch_sub with
# acq_rel and no fence. Six places in four headers; anything else means that Boost has changed.
patched=0
while IFS= read -r header; do
    target=$work/ready/include/boost/fiber/${header#"$installed"/fiber/}
    mkdir -p "$(dirname "$target")"
    sed --null-data --regexp-extended \
        's/(fetch_sub\( 1, std::memory_order_)release(\) ?\) ?\{\n) *std::atomic_thread_fence\( std::memory_order_acquire\);\n/\1acq_rel\2/g' \
        "$header" >"$target"
    if grep -q atomic_thread_fence "$target"; then
        die "a fence is left in $header: the patch does not fit Boost $version any more."
    fi
    patched=$((patched + $(grep -c 'fetch_sub( 1, std::memory_order_acq_rel)' "$target")))
done < <(grep -rl atomic_thread_fence "$installed/fiber" | grep -v context_spmc_queue.hpp)
[[ $patched -eq 6 ]] || die "patched $patched places of 6: the patch does not fit Boost $version."

# A sender may read the link of a node that another one has just taken; the tag beside it makes the
# exchange fail then. Same loads and stores, but declared as what they are.
free_list=lockfree/detail/freelist.hpp
mkdir -p "$work/ready/include/boost/lockfree/detail"
sed --null-data --regexp-extended \
    -e 's/(get_index\(\) const\n *\{\n *return )index;/\1__atomic_load_n(\&index, __ATOMIC_RELAXED);/' \
    -e 's/(set_index\(index_t i\)\n *\{\n) *index = i;/\1        __atomic_store_n(\&index, i, __ATOMIC_RELAXED);/' \
    "$installed/$free_list" >"$work/ready/include/boost/$free_list"
[[ $(grep -c __ATOMIC_RELAXED "$work/ready/include/boost/$free_list") -eq 2 ]] ||
    die "the patch of $free_list does not fit Boost $version."

mv -T "$work/ready" "$ready" 2>/dev/null || [[ -d $ready ]]  # another build may have been faster
printf '%s\n' "$ready"
