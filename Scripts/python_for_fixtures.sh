#!/usr/bin/env bash
#
# Runs a Python script with PyTorch and torchvision, in a virtual environment that is made at the first call.
# It lies in the cache that clones share, and holds PyPI's own builds: pip's settings (a local folder of wheels,
# say) could bring a PyTorch that torchvision does not work with, so they are left out.

set -euo pipefail

readonly PACKAGES=(torch==2.15.0 torchvision numpy pillow safetensors)
# What Reverie's files are read back with, and what its explanations are compared with.
readonly REFERENCES=(tensorboard==2.21.0 captum==0.9.0 grad-cam==1.5.7 lime==0.2.0.1)
readonly environment=${XDG_CACHE_HOME:-$HOME/.cache}/reverie/fixtures

main() {
  [[ -e $environment/.complete && $(<"$environment/.complete") == "${PACKAGES[*]}" ]] || make_environment
  [[ -e $environment/.references && $(<"$environment/.references") == "${REFERENCES[*]}" ]] || install_references
  exec "$environment/bin/python" "$@"
}

# The marker comes last: an environment that was cut off has none, and is made anew.
make_environment() {
  echo "fixtures: installing ${PACKAGES[*]} (6 GB)"
  python3 -m venv --clear "$environment"
  install_packages "${PACKAGES[@]}"
  echo "${PACKAGES[*]}" >"$environment/.complete"
}

install_references() {
  install_packages "${REFERENCES[@]}"
  echo "${REFERENCES[*]}" >"$environment/.references"
}

install_packages() {
  env -u PIP_FIND_LINKS PIP_CONFIG_FILE=/dev/null "$environment/bin/pip" install \
    --quiet --disable-pip-version-check --no-cache-dir "$@"
}

main "$@"
