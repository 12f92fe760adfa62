public import Datasets
import Foundation

/// Whether a cache of pictures would save more time than its making takes, from what a few pictures and a step cost.
public struct CacheBenchmark: Sendable, Equatable, Codable {
  /// The seconds that a picture costs a decoding thread.
  public let loading: LoadingTimes
  /// The seconds of a step for each of its pictures.
  public let step: Double
  /// The threads that decode, and the cores that they and the step share.
  public let workers: Int, cores: Int
  /// The epochs of the run.
  public let epochs: Int
  /// Whether the disk has room for it.
  public let hasRoom: Bool

  /// What an epoch must gain at least.
  private static let clearGain = 0.05

  /// Whether an epoch takes 5 % less with a cache, and all epochs together save more than the cache takes to make.
  ///
  /// Loading takes its share of the step's cores, and the step waits where the decoding threads do not keep up.
  public var pays: Bool {
    func seconds(loading: Double) -> Double { max(step + loading / Double(cores), loading / Double(workers)) }
    let (without, with) = (seconds(loading: loading.file), seconds(loading: loading.cache))
    let saved = without - with
    return hasRoom && saved > Self.clearGain * without
      && saved * Double(epochs) > loading.making / Double(cores)
  }
}

extension CacheBenchmark: CustomStringConvertible {
  /// One line: whether it pays, and what was found.
  public var description: String {
    func milliseconds(_ seconds: Double) -> String { String(format: "%.2f ms", seconds * 1000) }
    let found =
      "a picture takes \(milliseconds(loading.file)) to load and \(milliseconds(loading.cache)) from a cache, "
      + "and its part of a step \(milliseconds(step))"
    return "cache: \(pays ? "on" : "off"), \(found)" + (hasRoom ? "" : "; the disk has no room for one")
  }
}
