public import Torch

/// One of the processes that share a run, and how they agree.
///
/// Each takes its part of every batch; gradients, counts and test results are those of all. A run alone is ``single``.
public struct Replica {
  /// The number of this process, from 0. Number 0 alone writes files.
  public let rank: Int
  /// How many there are.
  public let count: Int
  /// The gradients of a loss to the parameters, averaged over all processes.
  public let gradients: (_ loss: Tensor, _ parameters: [Tensor]) throws -> [Tensor]
  /// The sums of numbers over all processes; as many as are given.
  public let sum: (_ numbers: [Double]) throws -> [Double]
  /// The predictions of all processes, in any order.
  public let gather: (_ predictions: [Prediction]) throws -> [Prediction]

  /// A process among others.
  public init(
    rank: Int, count: Int, gradients: @escaping (Tensor, [Tensor]) throws -> [Tensor],
    sum: @escaping ([Double]) throws -> [Double], gather: @escaping ([Prediction]) throws -> [Prediction]
  ) {
    precondition((0..<count).contains(rank), "ranks are 0 to count − 1")
    self.rank = rank
    self.count = count
    self.gradients = gradients
    self.sum = sum
    self.gather = gather
  }

  /// A run in one process.
  public static var single: Replica {
    Replica(
      rank: 0, count: 1, gradients: { loss, parameters in try loss.gradients(to: parameters) },
      sum: { $0 }, gather: { $0 })
  }
}
