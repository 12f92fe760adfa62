// Sixteen numbers at a time, computed in float32 whatever the memory holds, for the instructions that the including file has
// chosen (`avx2.h`, `avx512.h`): to be included by these alone, once for each.

namespace reverie::REVERIE_TARGET {

REVERIE_TARGET_BEGIN

typedef float Lanes __attribute__((ext_vector_type(16)));
/// Sixteen elements of 32 bits, or pairs of 16 bits.
typedef uint32_t Words __attribute__((ext_vector_type(16)));

template <typename T> Lanes load(const T *from);
template <typename T> void store(T *to, Lanes values);

template <> inline Lanes load(const float *from) {
  Lanes values;
  std::memcpy(&values, from, sizeof values);
  return values;
}
template <> inline void store(float *to, Lanes values) { std::memcpy(to, &values, sizeof values); }

/// A word from each column of sixteen, out of one row of float32 or two of bfloat16 that lie one after the other.
inline Words words(const float *rows) {
  Words result;
  std::memcpy(&result, rows, sizeof result);
  return result;
}

/// The first `count` numbers, and zeros.
template <int count> inline Lanes load_first(const float *from) {
  Lanes values = Lanes(0);
  std::memcpy(&values, from, count * sizeof(float));
  return values;
}
template <int count> inline void store_first(float *to, Lanes values) {
  std::memcpy(to, &values, count * sizeof(float));
}

/// A stage of `transpose`: the squares of `side` beside the diagonal change places.
template <int side, typename Rows, int... lane>
inline void exchange(Rows (&rows)[lanes], std::integer_sequence<int, lane...>) {
  for (int64_t row = 0; row < lanes; ++row)
    if ((row & side) == 0) {
      const Rows a = rows[row], b = rows[row + side];
      rows[row] = __builtin_shufflevector(a, b, (lane & side ? lanes + lane - side : lane)...);
      rows[row + side] = __builtin_shufflevector(a, b, (lane & side ? lanes + lane : lane + side)...);
    }
}

/// Sixteen rows of sixteen become columns.
template <typename Rows> inline void transpose(Rows (&rows)[lanes]) {
  constexpr std::make_integer_sequence<int, lanes> all;
  exchange<8>(rows, all);
  exchange<4>(rows, all);
  exchange<2>(rows, all);
  exchange<1>(rows, all);
}

REVERIE_TARGET_END

} // namespace reverie::REVERIE_TARGET
