// The transform of the weight; to be included once for each target.

namespace reverie::REVERIE_TARGET {
namespace {

REVERIE_TARGET_BEGIN

/// Where the kernels of sixteen outputs for one input lie, and whether they are turned by half a circle.
struct Kernels {
  const float *first;
  int64_t apart;
  bool turned;

  template <typename Put> void transform(const Put &put) const {
    Lanes element[lanes];
    for (int64_t lane = 0; lane < lanes; ++lane)
      element[lane] = load_first<9>(first + lane * apart);
    transpose(element);
    if (turned)
      std::reverse(element, element + 9);
    Lanes down[4][3];
    for (int64_t x = 0; x < 3; ++x) {
      const Lanes a = element[x], b = element[3 + x], c = element[6 + x];
      down[0][x] = a;
      down[1][x] = (a + b + c) * 0.5f;
      down[2][x] = (a - b + c) * 0.5f;
      down[3][x] = c;
    }
    for (int64_t y = 0; y < 4; ++y) {
      const Lanes a = down[y][0], b = down[y][1], c = down[y][2];
      put(4 * y, a);
      put(4 * y + 1, (a + b + c) * 0.5f);
      put(4 * y + 2, (a - b + c) * 0.5f);
      put(4 * y + 3, c);
    }
  }
};

/// [16, O / group, I, group]; two neighbouring inputs beside each other where the elements have 16 bits.
template <typename T>
void lay_out(const float *weight, int64_t rows, int64_t columns, bool transposed, T *result) {
  const int64_t inputs = transposed ? rows : columns, outputs = transposed ? columns : rows;
  const int64_t group = winograd::group_of(outputs);
  const int64_t words_down = inputs / per_word<T>;
  in_parallel(outputs / group * words_down, 8, [&](int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; ++row)
      for (int64_t lane = 0; lane < group; lane += lanes) {
        const int64_t output = row / words_down * group + lane, input = row % words_down * per_word<T>;
        T kernels[winograd::places][per_word<T>][lanes];
        for (int64_t i = 0; i < per_word<T>; ++i) {
          const int64_t first = transposed ? (input + i) * columns + output : output * columns + input + i;
          const Kernels sixteen{weight + first * 9, transposed ? 9 : columns * 9, transposed};
          sixteen.transform([&](int64_t place, Lanes values) { store(kernels[place][i], values); });
        }
        T *to = result + (row * group + lane) * per_word<T>;
        for (int64_t place = 0; place < winograd::places; ++place) {
          const Words beside = words(kernels[place][0]);
          std::memcpy(to + place * inputs * outputs, &beside, sizeof beside);
        }
      }
  });
}

REVERIE_TARGET_END

} // namespace
} // namespace reverie::REVERIE_TARGET
