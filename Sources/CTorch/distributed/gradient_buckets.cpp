#include "process_group.h"

#include <ATen/ops/empty.h>
#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/autograd.h>

using namespace reverie;

namespace {

/// Gradients that lie side by side and travel together.
struct Bucket {
  at::Tensor memory;
  size_t size = 0;
  size_t missing = 0;
  c10::intrusive_ptr<c10d::Work> work;
};

/// As in PyTorch's DistributedDataParallel (Li et al., "PyTorch Distributed", VLDB 2020): parameters are put into
/// buckets from the last to the first, the order in which the backward pass comes by, and a small first bucket lets the
/// network start early. Buckets leave in their order on every rank.
class GradientBuckets : public c10::intrusive_ptr_target {
public:
  GradientBuckets(c10::intrusive_ptr<ProcessGroup> group, std::vector<at::Tensor> parameters, size_t bucket_bytes)
      : group(std::move(group)), parameters(std::move(parameters)) {
    lay_out(bucket_bytes);
    for (size_t i = 0; i < this->parameters.size(); ++i)
      hooks.push_back(this->parameters[i].register_hook([this, i](const at::Tensor &gradient) {
        if (listening)
          take(i, gradient);
      }));
  }

  ~GradientBuckets() override {
    for (size_t i = 0; i < hooks.size(); ++i)
      parameters[i].remove_hook(hooks[i]);
  }

  std::vector<at::Tensor> sum(std::optional<at::Tensor> output, std::vector<at::Tensor> carried) {
    this->carried = std::move(carried);
    next = 0;
    for (Bucket &bucket : buckets) {
      bucket.missing = bucket.size;
      bucket.work.reset();
    }
    if (output) {
      listening = true;
      auto stop = [](bool *flag) { *flag = false; };
      std::unique_ptr<bool, decltype(stop)> until_the_end(&listening, stop);
      torch::autograd::grad({*output}, parameters);
    } else {
      for (size_t i = parameters.size(); i-- > 0;)
        take(i, std::nullopt);
    }
    for (Bucket &bucket : buckets)
      bucket.work->wait();
    return views;
  }

  size_t count() const { return buckets.size(); }
  size_t parameter_count() const { return parameters.size(); }

private:
  static constexpr size_t first_bytes = 1 << 20;

  void lay_out(size_t bucket_bytes) {
    places.resize(parameters.size());
    std::vector<int64_t> lengths;
    for (size_t i = parameters.size(); i-- > 0;) {
      size_t room = std::min(buckets.size() == 1 ? first_bytes : bucket_bytes, bucket_bytes);
      if (buckets.empty() || lengths.back() * parameters[i].element_size() >= room) {
        buckets.emplace_back();
        lengths.push_back(0);
      }
      places[i] = buckets.size() - 1;
      buckets.back().size += 1;
      lengths.back() += parameters[i].numel();
    }
    for (size_t b = 0; b < buckets.size(); ++b)
      buckets[b].memory = at::empty({lengths[b]}, parameters.back().options().requires_grad(false));
    views.resize(parameters.size());
    std::vector<int64_t> filled(buckets.size());
    for (size_t i = parameters.size(); i-- > 0;) {
      int64_t length = parameters[i].numel();
      views[i] = buckets[places[i]].memory.narrow(0, filled[places[i]], length).view(parameters[i].sizes());
      filled[places[i]] += length;
    }
  }

  /// Called by the backward pass as soon as the gradient of parameter `i` is there.
  void take(size_t i, const std::optional<at::Tensor> &gradient) {
    c10::NoGradGuard no_recording;
    if (gradient)
      views[i].copy_(*gradient);
    else
      views[i].zero_();
    if (!carried.empty())
      views[i].add_(carried[i]);
    buckets[places[i]].missing -= 1;
    for (; next < buckets.size() && buckets[next].missing == 0; ++next)
      buckets[next].work = group->sum(buckets[next].memory);
  }

  c10::intrusive_ptr<ProcessGroup> group;
  std::vector<at::Tensor> parameters;
  std::vector<at::Tensor> views;
  std::vector<at::Tensor> carried;
  std::vector<size_t> places;
  std::vector<unsigned> hooks;
  std::vector<Bucket> buckets;
  size_t next = 0;
  bool listening = false;
};

GradientBuckets &buckets_of(CGradientBuckets *buckets) { return *reinterpret_cast<GradientBuckets *>(buckets); }

} // namespace

void ct_gradient_buckets_release(CGradientBuckets *buckets) {
  c10::raw::intrusive_ptr::decref(&buckets_of(buckets));
}
CGradientBuckets *ct_gradient_buckets(CProcessGroup *group, CTensor *const *parameters, size_t count,
                                      size_t bucket_bytes, CTorchError *error) {
  return guarded(error, static_cast<CGradientBuckets *>(nullptr), [&] {
    return reinterpret_cast<CGradientBuckets *>(
        c10::make_intrusive<GradientBuckets>(borrow(group), borrow_list(parameters, count), bucket_bytes).release());
  });
}
bool ct_summed_gradients(CGradientBuckets *buckets, CTensor *output, CTensor *const *carried, CTensor **gradients,
                         CTorchError *error) {
  return done_or_error(error, [&] {
    c10::NoGradGuard no_recording;
    GradientBuckets &list = buckets_of(buckets);
    auto sums = list.sum(borrow_optional(output),
                         carried ? borrow_list(carried, list.parameter_count()) : std::vector<at::Tensor>());
    for (size_t i = 0; i < sums.size(); ++i)
      gradients[i] = hand_over(std::move(sums[i]));
  });
}
size_t ct_gradient_bucket_count(CGradientBuckets *buckets) { return buckets_of(buckets).count(); }
