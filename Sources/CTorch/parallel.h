// Work shared among libtorch's own threads.
//
// `at::parallel_for` is a template around an OpenMP pragma: compiled here, without the OpenMP of the compiler that built
// libtorch, it would run on one thread. The OpenMP runtime that libtorch has loaded is asked by its entry points instead, so that
// there is one pool of threads; where it has none of that name the work is done by the calling thread alone.
#pragma once

#include <ATen/Parallel.h>

#include <dlfcn.h>

#include <algorithm>
#include <exception>
#include <mutex>

namespace reverie {

/// The GNU entry points of an OpenMP runtime, which LLVM's and Intel's have too.
struct OpenMP {
  using Parallel = void (*)(void (*body)(void *), void *data, unsigned threads, unsigned flags);
  using Number = int (*)();
  Parallel parallel = reinterpret_cast<Parallel>(dlsym(RTLD_DEFAULT, "GOMP_parallel"));
  Number thread = reinterpret_cast<Number>(dlsym(RTLD_DEFAULT, "omp_get_thread_num"));
  Number team = reinterpret_cast<Number>(dlsym(RTLD_DEFAULT, "omp_get_num_threads"));
  Number is_within = reinterpret_cast<Number>(dlsym(RTLD_DEFAULT, "omp_in_parallel"));

  bool is_there() const { return parallel && thread && team && is_within; }
};

/// Calls `body(begin, end)` for parts of 0…count that are at least `grain` long, in parallel. Rethrows what a part throws.
template <typename Body> void in_parallel(int64_t count, int64_t grain, const Body &body) {
  static const OpenMP runtime;
  const int64_t threads = std::min<int64_t>(at::get_num_threads(), (count + grain - 1) / grain);
  if (threads <= 1 || !runtime.is_there() || runtime.is_within())
    return body(0, count);
  struct Work {
    const Body &body;
    int64_t count;
    std::mutex lock;
    std::exception_ptr failure;
  } work{body, count, {}, nullptr};
  runtime.parallel(
      [](void *data) {
        Work &work = *static_cast<Work *>(data);
        const int64_t team = runtime.team(), thread = runtime.thread();
        const int64_t begin = work.count * thread / team, end = work.count * (thread + 1) / team;
        try {
          if (begin < end)
            work.body(begin, end);
        } catch (...) {
          const std::lock_guard<std::mutex> guard(work.lock);
          work.failure = std::current_exception();
        }
      },
      &work, static_cast<unsigned>(threads), 0);
  if (work.failure)
    std::rethrow_exception(work.failure);
}

} // namespace reverie
