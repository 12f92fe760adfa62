/// What a run may take of the machine.
public struct TrainingMachine: Sendable {
  /// The processes that share each batch.
  public var ranks: Int
  /// Threads of each that decode batches ahead.
  public var workers: Int
  /// The bytes of memory that each may take, beside what it holds when it starts.
  public var memory: Int

  /// A share of a machine.
  public init(ranks: Int, workers: Int, memory: Int) {
    self.ranks = ranks
    self.workers = workers
    self.memory = memory
  }
}
