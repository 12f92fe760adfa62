// A fake NCCL: ranks of one machine meet in a shared file. Collectives run in the order of their stream.

#include "memory.h"
#include "streams.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <cstring>
#include <string>

using namespace fake_cuda;

namespace {

constexpr size_t slot_bytes = size_t(1) << 28;
enum Status { success = 0, system_error = 2 };

/// Lies in the shared file, whose fresh pages are zeros; each rank's slot follows.
struct Meeting {
  std::atomic<int> joined, waiting, round;
};

} // namespace

struct ncclUniqueId {
  char bytes[128];
};

struct ncclComm {
  Meeting *meeting;
  char *slots;
  int rank, size;
  std::atomic<bool> aborted = false;

  template <typename Condition> bool await(Condition condition) {
    while (!condition() && !aborted)
      std::this_thread::sleep_for(std::chrono::microseconds(100));
    return !aborted;
  }

  bool everyone_is_here() {
    int round = meeting->round;
    if (meeting->waiting.fetch_add(1) + 1 == size) {
      meeting->waiting = 0;
      meeting->round += 1;
      return true;
    }
    return await([&] { return meeting->round != round; });
  }

  char *slot(int rank) { return slots + rank * slot_bytes; }
};

namespace {

/// Puts what every rank has into its slot, and what `combine` makes of the slots into this rank's memory.
template <typename Combine>
int collect(ncclComm *group, const void *from, void *to, size_t bytes, void *stream, Combine combine) {
  if (bytes > slot_bytes)
    return system_error;
  static_cast<Queue *>(stream)->push([=] {
    Memory::shared().open(to);
    std::memcpy(group->slot(group->rank), from, bytes);
    if (group->everyone_is_here()) {
      combine(static_cast<char *>(to));
      group->everyone_is_here();
    } else {
      // The stream never gets on, as on a GPU that waits for a rank that is gone.
      std::this_thread::sleep_for(std::chrono::hours(1));
    }
    Memory::shared().close(to);
  });
  return success;
}

template <typename Number> void add_up(ncclComm *group, char *to, size_t count) {
  auto *sums = reinterpret_cast<Number *>(to);
  for (size_t i = 0; i < count; ++i) {
    sums[i] = 0;
    for (int rank = 0; rank < group->size; ++rank)
      sums[i] += reinterpret_cast<const Number *>(group->slot(rank))[i];
  }
}

size_t bytes_of(int type) { return type == 7 ? 4 : type == 4 || type == 8 ? 8 : 1; }

} // namespace

extern "C" {

int ncclGetUniqueId(ncclUniqueId *id) {
  std::string name = "/reverie-fake-nccl-" + std::to_string(getpid());
  int file = shm_open(name.c_str(), O_CREAT | O_TRUNC | O_RDWR, 0600);
  if (file < 0 || ftruncate(file, 4096 + 2 * slot_bytes) != 0)
    return system_error;
  close(file);
  std::memset(id->bytes, 0, sizeof id->bytes);
  name.copy(id->bytes, sizeof id->bytes - 1);
  return success;
}

int ncclCommInitRank(ncclComm **group, int size, ncclUniqueId id, int rank) {
  int file = shm_open(id.bytes, O_RDWR, 0600);
  if (file < 0)
    return system_error;
  void *start = mmap(nullptr, 4096 + size * slot_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  close(file);
  auto *meeting = static_cast<Meeting *>(start);
  *group = new ncclComm{meeting, static_cast<char *>(start) + 4096, rank, size};
  meeting->joined += 1;
  (*group)->await([&] { return meeting->joined == size; });
  if (rank == 0)
    shm_unlink(id.bytes);
  return success;
}

// Memory of a stream that may still wait is not given back.
int ncclCommAbort(ncclComm *group) {
  group->aborted = true;
  return success;
}
int ncclCommGetAsyncError(ncclComm *, int *status) {
  *status = success;
  return success;
}
const char *ncclGetErrorString(int status) { return status == success ? "no error" : "the fake one failed"; }

int ncclAllReduce(const void *from, void *to, size_t count, int type, int, ncclComm *group, void *stream) {
  if (type != 4 && type != 7 && type != 8)
    return system_error;
  return collect(group, from, to, count * bytes_of(type), stream, [=](char *sums) {
    type == 4 ? add_up<int64_t>(group, sums, count)
    : type == 7 ? add_up<float>(group, sums, count)
                : add_up<double>(group, sums, count);
  });
}

int ncclBroadcast(const void *from, void *to, size_t count, int type, int root, ncclComm *group, void *stream) {
  size_t bytes = count * bytes_of(type);
  return collect(group, from, to, bytes, stream,
                 [=](char *copy) { std::memcpy(copy, group->slot(root), bytes); });
}

} // extern "C"
