"""PIL's antialiased bilinear resize of a small picture to smaller, larger and distorted sizes."""

from __future__ import annotations

import numpy as np
import torch
from PIL import Image

from formula import picture

SOURCE = (61, 47)
SIZES = ((24, 24), (100, 80), (40, 20))
"""All sizes are width, height."""


def resize_fixture() -> dict[str, torch.Tensor]:
    """The picture and its resized forms, uint8, `[height, width, 3]`."""
    source = picture(*SOURCE)
    tensors = {"source": torch.from_numpy(source)}
    for width, height in SIZES:
        resized = Image.fromarray(source).resize((width, height), Image.Resampling.BILINEAR)
        tensors[f"{width}x{height}"] = torch.from_numpy(np.array(resized))
    return tensors
