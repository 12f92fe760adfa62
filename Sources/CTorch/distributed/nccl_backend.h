// Collectives between GPUs, by NCCL.
#pragma once

#include <torch/csrc/distributed/c10d/Backend.hpp>
#include <torch/csrc/distributed/c10d/Store.hpp>

namespace reverie {

/// Throws where NCCL is not to be had.
void require_nccl();

/// A backend that sums and broadcasts tensors of `device`, a GPU that no other rank uses. Waits block the calling thread,
/// not only the stream, and end after `timeout`. The ranks meet through `store`, all of them at
/// once: NCCL's own meeting has no time-out.
c10::intrusive_ptr<c10d::Backend> nccl_backend(const c10::intrusive_ptr<c10d::Store> &store, c10::Device device,
                                               int rank, int size, std::chrono::milliseconds timeout);

} // namespace reverie
