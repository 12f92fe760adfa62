// What the collectives and the gradient buckets share: a c10d backend and the store that it met through.
#pragma once

#include "ct_distributed.h"
#include "guarded.h"

#include <torch/csrc/distributed/c10d/Backend.hpp>

namespace reverie {

struct ProcessGroup : torch::CustomClassHolder {
  c10::intrusive_ptr<c10d::Store> store;
  c10::intrusive_ptr<c10d::Backend> backend;

  /// Starts to add up `tensor` over all ranks, in place.
  c10::intrusive_ptr<c10d::Work> sum(at::Tensor tensor) {
    std::vector<at::Tensor> list{std::move(tensor)};
    return backend->allreduce(list);
  }
};

inline c10::intrusive_ptr<ProcessGroup> borrow(CProcessGroup *group) {
  return c10::intrusive_ptr<ProcessGroup>::reclaim_copy(reinterpret_cast<ProcessGroup *>(group));
}

} // namespace reverie
