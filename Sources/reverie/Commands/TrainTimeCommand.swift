import ArgumentParser
import Foundation
import Torch
import Training

/// `reverie train-time`: times training steps; for Benchmarks/training.py.
struct TrainTimeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train-time",
    abstract: "Time training steps on pictures of noise.",
    discussion: """
      EXAMPLES
        reverie train-time --network resnet50 --size 128 --batch-size 32
        reverie train-time --network vgg16_bn --head pooled --size 64 --threads 1
      """,
    shouldDisplay: false)

  @OptionGroup(title: "Training options") var flags: TrainingFlags
  @OptionGroup var threads: ThreadOption

  @Option(help: "Number of classes.")
  var classes = 101

  @Option(help: "Steps to time.")
  var count = 3

  func run() throws {
    threads.apply()
    let options = try flags.options()
    let seconds = try StepTiming.seconds(of: options, classes: classes, count: count)
    try printJSON(Timing(pictures: options.batchSize.pictures ?? 0, seconds: seconds, memory: peakMemory))
  }

  private struct Timing: Encodable {
    /// The pictures of a step, and the seconds that each took.
    let pictures: Int, seconds: [Double]
    /// The most memory that the program has held, in bytes.
    let memory: Int
  }

  private var peakMemory: Int {
    var usage = rusage()
    #if os(Linux)
      getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
      return usage.ru_maxrss * 1024
    #else
      getrusage(RUSAGE_SELF, &usage)
      return usage.ru_maxrss
    #endif
  }
}
