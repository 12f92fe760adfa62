#include "memory.h"

#include <c10/util/Exception.h>

#include <sys/mman.h>
#include <unistd.h>

using fake_cuda::Memory;

Memory &Memory::shared() {
  // Never destroyed: tensors may outlive everything else.
  static Memory *memory = new Memory;
  return *memory;
}

void *Memory::take(size_t bytes) {
  const size_t page = sysconf(_SC_PAGESIZE);
  const size_t length = (bytes + page - 1) / page * page;
  void *start = mmap(nullptr, length, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  TORCH_CHECK(start != MAP_FAILED, "the fake GPU is out of memory");
  std::lock_guard held(lock);
  blocks[start] = {length, 0};
  return start;
}

void Memory::give(void *start) {
  std::lock_guard held(lock);
  munmap(start, blocks.at(start).bytes);
  blocks.erase(start);
}

std::map<const void *, Memory::Block>::iterator Memory::block(const void *place) {
  auto after = blocks.upper_bound(place);
  TORCH_CHECK(after != blocks.begin(), "the fake GPU does not know this memory");
  return std::prev(after);
}

void Memory::open(const void *place) {
  std::lock_guard held(lock);
  auto found = block(place);
  if (found->second.users++ == 0)
    mprotect(const_cast<void *>(found->first), found->second.bytes, PROT_READ | PROT_WRITE);
}

void Memory::close(const void *place) {
  std::lock_guard held(lock);
  auto found = block(place);
  if (--found->second.users == 0)
    mprotect(const_cast<void *>(found->first), found->second.bytes, PROT_NONE);
}
