"""What torchvision's TrivialAugmentWide makes of a byte picture: each operation at two strengths and both signs."""

from __future__ import annotations

import torch
from torchvision.transforms import InterpolationMode
from torchvision.transforms.autoaugment import TrivialAugmentWide, _apply_op

from formula import uniform

SIDE = 24


def augmentation_fixture() -> dict[str, torch.Tensor]:
    """`source` and `KIND/STRENGTH/SIGN`, all uint8 [side, side, 3]."""
    values = torch.from_numpy(uniform("picture", 0, 3 * SIDE * SIDE)).reshape(3, SIDE, SIDE)
    smooth = torch.nn.functional.avg_pool2d(values, 5, 1, 2)
    source = ((smooth * 1.8 + 0.45).clamp(0, 1) * 255).to(torch.uint8)
    tensors = {"source": source.permute(1, 2, 0)}
    policy = TrivialAugmentWide()
    for kind, (name, (magnitudes, signed)) in enumerate(policy._augmentation_space(policy.num_magnitude_bins).items()):
        for strength in (11, 30):
            for sign in (1, -1) if signed else (1,):
                magnitude = sign * float(magnitudes[strength]) if magnitudes.ndim else 0.0
                result = _apply_op(source, name, magnitude, InterpolationMode.NEAREST, None)
                tensors[f"{kind}/{strength}/{sign}"] = result.permute(1, 2, 0)
    return tensors
