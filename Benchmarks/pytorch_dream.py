"""The dream in PyTorch: plain, as its users write it, or with --tuned, as its experts would.

The other side of Reverie's timings: same algorithm and defaults as `reverie dream`. Plain is float32, eager, the default
layout, and the whole feature network at each step. Tuned ends the network at the deepest layer, computes in bfloat16 (or
--float32) on channels-last tensors, and smooths once with the mean of the three kernels.
"""

from __future__ import annotations

import time

STARTED = time.perf_counter()

import argparse  # noqa: E402
from pathlib import Path  # noqa: E402

import numpy as np  # noqa: E402
import torch  # noqa: E402
import torch.nn.functional as F  # noqa: E402
import torchvision  # noqa: E402
from PIL import Image  # noqa: E402
from safetensors.torch import load_file  # noqa: E402
from torch import nn  # noqa: E402

SMALLEST_SIDE = 32
"""Five poolings leave one pixel of it; the network runs to its end."""


def randomise(module: nn.Module) -> None:
    """He's initialization of a convolution; the neutral state of a batch norm."""
    if isinstance(module, nn.Conv2d):
        nn.init.kaiming_normal_(module.weight)
        nn.init.zeros_(module.bias)
    elif isinstance(module, nn.BatchNorm2d):
        module.reset_parameters()


class Features(nn.Module):
    """The convolutional part of a VGG or ResNet; gives the activations of the chosen layers."""

    def __init__(self, network: str, layers: list[str], weights: Path | None, tuned: bool) -> None:
        super().__init__()
        with torch.device("meta"):  # no time for the initialization of a head that is not used
            whole = torchvision.models.get_model(network, weights=None)
        self.steps = nn.ModuleDict(vgg_steps(whole) if network.startswith("vgg") else resnet_steps(whole))
        whole.to_empty(device="cpu")
        if weights is None:
            self.apply(randomise)
        else:
            state = {key: value.float() for key, value in load_file(weights).items() if "classifier" not in key}
            whole.load_state_dict(state, strict=False)
        unknown = set(layers) - set(self.steps)
        if unknown:
            raise SystemExit(f"{network} has no layer {', '.join(sorted(unknown))}; it has {', '.join(self.steps)}")
        self.layers = layers
        self.deepest = max(list(self.steps).index(layer) for layer in layers) if tuned else len(self.steps) - 1
        self.eval().requires_grad_(False)

    def forward(self, x: torch.Tensor) -> list[torch.Tensor]:
        """The chosen activations, after a run through all modules (tuned: through those that are needed)."""
        activations = []
        for index, (name, module) in enumerate(self.steps.items()):
            x = module(x)
            if name in self.layers:
                activations.append(x)
            if index == self.deepest:
                break
        return activations


def vgg_steps(network: nn.Module) -> dict[str, nn.Module]:
    """The modules, under the VGG paper's names of the outputs of ReLUs and poolings."""
    steps: dict[str, nn.Module] = {}
    block, index = 1, 1
    for module in network.features:
        if isinstance(module, nn.ReLU):
            steps[f"relu{block}_{index}"] = module
            index += 1
        elif isinstance(module, nn.MaxPool2d):
            steps[f"pool{block}"] = module
            block, index = block + 1, 1
        else:
            steps[f"{type(module).__name__.lower()}{block}_{index}"] = module
    return steps


def resnet_steps(network: nn.Module) -> dict[str, nn.Module]:
    """The stem and the four stages, under torchvision's names."""
    return {name: module for name, module in network.named_children() if name not in ("avgpool", "fc")}


class Smoothing(nn.Module):
    """The mean of three 9 x 9 Gaussian blurs, of sigma / 2, sigma and 2 sigma; as one blur if `merged`."""

    def __init__(self, sigma: float, merged: bool) -> None:
        super().__init__()
        kernels = []
        for factor in (0.5, 1.0, 2.0):
            line = torch.exp(-(torch.arange(-4.0, 5.0) ** 2) / (2 * (sigma * factor) ** 2))
            line = line / line.sum()
            kernels.append(torch.outer(line, line).expand(3, 1, 9, 9).contiguous())
        self.kernels = [torch.stack(kernels).mean(dim=0)] if merged else kernels

    def forward(self, gradient: torch.Tensor) -> torch.Tensor:
        """The smoothed gradient."""
        padded = F.pad(gradient, (4, 4, 4, 4), mode="reflect")
        return torch.stack([F.conv2d(padded, kernel, groups=3) for kernel in self.kernels]).mean(dim=0)


def load_photo(path: Path, width: int) -> torch.Tensor:
    """The photo at the given width, `[1, 3, height, width]` in [0, 1]."""
    with Image.open(path) as opened:
        photo = opened.convert("RGB")
    height = round(photo.height * width / photo.width)
    photo = photo.resize((width, height), Image.Resampling.BICUBIC)
    return torch.from_numpy(np.array(photo)).permute(2, 0, 1).unsqueeze(0).contiguous().float() / 255


def save_photo(x: torch.Tensor, path: Path) -> None:
    """Writes a `[1, 3, height, width]` picture in [0, 1]; the file's type follows its extension."""
    pixels = (x.squeeze(0).permute(1, 2, 0).clamp(0, 1) * 255).round().byte().numpy()
    Image.fromarray(pixels).save(path)


def level_sizes(height: int, width: int, levels: int, ratio: float) -> list[tuple[int, int]]:
    """Height and width of every pyramid level, smallest first."""
    scales = [ratio ** (level - levels + 1) for level in range(levels)]
    sizes = [(round(height * scale), round(width * scale)) for scale in scales]
    if min(sizes[0]) < SMALLEST_SIDE:
        small = f"{sizes[0][1]} x {sizes[0][0]}"
        raise SystemExit(f"the smallest level would be {small}; take fewer levels or a larger width")
    return sizes


def step(
    network: Features,
    x: torch.Tensor,
    iteration: int,
    options: argparse.Namespace,
    low: torch.Tensor,
    high: torch.Tensor,
) -> torch.Tensor:
    """One iteration of gradient ascent on the mean of the layers' mean squared activations."""
    offsets = torch.randint(-options.shift, options.shift + 1, (2,)).tolist()
    x = torch.roll(x, offsets, dims=(2, 3)).requires_grad_()
    seen = x.to(options.dtype, memory_format=torch.channels_last) if options.tuned else x
    losses = [activation.float().square().mean() for activation in network(seen)]
    loss = torch.stack(losses).mean()
    loss.backward()
    sigma = 2 * (iteration + 1) / options.iterations + options.smoothing
    direction = Smoothing(sigma, merged=options.tuned)(x.grad)
    direction = (direction - direction.mean()) / direction.std()
    x = x.detach() + options.learning_rate * direction
    x = torch.maximum(torch.minimum(x, high), low)
    return torch.roll(x, [-offset for offset in offsets], dims=(2, 3))


def dream(network: Features, photo: torch.Tensor, options: argparse.Namespace) -> torch.Tensor:
    """The whole dream of a picture in [0, 1]."""
    mean = torch.tensor(options.mean).reshape(1, 3, 1, 1)
    std = torch.tensor(options.std).reshape(1, 3, 1, 1)
    low, high = (0 - mean) / std, (1 - mean) / std
    x = (photo - mean) / std
    for size in level_sizes(photo.shape[2], photo.shape[3], options.levels, options.ratio):
        x = F.interpolate(x, size=size, mode="bilinear", align_corners=False)
        for iteration in range(options.iterations):
            x = step(network, x, iteration, options, low, high)
    return x * std + mean


def parse_arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description="Dream a photo in plain PyTorch and time it.")
    parser.add_argument("photo", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--weights", type=Path, help="safetensors with torchvision's keys; random weights without it")
    networks = [f"vgg{depth}{form}" for depth in (11, 13, 16, 19) for form in ("", "_bn")]
    networks += ["resnet50", "resnet101", "resnet152"]
    parser.add_argument("--network", default="vgg16_bn", choices=networks)
    parser.add_argument("--layer", nargs="+", default=["relu4_1"], help="names as in the VGG paper")
    parser.add_argument("--width", type=int, default=600)
    parser.add_argument("--levels", type=int, default=4)
    parser.add_argument("--ratio", type=float, default=1.8)
    parser.add_argument("--iterations", type=int, default=10)
    parser.add_argument("--learning-rate", type=float, default=0.09)
    parser.add_argument("--shift", type=int, default=32)
    parser.add_argument("--smoothing", type=float, default=0.5)
    parser.add_argument("--mean", type=float, nargs=3, default=[0.485, 0.456, 0.406], help="default: ImageNet's")
    parser.add_argument("--std", type=float, nargs=3, default=[0.229, 0.224, 0.225], help="default: ImageNet's")
    parser.add_argument("--tuned", action="store_true", help="as an expert would write it")
    parser.add_argument("--float32", action="store_true", help="tuned, but not in bfloat16")
    parser.add_argument("--threads", type=int, help="default: PyTorch's own choice")
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


def main() -> None:
    """Dreams and prints the times."""
    options = parse_arguments()
    if options.threads is not None:
        torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    network = Features(options.network, options.layer, options.weights, options.tuned)
    options.dtype = torch.float32 if options.float32 else torch.bfloat16
    if options.tuned:
        network.to(options.dtype, memory_format=torch.channels_last)
    photo = load_photo(options.photo, options.width)
    started = time.perf_counter()
    result = dream(network, photo, options)
    dream_seconds = time.perf_counter() - started
    save_photo(result, options.out)
    layers = " ".join(options.layer)
    print(f"{photo.shape[3]} x {photo.shape[2]}, {options.network} {layers}, {torch.get_num_threads()} threads")
    print(f"dream {dream_seconds:.2f} s")
    print(f"total {time.perf_counter() - STARTED:.2f} s")


if __name__ == "__main__":
    main()
