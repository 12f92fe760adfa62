#include "ct_system.h"
#include "../guarded.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <c10/core/CachingDeviceAllocator.h>
#include <c10/core/impl/VirtualGuardImpl.h>
#include <torch/headeronly/version.h>

#include <dlfcn.h>
#if defined(__GLIBC__)
#include <malloc.h>
#endif

using namespace reverie;

const char *ct_version(void) { return TORCH_VERSION; }
int32_t ct_threads(void) { return at::get_num_threads(); }
void ct_set_threads(int32_t count) { at::set_num_threads(count); }

// at::set_num_threads also changes what other threads start with; OpenMP's own setting is the thread's alone.
void ct_make_thread_serial(void) {
  using Set = void (*)(int);
  if (auto set = reinterpret_cast<Set>(dlsym(RTLD_DEFAULT, "omp_set_num_threads")))
    set(1);
}

void ct_keep_freed_memory(bool keep) {
#if defined(__GLIBC__)
  constexpr int default_maps = 65536, default_threshold = 128 << 10;
  mallopt(M_MMAP_MAX, keep ? 0 : default_maps);
  mallopt(M_TRIM_THRESHOLD, keep ? -1 : default_threshold);
  if (!keep)
    malloc_trim(0);
#endif
}

bool ct_fast_bfloat16(void) {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx512bf16");
#else
  return false;
#endif
}

int64_t ct_cuda_memory(int32_t index, CTorchError *error) {
  return guarded(error, int64_t(-1), [&] {
    const auto [available, whole] = c10::getDeviceAllocator(at::kCUDA)->getMemoryInfo(c10::DeviceIndex(index));
    return int64_t(available);
  });
}

bool ct_synchronize(const char *device, CTorchError *error) {
  return done_or_error(error, [&] {
    c10::Device place{std::string(device)};
    c10::impl::VirtualGuardImpl guard(place.type());
    guard.synchronizeDevice(place.has_index() ? place.index() : guard.getDevice().index());
  });
}

int32_t ct_load_cuda(const char *library, CTorchError *error) {
  return guarded(error, int32_t(-1), [&] {
    TORCH_CHECK(dlopen(library, RTLD_NOW | RTLD_GLOBAL), dlerror());
    TORCH_CHECK(at::hasCUDA() && at::globalContext().defaultGenerator(at::kCUDA).defined(),
                "no CUDA device is available");
    return int32_t(c10::impl::VirtualGuardImpl(at::kCUDA).deviceCount());
  });
}

bool ct_use_cuda(int32_t index, CTorchError *error) {
  return done_or_error(error, [&] {
    c10::impl::VirtualGuardImpl(at::kCUDA).setDevice(c10::Device(at::kCUDA, c10::DeviceIndex(index)));
  });
}
