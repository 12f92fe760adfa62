// The fake GPU as libtorch sees it: an allocator, a presence, and the operations, which are the processor's.

#include "memory.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/EmptyTensor.h>
#include <ATen/detail/CUDAHooksInterface.h>
#include <ATen/ops/_reshape_alias_native.h>
#include <ATen/ops/as_strided_native.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/unfold_native.h>
#include <ATen/ops/view_native.h>
#include <c10/core/CachingDeviceAllocator.h>
#include <c10/core/DeviceGuard.h>
#include <c10/core/impl/VirtualGuardImpl.h>
#include <torch/library.h>

#include <cstring>

using fake_cuda::Memory;

namespace {

c10::Device current_device() { return c10::impl::VirtualGuardImpl(c10::DeviceType::CUDA).getDevice(); }

void give_back(void *start) { Memory::shared().give(start); }

struct Allocator final : c10::DeviceAllocator {
  c10::DataPtr allocate(size_t bytes) override {
    void *start = bytes ? Memory::shared().take(bytes) : nullptr;
    return {start, start, start ? &give_back : &c10::detail::deleteNothing, current_device()};
  }
  c10::DeleterFnPtr raw_deleter() const override { return &give_back; }
  void copy_data(void *, const void *, size_t) const override { TORCH_CHECK(false, "not of the fake GPU"); }
  bool initialized() override { return true; }
  void emptyCache(c10::MempoolId_t) override {}
  void recordStream(const c10::DataPtr &, c10::Stream) override {}
  c10::CachingDeviceAllocator::DeviceStats getDeviceStats(c10::DeviceIndex) override { return {}; }
  void resetAccumulatedStats(c10::DeviceIndex) override {}
  void resetPeakStats(c10::DeviceIndex) override {}
  std::pair<size_t, size_t> getMemoryInfo(c10::DeviceIndex) override { return {size_t(3) << 30, size_t(4) << 30}; }
};

Allocator allocator;
REGISTER_ALLOCATOR(c10::DeviceType::CUDA, &allocator)

/// libtorch looks for this name.
struct CUDAHooks final : at::CUDAHooksInterface {
  CUDAHooks(at::CUDAHooksArgs) {}
  void init() const override {}
  bool hasCUDA() const override { return true; }
  bool isBuilt() const override { return true; }
  bool isAvailable() const override { return true; }
  bool hasPrimaryContext(c10::DeviceIndex) const override { return true; }
  c10::DeviceIndex deviceCount() const override { return c10::impl::VirtualGuardImpl(at::kCUDA).deviceCount(); }
  int getNumGPUs() const override { return deviceCount(); }
  c10::DeviceIndex current_device() const override { return ::current_device().index(); }
  c10::DeviceIndex getCurrentDevice() const override { return current_device(); }
  const at::Generator &getDefaultGenerator(c10::DeviceIndex) const override {
    static at::Generator generator = at::make_generator<at::CPUGeneratorImpl>();
    return generator;
  }
};

} // namespace

namespace at {
REGISTER_CUDA_HOOKS(CUDAHooks)
}

namespace {

// MARK: - The operations

at::Tensor tensor_over(c10::Storage storage, c10::DispatchKey key, const at::Tensor &form) {
  auto tensor = at::detail::make_tensor<c10::TensorImpl>(std::move(storage), c10::DispatchKeySet(key), form.dtype());
  tensor.unsafeGetTensorImpl()->set_sizes_and_strides(form.sizes(), form.strides(), form.storage_offset());
  return tensor;
}

/// The tensors of one call, as the processor's over the same memory, which is open as long as this lives.
class Borrowing {
public:
  Borrowing(const c10::OperatorHandle &op) : name(c10::toString(op.operator_name())), copies(op.schema().name() == "aten::copy_") {}
  ~Borrowing() {
    for (void *start : opened)
      Memory::shared().close(start);
  }

  c10::IValue on_host(const c10::IValue &value) {
    if (value.isTensor())
      return on_host(value.toTensor());
    if (value.isTensorList()) {
      c10::List<at::Tensor> list;
      for (const at::Tensor &tensor : value.toTensorVector())
        list.push_back(on_host(tensor));
      return list;
    }
    if (value.isOptionalTensorList()) {
      c10::List<std::optional<at::Tensor>> list;
      for (const std::optional<at::Tensor> &tensor : value.toOptionalTensorVector())
        list.push_back(tensor ? std::optional(on_host(*tensor)) : std::nullopt);
      return list;
    }
    if (value.isDevice() && value.toDevice().is_cuda())
      return c10::Device(c10::DeviceType::CPU);
    return value;
  }

  c10::IValue on_device(const c10::IValue &value) {
    if (value.isTensor())
      return on_device(value.toTensor());
    if (value.isTensorList()) {
      c10::List<at::Tensor> list;
      for (const at::Tensor &tensor : value.toTensorVector())
        list.push_back(on_device(tensor));
      return list;
    }
    return value;
  }

private:
  at::Tensor on_host(const at::Tensor &tensor) {
    if (!tensor.defined())
      return tensor;
    if (tensor.is_cpu()) {
      // As on a real one: a number may come from the processor, nothing larger.
      TORCH_CHECK(copies || tensor.dim() == 0, "Expected all tensors to be on the same device, but ", name,
                  " got one of shape ", tensor.sizes(), " on the processor");
      return tensor;
    }
    TORCH_CHECK(!home || home == tensor.device(), name, " got tensors of two devices");
    home = tensor.device();
    void *start = tensor.storage().mutable_data();
    if (!start) {
      // Kernels make room for a result where there is none.
      pairs.emplace_back(at::empty(tensor.sizes(), tensor.options().device(c10::DeviceType::CPU)), tensor);
      return pairs.back().first;
    }
    Memory::shared().open(start);
    opened.push_back(start);
    c10::Storage storage(c10::Storage::use_byte_size_t(), tensor.storage().nbytes(),
                         c10::DataPtr(start, c10::Device(c10::DeviceType::CPU)));
    at::Tensor host = tensor_over(std::move(storage), c10::DispatchKey::CPU, tensor);
    pairs.emplace_back(host, tensor);
    return host;
  }

  at::Tensor on_device(const at::Tensor &host) {
    if (!host.defined())
      return host;
    for (auto &[borrowed, tensor] : pairs)
      if (borrowed.is_same(host)) {
        if (borrowed.sizes() != tensor.sizes())
          take_over(tensor, copied(host));
        return tensor;
      }
    return home ? copied(host) : host;
  }

  static void take_over(const at::Tensor &tensor, const at::Tensor &result) {
    c10::TensorImpl *form = tensor.unsafeGetTensorImpl();
    form->set_storage_keep_dtype(result.storage());
    form->set_sizes_and_strides(result.sizes(), result.strides(), result.storage_offset());
  }

  at::Tensor copied(const at::Tensor &host) {
    c10::DeviceGuard guard(*home);
    size_t bytes = host.storage().nbytes();
    c10::Storage storage(c10::Storage::use_byte_size_t(), bytes, &allocator);
    if (void *start = storage.mutable_data()) {
      Memory::shared().open(start);
      std::memcpy(start, host.storage().data(), bytes);
      Memory::shared().close(start);
    }
    return tensor_over(std::move(storage), c10::DispatchKey::CUDA, host);
  }

  std::string name;
  bool copies;
  std::optional<c10::Device> home;
  std::vector<void *> opened;
  std::vector<std::pair<at::Tensor, at::Tensor>> pairs;
};

/// Runs the processor's kernel over the fake GPU's memory.
void run_on_host(const c10::OperatorHandle &op, c10::DispatchKeySet, torch::jit::Stack *stack) {
  Borrowing borrowing(op);
  const size_t arguments = op.schema().arguments().size(), results = op.schema().returns().size();
  for (size_t i = stack->size() - arguments; i < stack->size(); ++i)
    (*stack)[i] = borrowing.on_host((*stack)[i]);
  op.redispatchBoxed(c10::DispatchKeySet(c10::DispatchKey::CPU), stack);
  for (size_t i = stack->size() - results; i < stack->size(); ++i)
    (*stack)[i] = borrowing.on_device((*stack)[i]);
}

at::Tensor empty(c10::IntArrayRef size, std::optional<at::ScalarType> type, std::optional<at::Layout>,
                 std::optional<at::Device> device, std::optional<bool>, std::optional<at::MemoryFormat> format) {
  c10::DeviceGuard guard(device ? *device : current_device());
  return at::detail::empty_generic(size, &allocator, c10::DispatchKeySet(c10::DispatchKey::CUDA),
                                   c10::dtype_or_default(type), format);
}

at::Tensor empty_strided(c10::IntArrayRef size, c10::IntArrayRef strides, std::optional<at::ScalarType> type,
                         std::optional<at::Layout>, std::optional<at::Device> device, std::optional<bool>) {
  c10::DeviceGuard guard(device ? *device : current_device());
  return at::detail::empty_strided_generic(size, strides, &allocator, c10::DispatchKeySet(c10::DispatchKey::CUDA),
                                           c10::dtype_or_default(type));
}

TORCH_LIBRARY_IMPL(_, CUDA, library) { library.fallback(torch::CppFunction::makeFromBoxedFunction<&run_on_host>()); }

TORCH_LIBRARY_IMPL(aten, CUDA, library) {
  library.impl("empty.memory_format", empty);
  library.impl("empty_strided", empty_strided);
  // Views share their memory.
  library.impl("as_strided", at::native::as_strided_tensorimpl);
  library.impl("view", at::native::view);
  library.impl("_reshape_alias", at::native::_reshape_alias);
  library.impl("unfold", at::native::unfold);
  // Those that would look for a kernel of the real library's instead of coming by the fallback.
  for (const char *name : {"copy_", "convolution", "convolution_backward"})
    library.impl(name, torch::CppFunction::makeFromBoxedFunction<&run_on_host>());
}

} // namespace
