"""Times explanations beside captum and grad-cam: the same weights, photo, class and settings, seconds per map.

`Scripts/python_for_fixtures.sh Benchmarks/explaining.py [--size 112] [--threads N]`. PyTorch is used as those packages' documentation
does: float32, eager, default layout. Neither side's start and loading count; RISE is its formula in plain PyTorch.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import torch
import torchvision
from captum.attr import (
    Deconvolution,
    GuidedBackprop,
    GuidedGradCam,
    InputXGradient,
    IntegratedGradients,
    NoiseTunnel,
    Occlusion,
    Saliency,
)
from PIL import Image
from pytorch_grad_cam import (
    AblationCAM,
    EigenCAM,
    GradCAM,
    GradCAMPlusPlus,
    HiResCAM,
    LayerCAM,
    ScoreCAM,
    XGradCAM,
)
from pytorch_grad_cam.utils.model_targets import ClassifierOutputTarget
from torch import nn

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = ROOT / ".build/release/reverie"
PHOTO = ROOT / "Examples/raccoon.jpg"
MODEL = "caltech101-vgg16"
MASKS = 200
BATCH = 16


class Pooled(nn.Module):
    """VGG16 with batch norm, the mean over positions, one linear layer."""

    def __init__(self, classes: int) -> None:
        super().__init__()
        self.features = torchvision.models.vgg16_bn().features
        self.classifier = nn.Linear(512, classes)
        for module in self.features.modules():
            if isinstance(module, nn.ReLU):
                module.inplace = False

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        """The scores of the classes."""
        return self.classifier(self.features(pictures).mean((2, 3)))


def network() -> Pooled:
    """The default model's weights in PyTorch."""
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/model.pth"
        subprocess.run([PROGRAM, "models", "export", MODEL, "-o", path, "-q"], check=True)
        state = torch.load(path, weights_only=True)
    head = next(key for key in state if not key.startswith("features.") and key.endswith("weight"))
    prefix = head.removesuffix("weight")
    state = {key.replace(prefix, "classifier.") if key.startswith(prefix) else key: v for key, v in state.items()}
    found = Pooled(state["classifier.weight"].shape[0])
    found.load_state_dict(state)
    return found.eval()


def picture(size: int) -> torch.Tensor:
    """The photo with its shorter side of that size, normalized."""
    photo = torchvision.transforms.functional.resize(Image.open(PHOTO).convert("RGB"), size)
    numbers = torchvision.transforms.functional.to_tensor(photo)
    return torchvision.transforms.functional.normalize(
        numbers, [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]
    )[None]


def rise(model: nn.Module, x: torch.Tensor, target: int) -> torch.Tensor:
    """RISE's formula with random masks, batch by batch."""
    total = torch.zeros(x.shape[2:])
    with torch.no_grad():
        for start in range(0, MASKS, BATCH):
            grid = (torch.rand(min(BATCH, MASKS - start), 1, 7, 7) < 0.5).float()
            masks = nn.functional.interpolate(grid, x.shape[2:], mode="bilinear", align_corners=False)
            likely = model(x * masks).softmax(1)[:, target]
            total += (likely[:, None, None, None] * masks).sum((0, 1))
    return total / (MASKS * 0.5)


def methods(model: Pooled, x: torch.Tensor, target: int) -> dict[str, Callable[[], object]]:
    """Each method that the two sides share, by Reverie's name."""
    layer = model.features[-2]
    side = min(x.shape[2:])
    window, stride = side // 4, max(1, side // 16)

    def cam(kind: type) -> Callable[[], object]:
        def run() -> object:
            with kind(model, [layer]) as method:
                method.batch_size = BATCH
                return method(x, targets=[ClassifierOutputTarget(target)])

        return run

    return {
        "saliency": lambda: Saliency(model).attribute(x, target=target),
        "input-x-gradient": lambda: InputXGradient(model).attribute(x, target=target),
        "smoothgrad": lambda: NoiseTunnel(Saliency(model)).attribute(
            x, target=target, nt_type="smoothgrad", nt_samples=50, nt_samples_batch_size=BATCH, stdevs=0.7
        ),
        "integrated-gradients": lambda: IntegratedGradients(model).attribute(
            x, target=target, n_steps=50, method="riemann_middle", internal_batch_size=BATCH
        ),
        "guided-backpropagation": lambda: GuidedBackprop(model).attribute(x, target=target),
        "deconvolution": lambda: Deconvolution(model).attribute(x, target=target),
        "grad-cam": cam(GradCAM),
        "grad-cam++": cam(GradCAMPlusPlus),
        "layercam": cam(LayerCAM),
        "hirescam": cam(HiResCAM),
        "xgrad-cam": cam(XGradCAM),
        "eigencam": cam(EigenCAM),
        "score-cam": cam(ScoreCAM),
        "ablation-cam": cam(AblationCAM),
        "guided-grad-cam": lambda: GuidedGradCam(model, layer).attribute(x, target=target),
        "occlusion": lambda: Occlusion(model).attribute(
            x, (3, window, window), (3, stride, stride), target=target, perturbations_per_eval=BATCH
        ),
        "rise": lambda: rise(model, x, target),
    }


def reverie(names: list[str], size: int, threads: int) -> dict[str, float]:
    """Seconds of each method, run one after the other in one process."""
    with tempfile.TemporaryDirectory() as folder:
        run = subprocess.run(
            [
                *(PROGRAM, "explain", PHOTO, "-o", f"{folder}/sheet.png", "--verbose", "--method", ",".join(names)),
                *("--size", str(size), "--samples", "50", "--threads", str(threads)),
            ],
            check=True, capture_output=True, text=True,
        )  # fmt: skip
        seconds = {name: float(s) for name, s in re.findall(r"^(\S+): ([\d.]+) s$", run.stderr, re.M)}
        run = subprocess.run(
            [
                *(PROGRAM, "explain", PHOTO, "-o", f"{folder}/rise.png", "--verbose", "--method", "grad-cam,rise"),
                *("--size", str(size), "--samples", str(MASKS), "--threads", str(threads)),
            ],
            check=True, capture_output=True, text=True,
        )  # fmt: skip
        found = dict(re.findall(r"^(\S+): ([\d.]+) s$", run.stderr, re.M))
        return seconds | {"rise": float(found["rise"])}


def timed(run: Callable[[], object]) -> float:
    """Seconds of a call."""
    started = time.perf_counter()
    run()
    return time.perf_counter() - started


def main() -> None:
    """Prints a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=int, default=112)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--rounds", type=int, default=2)
    arguments = parser.parse_args()
    warnings.filterwarnings("ignore")
    torch.set_num_threads(arguments.threads)
    model = network()
    x = picture(arguments.size)
    target = int(model(x).argmax())
    runs = methods(model, x, target)
    model(x)
    best: dict[str, tuple[float, float]] = {name: (float("inf"), float("inf")) for name in runs}
    for _ in range(arguments.rounds):
        ours = reverie([name for name in runs if name != "rise"], arguments.size, arguments.threads)
        for name, run in runs.items():
            best[name] = (min(best[name][0], ours[name]), min(best[name][1], timed(run)))
    print(f"explanations, {x.shape[3]}x{x.shape[2]}, {arguments.threads} threads, float32, best of {arguments.rounds}")
    print(f"{'method':24} {'Reverie':>9} {'PyTorch':>9}  ratio")
    for name, (here, there) in best.items():
        print(f"{name:24} {here:8.3f}s {there:8.3f}s  {there / here:5.2f}x")


if __name__ == "__main__":
    main()
