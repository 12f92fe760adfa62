// Threads, devices and versions.
#pragma once
#include "ct_base.h"
CT_BEGIN

const char *ct_version(void);
int32_t ct_threads(void);
void ct_set_threads(int32_t count);
/// Makes every operation that the calling thread starts run on that thread alone.
void ct_make_thread_serial(void);
/// Keeps freed memory in the process for the next block of its size, where the C library can.
void ct_keep_freed_memory(bool keep);
/// True where the processor has instructions for bfloat16 products, so that it gains from them.
bool ct_fast_bfloat16(void);
/// Loads libtorch's CUDA library and gives the number of GPUs; −1 with an error when there is none.
int32_t ct_load_cuda(const char *library, CTorchError *error);
/// Makes the calling thread's work on a GPU go to this one where nothing else is said, and opens no other.
bool ct_use_cuda(int32_t index, CTorchError *error);
/// Waits until the device has done all that it was told to.
bool ct_synchronize(const char *device, CTorchError *error);
/// The bytes that are free on a CUDA device, once CUDA is loaded; −1 with an error.
int64_t ct_cuda_memory(int32_t index, CTorchError *error);

CT_END
