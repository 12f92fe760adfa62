"""Writes all fixtures: `python make_fixtures.py [--only vgg dream ...] [--out FOLDER] [--threads N]`."""

from __future__ import annotations

import argparse
import dataclasses
import json
import platform
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import PIL
import torch
import torchvision
from safetensors.torch import save_file

from activations import FAMILIES, network_fixture
from augmentation import augmentation_fixture
from class_activation import class_activation_fixture
from dream import Settings, dream_fixture
from evaluation import evaluation_fixture
from explanations import explanation_fixture
from faithfulness import faithfulness_fixture
from objectives import objective_fixture
from perturbation import VERSIONS as EXPLAINERS
from perturbation import perturbation_fixture
from resize import resize_fixture
from state_dicts import state_dicts_json
from tensorboard_events import write_events
from numpy_pickles import main as write_numpy_pickles
from torch_files import write_torch_files
from training import training_fixture
from visualization import visualization_fixture

VERSIONS: dict[str, Any] = {
    "python": platform.python_version(),
    "torch": torch.__version__.partition("+")[0],
    "torchvision": torchvision.__version__.partition("+")[0],
    "pillow": PIL.__version__,
}


def save(path: Path, tensors: dict[str, torch.Tensor], facts: dict[str, Any] | None = None) -> None:
    """Writes tensors as safetensors; one metadata entry, `about`, is JSON with the versions that made them."""
    contiguous = {key: value.contiguous() for key, value in tensors.items()}
    save_file(contiguous, path, metadata={"about": json.dumps(VERSIONS | (facts or {}))})
    path.chmod(0o644)


def write_family(family: str, folder: Path) -> None:
    """The activations of one family of networks."""
    tensors: dict[str, torch.Tensor] = {}
    for name in FAMILIES[family]:
        started = time.perf_counter()
        tensors |= network_fixture(name)
        print(f"  {name}: {time.perf_counter() - started:.1f} s")
    save(folder / f"{family}.safetensors", tensors)


def write_dream(folder: Path) -> None:
    """The two dreams, with their settings as metadata."""
    settings = Settings()
    save(folder / "dream.safetensors", dream_fixture(settings), dataclasses.asdict(settings))


WRITERS: dict[str, Callable[[Path], object]] = {
    "state_dicts": lambda folder: (folder / "state_dicts.json").write_text(state_dicts_json(), "utf-8"),
    "resize": lambda folder: save(folder / "resize.safetensors", resize_fixture()),
    "augmentation": lambda folder: save(folder / "augmentation.safetensors", augmentation_fixture()),
    "dream": write_dream,
    "objectives": lambda folder: save(folder / "objectives.safetensors", objective_fixture()),
    "evaluation": lambda folder: save(folder / "evaluation.safetensors", evaluation_fixture()),
    "tensorboard": lambda folder: write_events(folder / "tensorboard.events"),
    "class_activation": lambda folder: save(
        folder / "class_activation.safetensors", class_activation_fixture()
    ),
    "explanations": lambda folder: save(
        folder / "explanations.safetensors", explanation_fixture(), EXPLAINERS
    ),
    "perturbation": lambda folder: save(
        folder / "perturbation.safetensors", perturbation_fixture(), EXPLAINERS
    ),
    "faithfulness": lambda folder: save(folder / "faithfulness.safetensors", faithfulness_fixture()),
    "visualization": lambda folder: save(folder / "visualization.safetensors", visualization_fixture()),
    "training": lambda folder: save(folder / "training.safetensors", training_fixture()),
    "torch_files": lambda folder: write_torch_files(folder, save),
    "numpy_pickles": lambda folder: write_numpy_pickles(),
    **{family: lambda folder, family=family: write_family(family, folder) for family in FAMILIES},
}


def main() -> None:
    """Makes the fixtures that the command line asks for."""
    parser = argparse.ArgumentParser(description="Make the PyTorch fixtures.")
    parser.add_argument("--only", nargs="+", choices=list(WRITERS), default=list(WRITERS))
    parser.add_argument("--out", type=Path, default=Path(__file__).parent)
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(0)
    for name in arguments.only:
        started = time.perf_counter()
        WRITERS[name](arguments.out)
        print(f"{name}: {time.perf_counter() - started:.1f} s")


if __name__ == "__main__":
    main()
