/// A small generator of 64-bit random numbers for choices made outside tensors: SplitMix64 (Steele, Lea & Flood, "Fast
/// Splittable Pseudorandom Number Generators", 2014).
///
/// A generator made from a seed and the coordinates of a choice, as (seed, epoch, picture), needs no state to be kept:
/// the same choice comes out whenever it is asked for.
public struct SplitMix64: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// A generator for the choice at `coordinates` under `seed`.
  public init(seed: UInt64, _ coordinates: UInt64...) {
    state = seed
    for coordinate in coordinates { state = next() ^ coordinate }
  }

  /// The next number, any of the 2⁶⁴.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }
}

// Made by rules written here, not by the standard library's, which may change with the version of Swift.
extension SplitMix64 {
  /// A whole number in −limit…limit, all equally likely.
  public mutating func offset(upTo limit: Int) -> Int {
    let (high, _) = next().multipliedFullWidth(by: UInt64(2 * limit + 1))
    return Int(high) - limit
  }

  /// A number in 0 ..< 1 of 24 bits.
  public mutating func unit() -> Float { Float(next() >> 40) * 0x1p-24 }
}
