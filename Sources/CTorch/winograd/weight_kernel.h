// The transform of the weight; to be included once for each target.

namespace reverie::REVERIE_TARGET {
namespace {

REVERIE_TARGET_BEGIN

/// Where the kernels of sixteen outputs for one input lie, and whether they are turned by half a circle.
struct Kernels {
  const float *first;
  int64_t apart;
  bool turned;

  template <int side, typename Put> void transform(const Put &put) const {
    Lanes element[lanes];
    for (int64_t lane = 0; lane < lanes; ++lane)
      element[lane] = load_first<9>(first + lane * apart);
    transpose(element);
    if (turned)
      std::reverse(element, element + 9);
    Lanes square[3][3], result[side + 2][side + 2];
    for (int place = 0; place < 9; ++place)
      square[place / 3][place % 3] = element[place];
    both_ways<3, side + 2, Filter<side>::kernel>(square, result);
    for (int place = 0; place < winograd::places_of(side); ++place)
      put(place, result[place / (side + 2)][place % (side + 2)]);
  }
};

/// [places, O / group, I, group]; two neighboring inputs beside each other where the elements have 16 bits.
template <int side, typename T>
void lay_out(const float *weight, int64_t rows, int64_t columns, bool transposed, T *result) {
  constexpr int64_t places = winograd::places_of(side);
  const int64_t inputs = transposed ? rows : columns, outputs = transposed ? columns : rows;
  const int64_t group = winograd::group_of(outputs);
  const int64_t words_down = inputs / per_word<T>;
  in_parallel(outputs / group * words_down, 8, [&](int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; ++row)
      for (int64_t lane = 0; lane < group; lane += lanes) {
        const int64_t output = row / words_down * group + lane, input = row % words_down * per_word<T>;
        T kernels[places][per_word<T>][lanes];
        for (int64_t i = 0; i < per_word<T>; ++i) {
          const int64_t first = transposed ? (input + i) * columns + output : output * columns + input + i;
          const Kernels sixteen{weight + first * 9, transposed ? 9 : columns * 9, transposed};
          sixteen.transform<side>([&](int64_t place, Lanes values) { store(kernels[place][i], values); });
        }
        T *to = result + (row * group + lane) * per_word<T>;
        for (int64_t place = 0; place < places; ++place) {
          const Words beside = words(kernels[place][0]);
          std::memcpy(to + place * inputs * outputs, &beside, sizeof beside);
        }
      }
  });
}

REVERIE_TARGET_END

} // namespace
} // namespace reverie::REVERIE_TARGET
