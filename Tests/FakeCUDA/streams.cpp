#include "streams.h"

#include <c10/core/impl/DeviceGuardImplInterface.h>

#include <atomic>
#include <cstdlib>
#include <memory>
#include <vector>

using namespace fake_cuda;

void Queue::push(std::function<void()> job) {
  std::lock_guard held(lock);
  jobs.push_back(std::move(job));
  changed.notify_all();
}

bool Queue::is_idle() {
  std::lock_guard held(lock);
  return jobs.empty() && !busy;
}

void Queue::drain() {
  std::unique_lock held(lock);
  changed.wait(held, [this] { return jobs.empty() && !busy; });
}

void Queue::run() {
  std::unique_lock held(lock);
  while (true) {
    changed.wait(held, [this] { return !jobs.empty(); });
    auto job = std::move(jobs.front());
    jobs.pop_front();
    busy = true;
    held.unlock();
    job();
    held.lock();
    busy = false;
    changed.notify_all();
  }
}

namespace {

/// Two, or as many as `FAKE_GPUS` says.
c10::DeviceIndex device_count() {
  const char *count = std::getenv("FAKE_GPUS");
  return c10::DeviceIndex(count ? std::atoi(count) : 2);
}

thread_local c10::DeviceIndex current_device = 0;

/// The queues by stream, from stream 1 on; they live as long as the process.
std::vector<Queue *> &queues() {
  static auto *all = new std::vector<Queue *>;
  return *all;
}

Queue *queue_of(const c10::Stream &stream) { return stream.id() == 0 ? nullptr : queues().at(stream.id() - 1); }

struct Event {
  std::shared_ptr<std::atomic<bool>> reached = std::make_shared<std::atomic<bool>>(true);
};

void await(const std::atomic<bool> &flag) {
  while (!flag)
    std::this_thread::sleep_for(std::chrono::microseconds(50));
}

struct Guard final : c10::impl::DeviceGuardImplInterface {
  c10::DeviceType type() const override { return c10::DeviceType::CUDA; }

  c10::Device exchangeDevice(c10::Device device) const override {
    c10::Device before = getDevice();
    setDevice(device);
    return before;
  }
  c10::Device getDevice() const override { return c10::Device(c10::DeviceType::CUDA, current_device); }
  void setDevice(c10::Device device) const override {
    TORCH_CHECK(device.index() < device_count(), "the fake GPU ", device, " does not exist");
    current_device = device.index();
  }
  void uncheckedSetDevice(c10::Device device) const noexcept override { current_device = device.index(); }
  c10::DeviceIndex deviceCount() const noexcept override { return device_count(); }

  c10::Stream getStream(c10::Device device) const override { return c10::Stream(c10::Stream::DEFAULT, device); }
  c10::Stream getDefaultStream(c10::Device device) const override { return getStream(device); }
  c10::Stream getStreamFromGlobalPool(c10::Device device, bool) const override { return getNewStream(device, 0); }
  c10::Stream getNewStream(c10::Device device, int) const override {
    queues().push_back(new Queue);
    return c10::Stream(c10::Stream::UNSAFE, device, c10::StreamId(queues().size()));
  }
  c10::Stream exchangeStream(c10::Stream stream) const override {
    TORCH_CHECK(stream.id() == 0, "the fake GPU computes on its default stream alone");
    return stream;
  }
  void *getStreamNativeHandle(const c10::Stream stream) const override { return queue_of(stream); }
  bool queryStream(const c10::Stream &stream) const override {
    Queue *queue = queue_of(stream);
    return !queue || queue->is_idle();
  }
  void synchronizeStream(const c10::Stream &stream) const override {
    if (Queue *queue = queue_of(stream))
      queue->drain();
  }
  void synchronizeDevice(const c10::DeviceIndex) const override {
    for (Queue *queue : queues())
      queue->drain();
  }

  void record(void **event, const c10::Stream &stream, const c10::DeviceIndex, const c10::EventFlag) const override {
    if (!*event)
      *event = new Event;
    auto &reached = static_cast<Event *>(*event)->reached;
    if (Queue *queue = queue_of(stream)) {
      reached = std::make_shared<std::atomic<bool>>(false);
      queue->push([reached] { *reached = true; });
    }
  }
  void block(void *event, const c10::Stream &stream) const override {
    auto reached = static_cast<Event *>(event)->reached;
    if (Queue *queue = queue_of(stream))
      queue->push([reached] { await(*reached); });
    else
      await(*reached);
  }
  bool queryEvent(void *event) const override { return *static_cast<Event *>(event)->reached; }
  void synchronizeEvent(void *event) const override { await(*static_cast<Event *>(event)->reached); }
  void destroyEvent(void *event, const c10::DeviceIndex) const noexcept override { delete static_cast<Event *>(event); }
};

C10_REGISTER_GUARD_IMPL(CUDA, Guard)

} // namespace
