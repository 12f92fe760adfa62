/// The part of every batch that one of several processes takes.
public struct Shard: Sendable, Equatable {
  /// The number of the process, from 0.
  public let rank: Int
  /// How many processes there are.
  public let count: Int

  /// All of every batch.
  public static let whole = Shard(0, of: 1)

  /// The part of process `rank` of `count`.
  ///
  /// - Precondition: `rank` is one of 0 ..< count.
  public init(_ rank: Int, of count: Int) {
    precondition((0..<count).contains(rank), "ranks are 0 to count − 1")
    self.rank = rank
    self.count = count
  }

  /// The places in a batch of `total` pictures. The parts of all processes are the whole batch, each place once.
  public func places(of total: Int) -> Range<Int> { total * rank / count..<total * (rank + 1) / count }
}
