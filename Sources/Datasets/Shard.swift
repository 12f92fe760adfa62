/// One rank's part of every batch: the batches are those of a single process, cut into even pieces.
public struct Shard: Sendable, Equatable {
  /// All of it.
  public static let whole = Shard(index: 0, count: 1)

  /// Which of the pieces, in 0 ..< `count`.
  public let index: Int
  /// The number of pieces.
  public let count: Int

  /// Piece `index` of `count`.
  public init(index: Int, count: Int) {
    precondition((0..<count).contains(index), "a piece is one of those that there are")
    self.index = index
    self.count = count
  }

  /// The places of a batch of `length` that belong to this piece; pieces differ by one place at most.
  func range(of length: Int) -> Range<Int> {
    (length * index / count)..<(length * (index + 1) / count)
  }
}
