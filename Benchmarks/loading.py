"""Times the loading of training pictures beside torchvision's, per core: decode, random crop, flip, normalize.

Both sides load the same number of pictures of the same folder on one thread, in turn; the medians are compared.
torchvision's side is ImageFolder with PIL, as its users write it: RandomResizedCrop, RandomHorizontalFlip, ToTensor,
Normalize, and batches by the default collation. Cached is ours from a cache of small pictures (`--cache on`), its making not
counted.
"""

from __future__ import annotations

import argparse
import functools
import json
import os
import platform
import random
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

import torch
import torchvision
from torchvision import transforms

ROOT = Path(__file__).resolve().parent.parent
REVERIE = ROOT / ".build/release/reverie"
MEAN, DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)


def reverie(folder: Path, size: int, count: int, cache: Path | None = None) -> float:
    """Pictures a second, from a cache in a folder where one is given."""
    environment = dict(os.environ, OMP_NUM_THREADS="1")
    command = [str(REVERIE), "data", "load", str(folder), "--size", str(size), "--count", str(count), "--workers", "1"]
    if cache:
        command += ["--cache-folder", str(cache)]
    # On one core, as the other side: the decoding thread and the normalizing one share it.
    if hasattr(os, "sched_getaffinity"):
        command = ["taskset", "-c", str(min(os.sched_getaffinity(0))), *command]
    found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout)
    return found["pictures"] / found["seconds"]


def plain(folder: Path, size: int, count: int) -> float:
    """Pictures a second of torchvision."""
    torch.set_num_threads(1)
    steps = [
        transforms.RandomResizedCrop(size, scale=(0.25, 1.0)),
        transforms.RandomHorizontalFlip(),
        transforms.ToTensor(),
        transforms.Normalize(MEAN, DEVIATION),
    ]
    dataset = torchvision.datasets.ImageFolder(str(folder), transforms.Compose(steps))
    chosen = random.Random(0).sample(range(len(dataset)), min(count, len(dataset)))
    loader = torch.utils.data.DataLoader(torch.utils.data.Subset(dataset, chosen), batch_size=32)
    started = time.perf_counter()
    for _ in loader:
        pass
    return len(chosen) / (time.perf_counter() - started)


def main() -> None:
    """Prints a line for each size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sizes", type=int, nargs="+", default=[128, 224])
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    print(f"{platform.machine()}, one thread, torchvision {torchvision.__version__}, {arguments.folder}")
    for size in arguments.sizes:
        with tempfile.TemporaryDirectory() as cache:
            cached = functools.partial(reverie, cache=Path(cache))
            sides = {"reverie": reverie, "cached": cached, "torchvision": plain}
            rates: dict[str, list[float]] = {name: [] for name in sides}
            for _ in range(arguments.rounds):
                for name, side in sides.items():
                    rates[name].append(side(arguments.folder, size, arguments.count))
        found = {name: statistics.median(values) for name, values in rates.items()}
        ratio = found["reverie"] / found["torchvision"]
        print(
            f"{size} pixels: reverie {found['reverie']:.0f}/s, torchvision {found['torchvision']:.0f}/s, {ratio:.2f} x; "
            f"from reverie's cache {found['cached']:.0f}/s"
        )


if __name__ == "__main__":
    main()
