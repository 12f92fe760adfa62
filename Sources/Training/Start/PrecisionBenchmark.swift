import Foundation
public import Networks
import Torch

/// The times of float32 and of bfloat16 in a few steps of the real network, on pictures of noise.
///
/// Both run in turn on the same weights, so that what else the machine does slows both; the fastest step of each counts.
/// A convolution alone runs first: where bfloat16 is far slower in it, as on processors without instructions for it,
/// the network is spared.
public struct PrecisionBenchmark: Sendable, Equatable, Codable {
  /// What was timed.
  public enum Course: Sendable, Equatable, Codable {
    /// A convolution alone.
    case convolution
    /// A training step on so many pictures of so many pixels a side.
    case step(pictures: Int, size: Int)
  }

  /// What was timed.
  public let course: Course
  /// The seconds that it takes in float32, and in bfloat16.
  public let float32: Double, bfloat16: Double

  /// The faster type; float32, which has more digits, where they are within 5 % of each other.
  public var winner: ComputePrecision { float32 > Self.clearLead * bfloat16 ? .bfloat16 : .float32 }

  private static let clearLead = 1.05
  /// A convolution that is slower by more than this settles it.
  private static let hopeless = 4.0
  /// What a step in float32 should take at most, in seconds.
  private static let longestStep = 0.5
  private static let rounds = 3
  /// After so many seconds no further round begins, on a machine that is busy with other things.
  private static let patience = 4.0

  init(course: Course, float32: Double, bfloat16: Double) {
    self.course = course
    self.float32 = float32
    self.bfloat16 = bfloat16
  }

  /// Times both at the largest size of a run; a few seconds.
  ///
  /// - Returns: `nil` when there is none: all sizes are so small that they are computed in float32 in any case.
  /// - Throws: `TrainingError`, `NetworkError` or `TorchError`.
  init?(_ options: TrainingOptions, classes: Int, mostPictures: Int, device: Device = .cpu) throws {
    let graph = try Architecture(network: options.network, head: options.head, classes: classes).graph
    let sizes = options.sizes.filter { !graph.convolvesSinglePixels(side: $0) }
    guard let size = sizes.max() else { return nil }
    let (float32, bfloat16) = try Self.alternately {
      try Self.convolutionSeconds(in: $0 == .bfloat16 ? .bfloat16 : .float32, on: device)
    }
    guard bfloat16 < Self.hopeless * float32 else {
      self.init(course: .convolution, float32: float32, bfloat16: bfloat16)
      return
    }
    let probe = try StepTimer(options, classes: classes, side: size, device: device)
    _ = try probe.seconds(pictures: 2, in: .float32)
    let room = Self.longestStep / (try probe.seconds(pictures: 2, in: .float32))
    let pictures = max(2, min(mostPictures, Int(min(2 * room, 65536))))
    let steps = try Self.alternately { try probe.seconds(pictures: pictures, in: $0) }
    self.init(
      course: .step(pictures: pictures, size: size), float32: steps.float32, bfloat16: steps.bfloat16)
  }

  /// The fastest of some runs in each type, in turn, after one that nobody counts.
  private static func alternately(
    _ seconds: (ComputePrecision) throws -> Double
  ) rethrows -> (float32: Double, bfloat16: Double) {
    var fastest = (float32: Double.infinity, bfloat16: Double.infinity)
    let clock = ContinuousClock()
    let start = clock.now
    for round in 0...rounds where round < 2 || (clock.now - start) / .seconds(1) < patience {
      let times = (float32: try seconds(.float32), bfloat16: try seconds(.bfloat16))
      guard round > 0 else { continue }
      fastest.float32 = min(fastest.float32, times.float32)
      fastest.bfloat16 = min(fastest.bfloat16, times.bfloat16)
    }
    return fastest
  }

  /// The seconds of a 3×3 convolution of 64 channels and its gradient to the weight.
  private static func convolutionSeconds(in dtype: DType, on device: Device) throws(TorchError) -> Double {
    let pictures = try Tensor.full([2, 64, 32, 32], 0.5, device: device).channelsLast().to(dtype)
    let weight = try Tensor.full([64, 64, 3, 3], 0.01, device: device)
    try weight.requireGradient()
    let clock = ContinuousClock()
    let start = clock.now
    let output = try pictures.convolved(weight.to(dtype), bias: nil, stride: (1, 1), padding: (1, 1))
    _ = try output.to(.float32).sum().gradients(to: [weight])
    try device.synchronize()
    return (clock.now - start) / .seconds(1)
  }
}

extension PrecisionBenchmark: CustomStringConvertible {
  /// One line: which won, and by how much.
  public var description: String {
    let ratio = max(float32 / bfloat16, bfloat16 / float32)
    let lead = String(format: ratio < 9.95 ? "%.1f" : "%.0f", ratio)
    let found =
      switch (winner, ratio < Self.clearLead) {
      case (.bfloat16, _): "\(lead) times as fast as float32"
      case (_, true): "within 5 % of bfloat16, and with more digits"
      default: "\(lead) times as fast as bfloat16"
      }
    let course =
      switch course {
      case .convolution: "in a convolution"
      case .step(let pictures, let size): "in steps of \(pictures) pictures of \(size) pixels a side"
      }
    return "precision: \(winner.rawValue), \(found) \(course)"
  }
}
