"""Measures how long training steps wait for their pictures: real steps on a folder's pictures, loaded beside them.

The share is that of the waits in the steps' whole time. With it go the seconds of a step alone (on pictures of noise), so that
what loading takes from the step's own cores shows too. Needs no PyTorch.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REVERIE = ROOT / ".build/release/reverie"
NETWORKS = ["vgg16_bn", "resnet50"]


def steps(network: str, arguments: argparse.Namespace, pictures: bool) -> dict[str, list[float]]:
    """The seconds of each step, and those that it waited."""
    command = [str(REVERIE), "train-time", "--network", network, "--size", str(arguments.size)]
    command += ["--batch-size", str(arguments.batch_size), "--count", str(arguments.count)]
    command += ["--threads", str(arguments.threads)]
    if pictures:
        command += ["--pictures", str(arguments.folder), "--workers", str(arguments.workers)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def main() -> None:
    """Prints a line for each network."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--size", type=int, default=128)
    parser.add_argument("--batch-size", type=int, default=32)
    parser.add_argument("--count", type=int, default=20, help="steps to time")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    arguments = parser.parse_args()
    print(
        f"{platform.machine()}, {arguments.threads} threads and {arguments.workers} that decode, {arguments.folder}, "
        f"{arguments.size} pixels, batches of {arguments.batch_size}"
    )
    for network in NETWORKS:
        alone = statistics.median(steps(network, arguments, pictures=False)["seconds"])
        loaded = steps(network, arguments, pictures=True)
        waited = sum(loaded["waited"])
        share = waited / (waited + sum(loaded["seconds"]))
        step = statistics.median(loaded["seconds"])
        print(
            f"{network:9} waits {100 * share:5.2f} % of its steps' time; "
            f"a step takes {step:.3f} s beside the loading, {alone:.3f} s alone"
        )


if __name__ == "__main__":
    main()
