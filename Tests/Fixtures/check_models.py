"""Checks `reverie models import` and `export` against torchvision: all its VGG, ResNet, GoogLeNet and AlexNet.

`Scripts/python_for_fixtures.sh Tests/Fixtures/check_models.py PROGRAM [NAME ...]`. Each network gets the formula's weights, is saved
by torch.save (the even ones as a zip archive, the odd ones in the form of before PyTorch 1.6), imported without a flag,
and asked for its logits through `reverie features`; then it is exported in both forms, loaded by torchvision with
strict=True, and asked again. The paper's networks go the same way through the fixtures' own class. Takes about 10 minutes and 3 GB of disk.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import torch
import torchvision
from PIL import Image
from safetensors.torch import load_file

from formula import fill, picture
from networks import PAPER_VGG_DEPTHS, build
from state_dicts import TORCHVISION

MEAN = torch.tensor([0.485, 0.456, 0.406])[:, None, None]
DEVIATION = torch.tensor([0.229, 0.224, 0.225])[:, None, None]
SIDE = 224
LAST_LAYERS = {"vgg": "fc8", "resnet": "fc", "googlenet": "fc", "alexnet": "fc8", "paper_vgg": "dense4"}


MEASURE = "import resource, subprocess, sys; code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode; \
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss); sys.exit(code)"
"""A small process between this one and Reverie: what a process takes counts the memory of the one that started it."""


def run(program: str, folder: Path, *arguments: str) -> tuple[str, float, int]:
    """Runs Reverie with its models in `folder`; gives what it said beside its result, seconds, and its most KiB."""
    environment = os.environ | {"XDG_DATA_HOME": str(folder), "LC_ALL": "C.UTF-8"}
    start = time.perf_counter()
    command = [sys.executable, "-S", "-c", MEASURE, program, *arguments]
    outcome = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert outcome.returncode == 0, outcome.stderr
    return outcome.stderr, time.perf_counter() - start, int(outcome.stdout)


def relative(found: torch.Tensor, expected: torch.Tensor) -> float:
    """The largest difference over the largest absolute value."""
    return float((found - expected).abs().max() / expected.abs().max())


def check(program: str, folder: Path, name: str, legacy: bool) -> None:
    """One network, there and back; prints its figures and ends the script when one is out of bounds."""
    paper = name in PAPER_VGG_DEPTHS
    network = fill(build(name, 67 if paper else 1000))
    pixels = Image.fromarray(picture(SIDE, SIDE))
    pixels.save(folder / "photo.png")
    photo = torch.from_numpy(np.array(pixels)).permute(2, 0, 1).float() / 255
    x = ((photo - MEAN) / DEVIATION)[None]
    with torch.no_grad():
        expected = network(x)
    source = folder / f"{name}.pth"
    torch.save(network.state_dict(), source, _use_new_zipfile_serialization=not legacy)

    said, seconds, memory = run(program, folder, "models", "import", str(source))
    heading = said.splitlines()[0]
    last = next(layer for prefix, layer in LAST_LAYERS.items() if name.startswith(prefix))
    logits = folder / "logits.safetensors"
    run(program, folder, "features", str(folder / "photo.png"), "-m", name, "-l", last, "-o", str(logits))
    errors = [relative(load_file(logits)[last], expected)]

    for end in ("pth", "safetensors"):
        exported = folder / f"out.{end}"
        run(program, folder, "models", "export", name, "-o", str(exported))
        weights = torch.load(exported, weights_only=True) if end == "pth" else load_file(exported)
        back = build(name, 67 if paper else 1000).eval()
        back.load_state_dict(weights, strict=True, assign=True)
        with torch.no_grad():
            errors.append(relative(back(x), expected))
        exported.unlink()
    size = source.stat().st_size
    print(
        f"{name:12} {'legacy' if legacy else 'zip':6} logits {errors[0]:.1e}, back {errors[1]:.1e} {errors[2]:.1e}; "
        f"{size / 2**20:.0f} MiB imported in {seconds:.1f} s with {memory / 2**10:.0f} MiB of memory; "
        f"{heading.split(' holds ')[1]}",
        flush=True,
    )
    assert max(errors) <= 1e-4, f"{name}: {errors}"
    assert "left over" not in said and "missing" not in said, said
    run(program, folder, "models", "remove", name)
    source.unlink()


def main() -> None:
    """Checks the networks that the command line names, or all."""
    program = str(Path(sys.argv[1]).resolve())
    torch.set_num_threads(1)
    names = sys.argv[2:] or sorted([*TORCHVISION, *PAPER_VGG_DEPTHS], key=lambda name: ("vgg" in name, name))
    with tempfile.TemporaryDirectory() as folder:
        for index, name in enumerate(names):
            check(program, Path(folder), name, legacy=index % 2 == 1)
    print(f"torch {torch.__version__}, torchvision {torchvision.__version__}: {len(names)} networks")


if __name__ == "__main__":
    main()
