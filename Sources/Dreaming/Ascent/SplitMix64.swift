/// A small generator of random numbers: SplitMix64 (Steele, Lea & Flood, "Fast Splittable Pseudorandom Number
/// Generators", 2014).
///
/// Numbers are made from its bits by rules written here, not by the standard library's, which may change: the same
/// seed gives the same dream with every version of Swift and of libtorch.
struct SplitMix64: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }

  /// A whole number in −limit…limit.
  mutating func offset(upTo limit: Int) -> Int {
    let (high, _) = next().multipliedFullWidth(by: UInt64(2 * limit + 1))
    return Int(high) - limit
  }

  /// A number in 0 ..< 1 of 24 bits.
  mutating func unit() -> Float { Float(next() >> 40) * 0x1p-24 }
}
