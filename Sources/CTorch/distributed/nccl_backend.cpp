#include "nccl_backend.h"

#include <c10/core/DeviceGuard.h>
#include <c10/core/Event.h>
#include <c10/core/impl/VirtualGuardImpl.h>

#include <dlfcn.h>

#include <thread>

// libtorch's own ProcessGroupNCCL lies in its CUDA library, which the program may not name while it is linked. NCCL's C
// interface is small and stable; its library is looked up at run time, beside libtorch's.
namespace {

using Communicator = struct ncclComm *;

/// The results that are told apart; every other one is an error.
enum class Result : int { success = 0, in_progress = 7 };

struct UniqueId {
  char bytes[128];
};

constexpr int sum_operation = 0;

/// NCCL's functions, with its types spelled out.
class Library {
public:
  static const Library &loaded() {
    static const Library library;
    return library;
  }

  Result (*get_unique_id)(UniqueId *);
  Result (*comm_init_rank)(Communicator *, int size, UniqueId, int rank);
  Result (*comm_abort)(Communicator);
  Result (*comm_get_async_error)(Communicator, Result *);
  const char *(*get_error_string)(Result);
  Result (*all_reduce)(const void *from, void *to, size_t count, int type, int operation, Communicator, void *stream);
  Result (*broadcast)(const void *from, void *to, size_t count, int type, int root, Communicator, void *stream);

  /// What NCCL says about its last error, where it says anything.
  const char *(*get_last_error)(Communicator);

  void check(Result result) const {
    if (result == Result::success || result == Result::in_progress)
      return;
    const char *more = get_last_error ? get_last_error(nullptr) : "";
    TORCH_CHECK(false, "NCCL: ", get_error_string(result), *more ? ", " : "", more);
  }

private:
  Library() {
    void *library = dlopen("libnccl.so.2", RTLD_NOW);
    TORCH_CHECK(library, "NCCL, by which they train together, is missing (", dlerror(),
                "); pip installs it with PyTorch");
    find(library, "ncclGetUniqueId", get_unique_id);
    find(library, "ncclCommInitRank", comm_init_rank);
    find(library, "ncclCommAbort", comm_abort);
    find(library, "ncclCommGetAsyncError", comm_get_async_error);
    find(library, "ncclGetErrorString", get_error_string);
    find(library, "ncclAllReduce", all_reduce);
    find(library, "ncclBroadcast", broadcast);
    get_last_error = reinterpret_cast<decltype(get_last_error)>(dlsym(library, "ncclGetLastError"));
  }

  template <typename Function> static void find(void *library, const char *name, Function &function) {
    function = reinterpret_cast<Function>(dlsym(library, name));
    TORCH_CHECK(function, "NCCL does not know ", name);
  }
};

int type_code(at::ScalarType type) {
  switch (type) {
  case at::kChar: return 0;
  case at::kByte: case at::kBool: return 1;
  case at::kInt: return 2;
  case at::kLong: return 4;
  case at::kHalf: return 6;
  case at::kFloat: return 7;
  case at::kDouble: return 8;
  case at::kBFloat16: return 9;
  default: TORCH_CHECK(false, "NCCL does not know numbers of type ", type);
  }
}

/// The ranks' communicator on this one's GPU; of no use after an error, with which it ends.
class Communication : public c10::intrusive_ptr_target {
public:
  Communication(UniqueId id, int rank, int size) { library.check(library.comm_init_rank(&communicator, size, id, rank)); }

  // Not destroyed, which waits for what is under way: either nothing is, or it never ends.
  ~Communication() override { abort(); }

  Communicator get() const {
    TORCH_CHECK(communicator, "NCCL: the connection to the other ranks is gone");
    return communicator;
  }

  /// Ends what the GPU still waits for, so that the process can end.
  void abort() {
    if (communicator)
      library.comm_abort(std::exchange(communicator, nullptr));
  }

  void check() {
    Result state = Result::success;
    Result answer = library.comm_get_async_error(get(), &state);
    if (answer == Result::success && (state == Result::success || state == Result::in_progress))
      return;
    abort();
    library.check(answer);
    library.check(state);
  }

  const Library &library = Library::loaded();

private:
  Communicator communicator = nullptr;
};

/// A collective on its way.
class Travel : public c10d::Work {
public:
  Travel(c10::intrusive_ptr<Communication> communication, c10::Event finished, at::Tensor tensor,
         std::chrono::milliseconds timeout)
      : communication(std::move(communication)), finished(std::move(finished)), tensor(std::move(tensor)),
        deadline(std::chrono::steady_clock::now() + timeout), timeout(timeout) {}

  bool isCompleted() override { return finished.query(); }

  bool wait(std::chrono::milliseconds) override {
    constexpr std::chrono::microseconds between_looks(20);
    while (!finished.query()) {
      communication->check();
      if (std::chrono::steady_clock::now() > deadline) {
        communication->abort();
        TORCH_CHECK(false, "NCCL: the other ranks did not answer within ", timeout.count() / 1000, " s");
      }
      std::this_thread::sleep_for(between_looks);
    }
    return true;
  }

private:
  c10::intrusive_ptr<Communication> communication;
  c10::Event finished;
  at::Tensor tensor;
  std::chrono::steady_clock::time_point deadline;
  std::chrono::milliseconds timeout;
};

class NCCLBackend : public c10d::Backend {
public:
  NCCLBackend(UniqueId id, c10::Device device, int rank, int size, std::chrono::milliseconds timeout)
      : Backend(rank, size), stream(c10::impl::VirtualGuardImpl(device.type()).getStreamFromGlobalPool(device, true)),
        timeout(timeout) {
    c10::DeviceGuard guard(device);
    communication = c10::make_intrusive<Communication>(id, rank, size);
  }

  const std::string getBackendName() const override { return "reverie-nccl"; }

  c10::intrusive_ptr<c10d::Work> allreduce(std::vector<at::Tensor> &tensors, const c10d::AllreduceOptions &) override {
    return start(tensors, [this](void *memory, size_t count, int type, void *native) {
      return library().all_reduce(memory, memory, count, type, sum_operation, communication->get(), native);
    });
  }

  c10::intrusive_ptr<c10d::Work> broadcast(std::vector<at::Tensor> &tensors,
                                           const c10d::BroadcastOptions &options) override {
    return start(tensors, [&](void *memory, size_t count, int type, void *native) {
      return library().broadcast(memory, memory, count, type, int(options.rootRank), communication->get(), native);
    });
  }

private:
  const Library &library() const { return communication->library; }

  /// Begins on a stream beside the computation, after what the computation has been told so far.
  template <typename Collective> c10::intrusive_ptr<c10d::Work> start(std::vector<at::Tensor> &tensors, Collective collective) {
    const at::Tensor &tensor = tensors.at(0);
    TORCH_CHECK(tensors.size() == 1 && tensor.is_non_overlapping_and_dense(), "NCCL takes one tensor without gaps");
    TORCH_CHECK(tensor.device() == stream.device(), "a tensor on ", tensor.device(), "; this rank's are on ",
                stream.device());
    c10::DeviceGuard guard(tensor.device());
    c10::Event ready(tensor.device().type());
    ready.record(c10::impl::VirtualGuardImpl(tensor.device().type()).getStream(tensor.device()));
    ready.block(stream);
    Result begun = collective(tensor.mutable_data_ptr(), tensor.numel(), type_code(tensor.scalar_type()),
                              stream.native_handle());
    if (begun != Result::success && begun != Result::in_progress)
      communication->abort();
    library().check(begun);
    c10::Event finished(tensor.device().type());
    finished.record(stream);
    return c10::make_intrusive<Travel>(communication, std::move(finished), tensor, timeout);
  }

  c10::intrusive_ptr<Communication> communication;
  c10::Stream stream;
  std::chrono::milliseconds timeout;
};

/// The name by which the ranks find each other: rank 0 makes it, the others read it.
UniqueId shared_id(c10d::Store &store, int rank) {
  const std::string key = "nccl";
  UniqueId id{};
  if (rank == 0) {
    const Library &library = Library::loaded();
    library.check(library.get_unique_id(&id));
    store.set(key, std::vector<uint8_t>(id.bytes, id.bytes + sizeof id.bytes));
  } else {
    std::vector<uint8_t> bytes = store.get(key);
    TORCH_CHECK(bytes.size() == sizeof id.bytes, "rank 0 speaks of another NCCL");
    std::copy(bytes.begin(), bytes.end(), id.bytes);
  }
  return id;
}

} // namespace

void reverie::require_nccl() { Library::loaded(); }

c10::intrusive_ptr<c10d::Backend> reverie::nccl_backend(const c10::intrusive_ptr<c10d::Store> &store,
                                                        c10::Device device, int rank, int size,
                                                        std::chrono::milliseconds timeout) {
  return c10::make_intrusive<NCCLBackend>(shared_id(*store, rank), device, rank, size, timeout);
}
