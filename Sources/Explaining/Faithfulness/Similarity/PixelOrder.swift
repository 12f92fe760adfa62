/// The indices of numbers from the largest to the smallest; equal ones stay in the order of their places.
///
/// - Precondition: the numbers are fewer than 2³², and none is NaN.
func descendingOrder(_ values: [Float]) -> [Int] {
  // A number's place under its bits, turned so that they sort as the numbers do: one plain sort, which is stable.
  var keys = values.indices.map { index -> UInt64 in
    let bits = (values[index] + 0).bitPattern
    let ascending = bits >> 31 == 1 ? ~bits : bits | 1 << 31
    return UInt64(~ascending) << 32 | UInt64(index)
  }
  keys.sort()
  return keys.map { Int($0 & 0xFFFF_FFFF) }
}
