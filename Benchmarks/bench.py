"""Times Reverie beside PyTorch: same photo, weights and settings, whole processes, in turn.

Prints for each case the median seconds of the whole process and of one step at full size, and the ratios to Reverie.
A step's time is the difference of two dreams at full size with few and with more steps, over the steps between them.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import torch
import torchvision
from machine import has_bfloat16
from safetensors.torch import save_file

ROOT = Path(__file__).resolve().parent.parent
REVERIE = ROOT / ".build/release/reverie"
PHOTO = ROOT / "Examples/raccoon.jpg"
FEW, MORE = 2, 10


@dataclass(frozen=True)
class Case:
    """A dream to time."""

    network: str
    layer: str
    width: int = 600
    levels: int = 4
    iterations: int = 10


CASES = [Case("vgg16", "relu4_3"), Case("resnet50", "layer1")]
SIDES = ["reverie", "reverie float32", "plain", "tuned"]


def write_weights(network: str, folder: Path) -> Path:
    """Random weights as torchvision draws them, in a file that both sides read."""
    torch.manual_seed(0)
    model = torchvision.models.get_model(network, weights=None)
    is_head = ("classifier.", "fc.")
    state = {key: value.contiguous() for key, value in model.state_dict().items() if not key.startswith(is_head)}
    description = {
        "formatVersion": 1,
        "architecture": {"network": network, "head": "none", "classes": 0},
        "normalization": {"mean": [0.485, 0.456, 0.406], "deviation": [0.229, 0.224, 0.225]},
    }
    path = folder / f"{network}.safetensors"
    save_file(state, path, metadata={"reverie": json.dumps(description)})
    return path


def command(side: str, case: Case, weights: Path, levels: int, iterations: int, threads: int, out: Path) -> list[str]:
    """The command line of one dream."""
    shared = ["--layer", case.layer, "--width", str(case.width), "--iterations", str(iterations)]
    shared += ["--learning-rate", "0.09", "--threads", str(threads)]
    if side.startswith("reverie"):
        precision = ["--precision", "float32"] if side.endswith("float32") else []
        settings = ["--preset", "paper", "--pyramid-size", str(levels), "--model", str(weights), "-o", str(out), "--quiet"]
        return [str(REVERIE), "dream", str(PHOTO), *shared, *settings, *precision]
    script = [sys.executable, str(ROOT / "Benchmarks/pytorch_dream.py"), str(PHOTO), str(out)]
    tuned = ["--tuned", *([] if has_bfloat16() else ["--float32"])] if side == "tuned" else []
    return [*script, *shared, "--levels", str(levels), "--network", case.network, "--weights", str(weights), *tuned]


def seconds(arguments: list[str]) -> float:
    """The wall time of a whole process."""
    started = time.perf_counter()
    subprocess.run(arguments, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    return time.perf_counter() - started


def largest_convolution(threads: int) -> dict[str, float]:
    """Multiply-adds a second, in thousands of millions, of 64 -> 64 channels at 600 x 450, alone, in each fast type."""
    torch.set_num_threads(threads)
    rates = {}
    types = {"float32": torch.float32} | ({"bfloat16": torch.bfloat16} if has_bfloat16() else {})
    for name, dtype in types.items():
        x = torch.randn(1, 64, 450, 600).to(dtype, memory_format=torch.channels_last)
        weight = torch.randn(64, 64, 3, 3).to(dtype, memory_format=torch.channels_last)
        times = []
        for _ in range(6):
            started = time.perf_counter()
            torch.nn.functional.conv2d(x, weight, padding=1)
            times.append(time.perf_counter() - started)
        rates[name] = 64 * 64 * 9 * 450 * 600 / min(times) / 1e9
    return rates


def step_multiply_adds(case: Case, weights: Path) -> float:
    """Of the convolutions up to the layer, there and back, as `reverie layers` counts them."""
    size = f"{round(case.width * 3 / 4)}x{case.width}"
    listing = subprocess.run(
        [str(REVERIE), "layers", "--model", str(weights), "--size", size, "--json"],
        check=True, capture_output=True, text=True,
    ).stdout
    total = 0
    for layer in json.loads(listing)["layers"]:
        total += layer["multiplyAdds"]
        if case.layer in [layer["name"], *layer["aliases"]]:
            return 2 * total
    raise SystemExit(f"{case.network} has no layer {case.layer}")


def measure(case: Case, weights: Path, rounds: int, threads: int, out: Path) -> dict[str, dict[str, float]]:
    """Medians by side: the whole dream, and one step."""
    whole: dict[str, list[float]] = {side: [] for side in SIDES}
    step: dict[str, list[float]] = {side: [] for side in SIDES}
    for _ in range(rounds):
        for side in SIDES:
            whole[side].append(seconds(command(side, case, weights, case.levels, case.iterations, threads, out)))
            few = seconds(command(side, case, weights, 1, FEW, threads, out))
            more = seconds(command(side, case, weights, 1, MORE, threads, out))
            step[side].append((more - few) / (MORE - FEW))
    return {
        side: {"whole": statistics.median(whole[side]), "step": statistics.median(step[side])} for side in SIDES
    }


def main() -> None:
    """Runs all cases and prints a table for each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    arguments = parser.parse_args()
    rates = largest_convolution(arguments.threads)
    print(f"{platform.machine()}, {arguments.threads} threads, PyTorch {torch.__version__}")
    print("largest convolution alone: " + ", ".join(f"{name} {rate:.0f} GMAC/s" for name, rate in rates.items()))
    with tempfile.TemporaryDirectory() as folder:
        for case in CASES:
            weights = write_weights(case.network, Path(folder))
            found = measure(case, weights, arguments.rounds, arguments.threads, Path(folder) / "out.png")
            work = step_multiply_adds(case, weights) / 1e9
            print(f"\n{case.network} {case.layer}, {case.width} wide, {case.levels} levels x {case.iterations}")
            print(f"{'':16} {'whole':>9} {'ratio':>6} {'step':>9} {'ratio':>6} {'of the rate':>12}")
            for side, times in found.items():
                ratios = [times[key] / found["reverie"][key] for key in ("whole", "step")]
                is_float32 = side in ("plain", "reverie float32")
                rate = rates["float32"] if is_float32 else max(rates.values())
                share = work / times["step"] / rate
                print(
                    f"{side:16} {times['whole']:7.2f} s {ratios[0]:6.2f} {times['step']:7.3f} s {ratios[1]:6.2f} {share:11.0%}"
                )
            for key in ("whole", "step"):
                gain = found["plain"][key] / found["reverie float32"][key]
                print(f"plain over reverie in float32, {key}: {gain:.2f}")


if __name__ == "__main__":
    main()
