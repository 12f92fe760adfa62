#!/usr/bin/env bash
#
# Puts in place what Reverie builds on: the system libraries, and libtorch behind the link `.libtorch`.
# Run it as often as you like: it does only what is missing, and says nothing when nothing is.
#
#   LIBTORCH=FOLDER    use the libtorch in FOLDER (it holds lib/ and include/) and fetch none
#   XDG_CACHE_HOME     where the fetched libtorch is kept, shared by all clones (default: ~/.cache)

set -euo pipefail

readonly TORCH_VERSION=2.13.0
readonly MODULES=('vips >= 8.13' libjpeg zlib) # as pkg-config names them
readonly APT_PACKAGES=(libvips-dev libjpeg-dev zlib1g-dev pkg-config)

scripts=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly scripts
readonly link=${scripts%/*}/.libtorch
readonly cache=${XDG_CACHE_HOME:-$HOME/.cache}/reverie

main() {
  need swift 'install Swift 6.2 or newer (swift.org/install)'
  system_libraries
  if [[ -n ${LIBTORCH:-} ]]; then
    given_libtorch
  else
    cached_libtorch
  fi
}

say() { printf 'setup: %s\n' "$*"; }

die() {
  say "$@" >&2
  exit 1
}

has() { command -v "$1" >/dev/null; }

need() { has "$1" || die "$1 is missing: $2"; }

# --- system libraries ---------------------------------------------------------------------------

system_libraries() {
  ! libraries_found || return 0
  if has apt-get; then
    install_with_apt
  else
    die "libvips and libjpeg-turbo are missing: $(install_hint)"
  fi
  libraries_found || die "pkg-config still does not find ${MODULES[*]}: this system's libvips may be too old"
}

libraries_found() { has pkg-config && pkg-config --exists "${MODULES[@]}"; }

install_with_apt() {
  say "installing ${APT_PACKAGES[*]}"
  as_root apt-get -q update
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 \
    install -y --no-install-recommends "${APT_PACKAGES[@]}"
}

install_hint() {
  if has brew; then
    echo 'brew install vips jpeg-turbo pkgconf'
  elif has dnf; then
    echo 'sudo dnf install vips-devel libjpeg-turbo-devel pkgconf'
  else
    echo 'install their development packages and pkg-config (libvips 8.13 or newer)'
  fi
}

# Runs a command as root and keeps its words back unless it fails.
as_root() {
  local sudo=() words
  if ((EUID != 0)); then
    has sudo || die "root is needed, and sudo is missing; as root: apt-get install ${APT_PACKAGES[*]}"
    sudo=(sudo)
  fi
  words=$("${sudo[@]}" "$@" 2>&1 </dev/null) || {
    tail -n 15 <<<"$words" >&2
    die "this failed: $*"
  }
}

# --- libtorch -----------------------------------------------------------------------------------

given_libtorch() {
  has_library "$LIBTORCH/lib" && [[ -d $LIBTORCH/include/ATen ]] ||
    die "LIBTORCH=$LIBTORCH holds no lib/libtorch_cpu and include/ATen: correct it, or unset it to have libtorch fetched"
  local version
  version=$(header_version "$LIBTORCH/include/torch")
  [[ $version == "$TORCH_VERSION" ]] ||
    say "LIBTORCH holds version ${version:-unknown}; Reverie is made for $TORCH_VERSION and may not build with it"
  link_to "$(cd "$LIBTORCH" && pwd -P)"
}

has_library() { [[ -e $1/libtorch_cpu.so || -e $1/libtorch_cpu.dylib ]]; }

header_version() {
  local header=$1/headeronly/version.h
  [[ -e $header ]] || return 0
  sed -nE 's/^#define TORCH_VERSION_(MAJOR|MINOR|PATCH) ([0-9]+)$/\2/p' "$header" | paste -s -d . -
}

# The link comes first, so that the fetching can take this process's place and its signals.
cached_libtorch() {
  need python3 'install Python 3.8 or newer with pip, or set LIBTORCH to a libtorch that you have'
  link_to "$cache/libtorch-$TORCH_VERSION/torch"
  exec python3 "$scripts/fetch_libtorch.py" "$TORCH_VERSION" "$cache"
}

link_to() {
  [[ $(readlink "$link") != "$1" ]] || return 0
  [[ -L $link || ! -e $link ]] || die "$link is in the way of the link to libtorch: move it elsewhere"
  ln -sfn "$1" "$link"
}

main
