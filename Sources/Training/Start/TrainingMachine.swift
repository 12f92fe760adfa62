public import Torch

/// What a run may take of the machine.
public struct TrainingMachine: Sendable {
  /// The processes that share each batch.
  public var ranks: Int
  /// The cores that each has, and its threads that decode batches ahead.
  public var cores: Int, workers: Int
  /// The bytes of memory that each may take, beside what it holds when it starts.
  public var memory: Int
  /// Where the network is trained.
  public var device: Device

  /// A share of a machine.
  public init(ranks: Int, cores: Int, workers: Int, memory: Int, device: Device = .cpu) {
    self.ranks = ranks
    self.cores = cores
    self.workers = workers
    self.memory = memory
    self.device = device
  }
}
