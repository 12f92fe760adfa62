// What the collectives and the gradient buckets share: c10d backends and the store that they met through.
#pragma once

#include "ct_distributed.h"
#include "../guarded.h"

#include <torch/csrc/distributed/c10d/Backend.hpp>

namespace reverie {

struct ProcessGroup : torch::CustomClassHolder {
  c10::intrusive_ptr<c10d::Store> store;
  /// What tensors of the processor travel by, and those of a GPU where the rank has one.
  c10::intrusive_ptr<c10d::Backend> gloo, nccl;

  c10d::Backend &backend(const at::Tensor &tensor) {
    TORCH_CHECK(tensor.is_cpu() || nccl, "a tensor on ", tensor.device(), ", and the ranks share none but the processor's");
    return tensor.is_cpu() ? *gloo : *nccl;
  }

  /// Starts to add up `tensor` over all ranks, in place.
  c10::intrusive_ptr<c10d::Work> sum(at::Tensor tensor) {
    std::vector<at::Tensor> list{std::move(tensor)};
    return backend(list[0]).allreduce(list);
  }
};

inline c10::intrusive_ptr<ProcessGroup> borrow(CProcessGroup *group) {
  return c10::intrusive_ptr<ProcessGroup>::reclaim_copy(reinterpret_cast<ProcessGroup *>(group));
}

} // namespace reverie
