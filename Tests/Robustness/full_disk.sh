#!/usr/bin/env bash
#
# Fills the disk (a small tmpfs) under a training run: it ends with one line, its last state stays as it was, and once
# there is room again --resume ends with the weights of a run that nothing disturbed. Needs root, to mount.
#
#   Tests/Robustness/full_disk.sh PROGRAM PICTURES

set -euo pipefail

readonly program=$(realpath "$1") pictures=$(realpath "$2")
work=$(mktemp -d)
readonly work disk=$work/disk
readonly train=(train "$pictures" --network vgg11 --head pooled --size 32 --batch-size 8 --epochs 4 --threads 1)

main() {
  trap clean_up EXIT
  mkdir "$disk"
  # A state takes 74 MB, and each of the two models 18 MB: there is room for the next state beside the last one.
  mount -t tmpfs -o size=224m reverie-full "$disk"
  "$program" "${train[@]}" --quiet -o "$work/whole"
  stop_after_an_epoch
  fill
  full_disk_is_one_line
  rm "$disk/filler"
  "$program" train --resume "$disk/run" --quiet
  compare
}

stop_after_an_epoch() {
  "$program" "${train[@]}" --quiet -o "$disk/run" 2>/dev/null &
  until [[ -e $disk/run/state.safetensors ]]; do sleep 0.01; done
  kill -INT $!
  ! wait $!
}

fill() { ! cat /dev/zero >"$disk/filler" 2>/dev/null; }

full_disk_is_one_line() {
  local before status=0
  before=$(sha256sum "$disk/run/state.safetensors")
  for interval in 0.001 120; do
    status=0
    "$program" train --resume "$disk/run" --quiet --save-every $interval >"$work/said" 2>&1 || status=$?
    cat "$work/said"
    [[ $status == 1 && $(wc -l <"$work/said") == 1 ]]
    grep -q 'cannot be written (.*); choose another place or free some space$' "$work/said"
    [[ $(sha256sum "$disk/run/state.safetensors") == "$before" ]]
    [[ -z $(find "$disk/run" -name '.*.safetensors.*') ]]
  done
}

# The tensors follow a header whose length the first eight bytes give.
compare() {
  python3 - "$work/whole/state.safetensors" "$disk/run/state.safetensors" <<'PYTHON'
import sys
one, two = (open(path, "rb").read() for path in sys.argv[1:])
assert one[8 + int.from_bytes(one[:8], "little") :] == two[8 + int.from_bytes(two[:8], "little") :]
print("after a full disk the run ended with the weights of one that nothing disturbed")
PYTHON
}

clean_up() {
  umount "$disk" || true
  rm -rf "$work"
}

main
