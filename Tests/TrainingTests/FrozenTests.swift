import Checkpoints
import Datasets
import Foundation
import Networks
import Testing
import TestSupport
import Torch

@testable import Training

@Suite("Training with a part of the network frozen", .serialized)
struct FrozenTests {
  private let pictures: PictureFolder
  private let scratch: TemporaryFolder

  init() throws {
    pictures = try PictureFolder(picturesPerClass: 10)
    scratch = try TemporaryFolder()
  }

  private func options(views: Int) -> TrainingOptions {
    var options = TrainingOptions()
    options.network = "resnet18"
    options.sizes = [32]
    options.epochs = [2]
    options.batchSize = 6
    options.learningRate = 0.02
    options.headRate = 5
    options.freeze = "layer2"
    options.frozenViews = views
    options.holdOut = 0.2
    options.seed = 3
    options.precision = .float32
    return options
  }

  private func run(_ name: String, _ options: TrainingOptions, stopAfter steps: Int = .max) throws -> (
    outcome: Trainer.Outcome, weights: [String: Tensor], events: [TrainingEvent]
  ) {
    let folder = RunFolder(path: scratch.path(name))
    if !FileManager.default.fileExists(atPath: folder.path) {
      try folder.create(
        RunFolder.Description(
          pictures: pictures.path, options: options, threads: 1, command: "test", version: "0"))
    }
    let trainer = try Trainer(folder, workers: 1)
    var (taken, events) = (0, [TrainingEvent]())
    let outcome = try trainer.run(shouldStop: { taken >= steps }) { event in
      if case .step = event { taken += 1 }
      events.append(event)
    }
    return (outcome, try trainer.model.weights.mapValues { try $0.detached() }, events)
  }

  /// Kept outputs and such that are computed at every step leave the frozen part alone, statistics and all.
  @Test(arguments: [0, 2]) func whatIsFrozenDoesNotMove(views: Int) throws {
    let options = options(views: views)
    let graph = try Architecture(network: "resnet18", classes: 3).graph
    let start = try graph.freshWeights(options)
    let result = try run("frozen\(views)", options)
    #expect(result.outcome == .finished)
    let kept = Set(try graph.truncated(at: ["layer2"]).parameters.map(\.key))
    for parameter in graph.parameters where parameter.role != .batchCount {
      let (before, after) = (try #require(start[parameter.key]), try #require(result.weights[parameter.key]))
      let isSame = try before.elements(Float.self) == after.elements(Float.self)
      #expect(isSame == kept.contains(parameter.key), "\(parameter.key)")
    }
    let keeps = result.events.contains { if case .keeping = $0 { true } else { false } }
    #expect(keeps == (views > 0))
    // The last epoch is tested on the test pictures, whether their outputs are kept or not.
    let reports = result.events.compactMap { if case .epoch(let epoch, _) = $0 { epoch } else { nil } }
    #expect(reports.map(\.tested) == [.holdOut, .test])
  }

  @Test func aStoppedRunGoesOnBitForBit() throws {
    let whole = try run("whole", options(views: 2))
    #expect(try run("parts", options(views: 2), stopAfter: 2).outcome == .stopped)
    let rest = try run("parts", options(views: 2))
    #expect(rest.outcome == .finished)
    for (key, weight) in whole.weights where weight.dtype == .float32 {
      #expect(try weight.elements(Float.self) == #require(rest.weights[key]).elements(Float.self), "\(key)")
    }
  }

  /// Sixty passes leave 0.9^60 of the fresh statistics: they are the batch's.
  @Test func statisticsSettleWithoutLearning() throws {
    let graph = try Architecture(network: "resnet18", classes: 3).graph
    var options = options(views: 0)
    options.freeze = ""
    let model = try TrainableModel(graph, classes: 3, options, .single, state: nil)
    let pixels = try Formula.tensor("pixels", [4 * 32 * 32 * 3], scale: 1).elements(Float.self)
    let batch = Batch(
      pixels: pixels.map { UInt8(($0 + 1) * 127.5) }, side: 32,
      samples: (0..<4).map { Sample(path: "\($0)", label: $0 % 3) }, broken: [])
    let before = try #require(model.weights["conv1.weight"]).elements(Float.self)
    try model.settleStatistics(with: [.pictures(batch)], passes: 60)
    #expect(try #require(model.weights["conv1.weight"]).elements(Float.self) == before)
    let outputs = try withoutGradients {
      try Executor(graph, weights: model.weights).activations(
        of: ["conv1"], batch.pictures(options.normalization))
    }
    let mean = try #require(outputs["conv1"]).mean([0, 2, 3], keepingDimensions: false)
    let difference = try Difference("running mean", #require(model.weights["bn1.running_mean"]), mean)
    #expect(difference.relative < 0.01, "\(difference)")
  }

  @Test func theHeadMovesFaster() throws {
    let graph = try Architecture(network: "resnet18", classes: 3).graph
    func movement(headRate: Double) throws -> (head: Double, body: Double) {
      var options = options(views: 0)
      options.headRate = headRate
      options.freeze = ""
      let weights = try graph.freshWeights(options)
      let optimizer = try OptimizerState(graph, weights: weights, options: options, memory: [:])
      let before = try optimizer.parameters.map { try $0.clone() }
      let gradients = try optimizer.parameters.map { try Tensor.ones($0.shape) }
      try optimizer.step(gradients: gradients, rate: 0.1)
      func moved(_ key: String) throws -> Double {
        let index = try #require(optimizer.keys.firstIndex(of: key))
        return try (before[index] - optimizer.parameters[index]).mean().item()
      }
      return (try moved("fc.bias"), try moved("bn1.bias"))
    }
    let (plain, fast) = (try movement(headRate: 1), try movement(headRate: 10))
    #expect(abs(fast.head / plain.head - 10) < 1e-3 && abs(fast.body / plain.body - 1) < 1e-6)
  }

  @Test(arguments: ["layer2.0.conv1", "fc", "layer9"]) func whatCannotBeFrozenIsRefused(_ layer: String)
    throws
  {
    var options = options(views: 2)
    options.freeze = layer
    #expect(throws: (any Error).self) { try Trainer.check(pictures: pictures.path, options: options) }
    options.freeze = "layer3"
    try Trainer.check(pictures: pictures.path, options: options)
  }
}
