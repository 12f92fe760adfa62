/// What is known of a file's size before it is fetched.
public struct ExpectedSize: Sendable, Equatable {
  /// The published size in MiB, rounded to three decimals; `nil` when there is none.
  public let mebibytes: Double?
  /// The most bytes of a file without a published size.
  public let most: Int

  /// A published size, or the most that a file may have.
  public init(mebibytes: Double? = nil, most: Int) {
    self.mebibytes = mebibytes
    self.most = most
  }

  /// Whether a file of `count` bytes can be this one.
  public func canHave(byteCount count: Int) -> Bool {
    guard let mebibytes else { return count <= most }
    // Half a unit of the last decimal, and a little for the rounding of the number itself.
    return abs(Double(count) / 1_048_576 - mebibytes) < 0.00051
  }

  /// The most bytes that a file of this size can have.
  public var byteLimit: Int { mebibytes.map { Int(($0 + 0.00051) * 1_048_576) } ?? most }
}
