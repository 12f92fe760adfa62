// The fake GPU's memory: pages that nobody may touch, but for the moments in which a kernel of the GPU runs.
#pragma once

#include <cstddef>
#include <mutex>
#include <map>

namespace fake_cuda {

class Memory {
public:
  static Memory &shared();

  void *take(size_t bytes);
  void give(void *start);

  /// Lets the block that holds `place` be read and written, until as many calls of `close`.
  void open(const void *place);
  void close(const void *place);

private:
  struct Block {
    size_t bytes;
    int users;
  };

  std::map<const void *, Block>::iterator block(const void *place);

  std::mutex lock;
  std::map<const void *, Block> blocks;
};

} // namespace fake_cuda
