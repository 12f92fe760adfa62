"""What PyTorch computes fast in on this machine."""

from __future__ import annotations

import torch


def has_bfloat16() -> bool:
    """Whether oneDNN computes bfloat16 with instructions of the processor; without them it takes a hundred times as long."""
    return bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())
