// Streams of the fake GPU: the default one does its work at once, every other one in its order on a thread of its own.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace fake_cuda {

class Queue {
public:
  Queue() : worker([this] { run(); }) { worker.detach(); }

  void push(std::function<void()> job);
  bool is_idle();
  void drain();

private:
  void run();

  std::mutex lock;
  std::condition_variable changed;
  std::deque<std::function<void()>> jobs;
  bool busy = false;
  std::thread worker;
};

} // namespace fake_cuda
