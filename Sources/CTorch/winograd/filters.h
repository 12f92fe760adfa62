// The transforms of Winograd's minimal filtering F(m, 3) along one side of a tile; to be included once for each target.
//
// Each product belongs to a point at which polynomials are multiplied: 0, ±1 and ∞ for F(2, 3); 0, ±√½, ±√2 and ∞ for F(4, 3).
// The customary 0, ±1, ±2 lose more digits: at 256 channels a relative error of 3.2e-6 and at worst 5e-5 in float32, these
// 1.4e-6 and 7e-6, the direct form 2.6e-7 and 1e-6 (worked out in NumPy).

namespace reverie::REVERIE_TARGET {

REVERIE_TARGET_BEGIN

template <int side> struct Filter;

template <> struct Filter<2> {
  /// Bᵀ: 4 inputs.
  static void inputs(const Lanes *d, Lanes *to) {
    to[0] = d[0] - d[2];
    to[1] = d[1] + d[2];
    to[2] = d[2] - d[1];
    to[3] = d[1] - d[3];
  }
  /// G: a kernel of 3.
  static void kernel(const Lanes *g, Lanes *to) {
    to[0] = g[0];
    to[1] = (g[0] + g[1] + g[2]) * 0.5f;
    to[2] = (g[0] - g[1] + g[2]) * 0.5f;
    to[3] = g[2];
  }
  /// Aᵀ: 4 products to 2 outputs.
  static void outputs(const Lanes *p, Lanes *to) {
    to[0] = p[0] + p[1] + p[2];
    to[1] = p[1] - p[2] - p[3];
  }
  /// A: the gradients of 2 outputs.
  static void gradients(const Lanes *y, Lanes *to) {
    to[0] = y[0];
    to[1] = y[0] + y[1];
    to[2] = y[0] - y[1];
    to[3] = -y[1];
  }
  /// Gᵀ: the sums of products to the gradient of a kernel.
  static void sums(const Lanes *s, Lanes *to) {
    to[0] = s[0] + (s[1] + s[2]) * 0.5f;
    to[1] = (s[1] - s[2]) * 0.5f;
    to[2] = (s[1] + s[2]) * 0.5f + s[3];
  }
};

template <> struct Filter<4> {
  /// √½ and √2, the inner and the outer point.
  static constexpr float a = 0.70710678f, b = 1.41421356f;

  static void inputs(const Lanes *d, Lanes *to) {
    const Lanes inner = d[4] - 2.f * d[2], outer = d[4] - 0.5f * d[2];
    const Lanes inner_odd = a * (d[3] - 2.f * d[1]), outer_odd = b * (d[3] - 0.5f * d[1]);
    to[0] = d[0] - 2.5f * d[2] + d[4];
    to[1] = inner + inner_odd;
    to[2] = inner - inner_odd;
    to[3] = outer + outer_odd;
    to[4] = outer - outer_odd;
    to[5] = d[1] - 2.5f * d[3] + d[5];
  }
  static void kernel(const Lanes *g, Lanes *to) {
    const Lanes inner = (g[0] + 0.5f * g[2]) * (-1 / 1.5f), outer = (g[0] + 2.f * g[2]) * (1 / 6.f);
    const Lanes inner_odd = g[1] * (-a / 1.5f), outer_odd = g[1] * (b / 6.f);
    to[0] = g[0];
    to[1] = inner + inner_odd;
    to[2] = inner - inner_odd;
    to[3] = outer + outer_odd;
    to[4] = outer - outer_odd;
    to[5] = g[2];
  }
  static void outputs(const Lanes *p, Lanes *to) {
    const Lanes inner = p[1] + p[2], inner_odd = a * (p[1] - p[2]);
    const Lanes outer = p[3] + p[4], outer_odd = b * (p[3] - p[4]);
    to[0] = p[0] + inner + outer;
    to[1] = inner_odd + outer_odd;
    to[2] = 0.5f * inner + 2.f * outer;
    to[3] = 0.5f * inner_odd + 2.f * outer_odd + p[5];
  }
  static void gradients(const Lanes *y, Lanes *to) {
    const Lanes inner = y[0] + 0.5f * y[2], inner_odd = a * (y[1] + 0.5f * y[3]);
    const Lanes outer = y[0] + 2.f * y[2], outer_odd = b * (y[1] + 2.f * y[3]);
    to[0] = y[0];
    to[1] = inner + inner_odd;
    to[2] = inner - inner_odd;
    to[3] = outer + outer_odd;
    to[4] = outer - outer_odd;
    to[5] = y[3];
  }
  static void sums(const Lanes *s, Lanes *to) {
    const Lanes inner = (s[1] + s[2]) * (-1 / 1.5f), outer = (s[3] + s[4]) * (1 / 6.f);
    to[0] = s[0] + inner + outer;
    to[1] = (s[1] - s[2]) * (-a / 1.5f) + (s[3] - s[4]) * (b / 6.f);
    to[2] = 0.5f * inner + 2.f * outer + s[5];
  }
};

/// A transform along both sides of a square.
template <int from, int to, void transform(const Lanes *, Lanes *)>
inline void both_ways(const Lanes (&square)[from][from], Lanes (&result)[to][to]) {
  Lanes columns[from][to];
  for (int x = 0; x < from; ++x) {
    Lanes column[from];
    for (int y = 0; y < from; ++y)
      column[y] = square[y][x];
    transform(column, columns[x]);
  }
  for (int y = 0; y < to; ++y) {
    Lanes row[from];
    for (int x = 0; x < from; ++x)
      row[x] = columns[x][y];
    transform(row, result[y]);
  }
}

REVERIE_TARGET_END

} // namespace reverie::REVERIE_TARGET
