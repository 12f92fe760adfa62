import ArgumentParser
import Foundation
import Torch
import Training

/// `reverie train-time`: times training steps; for Benchmarks/training.py.
struct TrainTimeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train-time",
    abstract: "Time training steps, on pictures of noise or of a folder.",
    discussion: """
      EXAMPLES
        reverie train-time --network resnet50 --size 128 --batch-size 32
        reverie train-time --network vgg16_bn --head pooled --size 64 --threads 1
        reverie train-time --network resnet50 --pictures pictures --workers 2
      """,
    shouldDisplay: false)

  @OptionGroup(title: "Training options") var flags: TrainingFlags
  @OptionGroup var device: DeviceOption
  @OptionGroup var threads: ThreadOption

  @Option(help: "Number of classes.")
  var classes = 101

  @Option(help: "Steps to time.")
  var count = 3

  @Option(help: "Time steps on this folder's pictures, read and decoded as in training.")
  var pictures: String?

  @Option(help: "Threads that decode them.")
  var workers = 1

  func run() throws {
    threads.apply()
    let options = try flags.options()
    let device = try device.device()
    let timing =
      if let pictures {
        try StepTiming(options, pictures: pictures, workers: workers, count: count, device: device)
      } else {
        try StepTiming(options, classes: classes, count: count, device: device)
      }
    try printJSON(
      Times(
        pictures: timing.pictures, seconds: timing.seconds, waited: timing.waited, memory: peakMemory))
  }

  private struct Times: Encodable {
    /// The pictures of a step, the seconds that each took, and those that it waited for its pictures.
    let pictures: Int, seconds: [Double], waited: [Double]
    /// The most memory that the program has held, in bytes.
    let memory: Int
  }

  private var peakMemory: Int {
    #if os(Linux)
      // Not getrusage: there a program starts with the peak of the one that started it.
      let status = FileManager.default.contents(atPath: "/proc/self/status") ?? Data()
      let line = String(decoding: status, as: UTF8.self).split(separator: "\n").first {
        $0.hasPrefix("VmHWM:")
      }
      return (line?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * 1024
    #else
      var usage = rusage()
      getrusage(RUSAGE_SELF, &usage)
      return usage.ru_maxrss
    #endif
  }
}
