import Checkpoints
import Foundation
internal import Torch

/// Where a run stands: everything that it takes to go on as if nothing had happened.
struct TrainingState {
  /// The position in the run and the sums of the epoch so far.
  struct Position: Codable, Equatable {
    /// The epoch and the next batch within it, counted from 0.
    var epoch = 0
    var batch = 0
    /// Steps taken in the whole run.
    var step = 0
    /// Sums over the pictures of the epoch so far.
    var metrics = RunningMetrics()
    /// Tells whether the pictures are still the same.
    var pictures = ""

    /// "tally" is what state files have called it from the first.
    private enum CodingKeys: String, CodingKey {
      case epoch, batch, step, pictures
      case metrics = "tally"
    }
  }

  var position: Position
  var weights: [String: Tensor]
  var memory: [String: Tensor]
  var average: [String: Tensor]

  private static let key = "reverie.state"

  /// Writes the state under a temporary name and renames it.
  ///
  /// - Throws: `TrainingError.notFinite`, with the file as it was, when a number in it is not finite.
  func save(to path: String) throws {
    try checkNumbers()
    var tensors: [String: Tensor] = [:]
    for (key, tensor) in weights { tensors["weights/" + key] = tensor }
    for (key, tensor) in memory { tensors["memory/" + key] = tensor }
    for (key, tensor) in average { tensors["average/" + key] = tensor }
    let json = String(decoding: try JSONEncoder().encode(position), as: UTF8.self)
    try Safetensors.write(tensors, metadata: [Self.key: json], to: path)
  }

  /// Weights, memory and average must be finite.
  ///
  /// - Throws: `TrainingError.notFinite`.
  func checkNumbers() throws {
    for tensors in [weights, memory, average] {
      for tensor in tensors.values where try !tensor.detached().sum().item().isFinite {
        throw TrainingError.notFinite
      }
    }
  }

  /// The state of the run in `folder`; `nil` before the first one is written.
  init?(inRun folder: RunFolder) throws {
    guard FileManager.default.fileExists(atPath: folder.statePath) else { return nil }
    try self.init(path: folder.statePath)
  }

  /// Reads a state into memory of its own.
  init(path: String) throws {
    let file = try Safetensors(path: path)
    guard let json = file.metadata[Self.key],
      let position = try? JSONDecoder().decode(Position.self, from: Data(json.utf8))
    else { throw TrainingError.damagedState(file: path, reason: "it says nothing about the run") }
    self.position = position
    weights = [:]
    memory = [:]
    average = [:]
    for name in file.entries.keys {
      let tensor = try file.tensor(name).clone()
      let parts = name.split(separator: "/", maxSplits: 1).map(String.init)
      switch (parts.first, parts.last) {
      case ("weights", let key?): weights[key] = tensor
      case ("memory", let key?): memory[key] = tensor
      case ("average", let key?): average[key] = tensor
      default: throw TrainingError.damagedState(file: path, reason: "it holds an unknown tensor '\(name)'")
      }
    }
  }

  init(position: Position, weights: [String: Tensor], memory: [String: Tensor], average: [String: Tensor]) {
    self.position = position
    self.weights = weights
    self.memory = memory
    self.average = average
  }
}

/// Sums over the pictures of steps.
struct RunningMetrics: Codable, Equatable {
  /// The sum of the losses, each counted for every picture of its batch.
  var loss = 0.0
  /// Pictures whose class got the highest score.
  var correct = 0
  /// Pictures.
  var seen = 0

  /// The mean loss; 0 before the first picture.
  var meanLoss: Double { loss / Double(max(seen, 1)) }
  /// The share of right answers; 0 before the first picture.
  var accuracy: Double { Double(correct) / Double(max(seen, 1)) }

  static func += (a: inout RunningMetrics, b: RunningMetrics) {
    a.loss += b.loss
    a.correct += b.correct
    a.seen += b.seen
  }

  /// What all processes have counted together.
  func total(_ replica: Replica) throws -> RunningMetrics {
    let sums = try replica.sum([loss, Double(correct), Double(seen)])
    return RunningMetrics(loss: sums[0], correct: Int(sums[1]), seen: Int(sums[2]))
  }
}
