/// A small generator of 64-bit random numbers (Steele, Lea & Flood 2014) for choices made outside tensors.
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
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
