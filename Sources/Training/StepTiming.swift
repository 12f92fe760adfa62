import Datasets
import Networks
import Torch

/// What a training step costs by itself: on pictures of noise, without reading and decoding.
public enum StepTiming {
  /// The seconds that each of `count` steps takes, after two that nobody counts.
  ///
  /// - Parameter options: the network, its head, the first size, the batch's size, the precision, and what else a step does.
  /// - Throws: `TrainingError` or `NetworkError` for options that do not go together.
  public static func seconds(of options: TrainingOptions, classes: Int, count: Int) throws -> [Double] {
    try options.validate()
    let graph = try Architecture(network: options.network, head: options.head, classes: classes).graph
    let learner = try Learner(graph, classes: classes, options, .single, state: nil)
    let side = options.size(inEpoch: 0)
    var random = SplitMix64(seed: options.seed)
    let clock = ContinuousClock()
    return try (0..<count + 2).map { step in
      let pixels = (0..<options.batchSize * side * side * 3).map { _ in
        UInt8.random(in: 0...255, using: &random)
      }
      let samples = (0..<options.batchSize).map { Sample(path: "", label: $0 % classes) }
      let batch = Batch(pixels: pixels, side: side, samples: samples, broken: [])
      let start = clock.now
      _ = try learner.step(batch, step: step, rate: options.learningRate)
      return (clock.now - start) / .seconds(1)
    }.suffix(count)
  }
}
