import Datasets
import Networks
import Torch

/// Steps of the real network on pictures of noise, to find out what they cost before a run begins.
struct StepProbe {
  private let learner: Learner
  private let device: Device
  private let side: Int
  private let classes: Int

  /// A network as `options` describe it, on `device`, for square pictures of `side` pixels.
  init(_ options: TrainingOptions, classes: Int, side: Int, device: Device = .cpu) throws {
    let graph = try Architecture(network: options.network, head: options.head, classes: classes).graph
    learner = try Learner(graph, classes: classes, options, .single, device: device, state: nil)
    self.device = device
    self.side = side
    self.classes = classes
  }

  /// The seconds that a step on so many pictures takes, at a learning rate of zero, in another precision than the
  /// options' where one is given.
  func seconds(pictures: Int, in precision: ComputePrecision? = nil) throws -> Double {
    try seconds(noise(pictures), in: precision)
  }

  /// The seconds that a step on a batch takes.
  func seconds(_ batch: Batch, in precision: ComputePrecision? = nil) throws -> Double {
    let learner = precision.map(learner.computing) ?? learner
    let clock = ContinuousClock()
    let start = clock.now
    _ = try learner.step(batch, step: 0, rate: 0)
    try device.synchronize()
    return (clock.now - start) / .seconds(1)
  }

  private func noise(_ pictures: Int) -> Batch {
    var random = SplitMix64(seed: 0)
    let words = (0..<(pictures * side * side * 3 + 7) / 8).map { _ in random.next() }
    let pixels = words.withUnsafeBytes { Array($0.prefix(pictures * side * side * 3)) }
    let samples = (0..<pictures).map { Sample(path: "", label: $0 % classes) }
    return Batch(pixels: pixels, side: side, samples: samples, broken: [])
  }
}
