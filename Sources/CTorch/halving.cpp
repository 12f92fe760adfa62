// The 2×2 max pool after a ReLU, as VGG has it, and its gradient: without the indices that a general pool keeps.
#include "ct_frozen.h"
#include "guarded.h"

#include "parallel.h"
#include <ATen/ops/empty.h>

using namespace reverie;

#if defined(__x86_64__)
#include "lanes.h"

namespace {

/// [N, C, H, W] in memory as [N, H, W, C], and the tensor of half the size.
struct Sizes {
  int64_t pictures, channels, height, width;
  explicit Sizes(const at::Tensor &input)
      : pictures(input.size(0)), channels(input.size(1)), height(input.size(2)), width(input.size(3)) {
    TORCH_CHECK(channels % lanes == 0, "channels come in sixteens");
    TORCH_CHECK(input.is_contiguous(at::MemoryFormat::ChannelsLast), "the tensor is not channels-last");
  }
  int64_t half_height() const { return height / 2; }
  int64_t half_width() const { return width / 2; }
  /// The upper left of the 2×2 that (row, x) of the half-sized tensor stands for; rows go on over the pictures.
  int64_t corner(int64_t row, int64_t x) const {
    return ((row / half_height() * height + row % half_height() * 2) * width + 2 * x) * channels;
  }
};

REVERIE_AVX512_BEGIN

inline Lanes larger(Lanes a, Lanes b) { return b > a ? b : a; }

template <typename T> void halve(const Sizes &sizes, const T *input, T *output) {
  const int64_t right = sizes.channels, down = sizes.width * sizes.channels;
  in_parallel(sizes.pictures * sizes.half_height(), 4, [&](int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; ++row)
      for (int64_t x = 0; x < sizes.half_width(); ++x) {
        const T *from = input + sizes.corner(row, x);
        T *to = output + (row * sizes.half_width() + x) * sizes.channels;
        for (int64_t c = 0; c < sizes.channels; c += lanes)
          store(to + c, larger(larger(load(from + c), load(from + c + right)),
                               larger(load(from + c + down), load(from + c + down + right))));
      }
  });
}

/// The first of the four that equals the maximum takes the gradient.
template <typename T>
void halve_gradient(const Sizes &sizes, const T *gradient, const T *input, const T *output, bool rectified, T *result) {
  const int64_t offsets[4] = {0, sizes.channels, sizes.width * sizes.channels, (sizes.width + 1) * sizes.channels};
  in_parallel(sizes.pictures * sizes.half_height(), 4, [&](int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; ++row)
      for (int64_t x = 0; x < sizes.half_width(); ++x) {
        const int64_t corner = sizes.corner(row, x), half = (row * sizes.half_width() + x) * sizes.channels;
        for (int64_t c = 0; c < sizes.channels; c += lanes) {
          const Lanes maximum = load(output + half + c);
          Lanes left = load(gradient + half + c);
          if (rectified)
            left = maximum > Lanes(0) ? left : Lanes(0);
          for (const int64_t offset : offsets) {
            const auto taken = load(input + corner + offset + c) == maximum;
            store(result + corner + offset + c, taken ? left : Lanes(0));
            left = taken ? Lanes(0) : left;
          }
        }
      }
  });
}

REVERIE_AVX512_END

/// The last odd row and column, which no 2×2 covers.
void clear_border(at::Tensor &tensor, const Sizes &sizes) {
  if (sizes.height % 2)
    tensor.narrow(2, sizes.height - 1, 1).zero_();
  if (sizes.width % 2)
    tensor.narrow(3, sizes.width - 1, 1).zero_();
}

at::Tensor empty_like_pictures(const at::Tensor &input, int64_t height, int64_t width) {
  return at::empty({input.size(0), input.size(1), height, width},
                   input.options().memory_format(at::MemoryFormat::ChannelsLast));
}

} // namespace

bool ct_halving_available(CDType type) { return has_lanes(static_cast<c10::ScalarType>(type)); }
CTensor *ct_halve(CTensor *input, CTorchError *error) {
  return tensor_or_error(error, [&] {
    const at::Tensor from = borrow(input);
    const Sizes sizes(from);
    at::Tensor to = empty_like_pictures(from, sizes.half_height(), sizes.half_width());
    if (from.scalar_type() == at::kFloat)
      halve(sizes, from.const_data_ptr<float>(), to.data_ptr<float>());
    else
      halve(sizes, from.const_data_ptr<at::BFloat16>(), to.data_ptr<at::BFloat16>());
    return to;
  });
}
CTensor *ct_halve_gradient(CTensor *gradient, CTensor *input, CTensor *output, bool rectified, CTorchError *error) {
  return tensor_or_error(error, [&] {
    const at::Tensor arriving = borrow(gradient).contiguous(at::MemoryFormat::ChannelsLast);
    const at::Tensor from = borrow(input), maxima = borrow(output);
    const Sizes sizes(from);
    TORCH_CHECK(arriving.sizes() == maxima.sizes(), "the gradient has another shape than the output");
    at::Tensor result = empty_like_pictures(from, sizes.height, sizes.width);
    clear_border(result, sizes);
    if (from.scalar_type() == at::kFloat)
      halve_gradient(sizes, arriving.const_data_ptr<float>(), from.const_data_ptr<float>(),
                     maxima.const_data_ptr<float>(), rectified, result.data_ptr<float>());
    else
      halve_gradient(sizes, arriving.const_data_ptr<at::BFloat16>(), from.const_data_ptr<at::BFloat16>(),
                     maxima.const_data_ptr<at::BFloat16>(), rectified, result.data_ptr<at::BFloat16>());
    return result;
  });
}
#else
bool ct_halving_available(CDType) { return false; }
CTensor *ct_halve(CTensor *, CTorchError *error) {
  return tensor_or_error(error, []() -> at::Tensor { TORCH_CHECK(false, "not on this processor"); });
}
CTensor *ct_halve_gradient(CTensor *, CTensor *, CTensor *, bool, CTorchError *error) {
  return tensor_or_error(error, []() -> at::Tensor { TORCH_CHECK(false, "not on this processor"); });
}
#endif
