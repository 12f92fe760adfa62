// Several processes that train together: c10d's store and collectives, and gradients summed while they are computed.
#pragma once
#include "ct_base.h"
CT_BEGIN

/// The processes that meet at an address, owned as a CTensor is. Every rank makes the same calls in the same order.
typedef struct CProcessGroup CProcessGroup;
void ct_process_group_release(CProcessGroup *group);

/// False with an error where NCCL, by which ranks with a GPU each speak, is not to be had.
bool ct_require_nccl(CTorchError *error);
/// Waits until `size` processes have met. Rank 0 runs the store's server unless another process does (`has_server`).
/// Keys carry `prefix`; every wait ends after `timeout` seconds. With a CUDA device, which each rank has to itself, its
/// tensors travel by NCCL, and those of the processor by Gloo as ever.
CProcessGroup *ct_process_group(const char *address, uint16_t port, bool has_server, const char *prefix,
                                int32_t rank, int32_t size, const char *device, double timeout,
                                CTorchError *error);
/// Adds up the tensors of all ranks, in place.
bool ct_all_reduce(CProcessGroup *group, CTensor *tensor, CTorchError *error);
/// Overwrites the tensor with that of rank `root`.
bool ct_broadcast(CProcessGroup *group, CTensor *tensor, int32_t root, CTorchError *error);
/// The sum over all ranks as a new tensor; its gradient is the sum of the ranks' gradients.
CTensor *ct_sum_over_ranks(CProcessGroup *group, CTensor *tensor, CTorchError *error);
/// Waits until every rank is here.
bool ct_barrier(CProcessGroup *group, CTorchError *error);

/// Buckets for the gradients of parameters, filled from the last parameter to the first.
typedef struct CGradientBuckets CGradientBuckets;
void ct_gradient_buckets_release(CGradientBuckets *buckets);
CGradientBuckets *ct_gradient_buckets(CProcessGroup *group, CTensor *const *parameters, size_t count,
                                      size_t bucket_bytes, CTorchError *error);
/// The sum over all ranks of `carried` (may be NULL) and the gradients of `output` (NULL: a rank without any). A bucket
/// is on its way as soon as its last gradient is there. The gradients lie in the buckets until the next call.
bool ct_summed_gradients(CGradientBuckets *buckets, CTensor *output, CTensor *const *carried, CTensor **gradients,
                         CTorchError *error);
size_t ct_gradient_bucket_count(CGradientBuckets *buckets);

CT_END
