// The 2×2 max pool and its gradient; to be included once for each target.

namespace reverie::REVERIE_TARGET {
namespace {

REVERIE_TARGET_BEGIN

inline Lanes larger(Lanes a, Lanes b) { return b > a ? b : a; }

template <typename T> void max_pool(const Sizes &sizes, const T *input, T *output) {
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
void max_pool_gradient(const Sizes &sizes, const T *gradient, const T *input, const T *output, bool relu, T *result) {
  const int64_t offsets[4] = {0, sizes.channels, sizes.width * sizes.channels, (sizes.width + 1) * sizes.channels};
  in_parallel(sizes.pictures * sizes.half_height(), 4, [&](int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; ++row)
      for (int64_t x = 0; x < sizes.half_width(); ++x) {
        const int64_t corner = sizes.corner(row, x), half = (row * sizes.half_width() + x) * sizes.channels;
        for (int64_t c = 0; c < sizes.channels; c += lanes) {
          const Lanes maximum = load(output + half + c);
          Lanes left = load(gradient + half + c);
          if (relu)
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

REVERIE_TARGET_END

} // namespace
} // namespace reverie::REVERIE_TARGET
