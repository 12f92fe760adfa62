import Datasets
import Networks
import Testing
import TestSupport
import Torch

@testable import Training

@Suite("A batch in parts")
struct AccumulationTests {
  /// The sum of the parts' gradients is the whole batch's, where no batch norm looks at a whole batch: three steps end with
  /// weights that differ by less than 1e-5 of the largest.
  @Test(arguments: [2, 3, 4]) func theStepIsThatOfTheWholeBatch(parts: Int) throws {
    let (whole, divided) = try (weights(parts: 1), weights(parts: parts))
    let start = try Formula.weights(of: graph)
    for (key, weight) in whole {
      let difference = try Difference(key, #require(divided[key]), weight)
      #expect(difference.relative < 1e-5, "\(difference)")
      #expect(try Difference(key, #require(start[key]), weight).relative > 1e-3, "\(key) did not move")
    }
  }

  /// The first two blocks of VGG11 and one linear layer.
  private var graph: Graph {
    get throws {
      let vgg = try Architecture(network: "vgg11", head: .absent, classes: 0).graph
      let head = [
        Layer(name: "flatten", operation: Flatten(), inputs: ["pool2"]),
        Layer(
          name: "fc", operation: Linear(inputs: 128 * 4 * 4, outputs: 5), inputs: ["flatten"], key: "fc"),
      ]
      return Graph(layers: try vgg.truncated(at: ["pool2"]).layers + head, initialization: .pytorch)
    }
  }

  private func weights(parts: Int) throws -> [String: Tensor] {
    let graph = try graph
    var options = TrainingOptions()
    options.accumulation = parts
    options.precision = .float32
    options.cutmix = 1
    let weights = try Formula.weights(of: graph).mapValues { try $0.clone() }
    let memory = try OptimizerState(graph, weights: weights, options: options, memory: [:]).memory
    let model = try TrainableModel(
      graph, classes: 5, options, .single,
      state: TrainingState(position: .init(), weights: weights, memory: memory, average: [:]))
    for step in 0..<3 { _ = try model.step(batch(step), step: step, rate: 0.01) }
    return try model.weights.mapValues { try $0.detached() }
  }

  /// Eight pictures of noise: a third of them is no whole number.
  private func batch(_ step: Int) throws -> Batch {
    let numbers = try Formula.tensor("batch/\(step)", [8 * 16 * 16 * 3], scale: 1).elements(Float.self)
    return Batch(
      pixels: numbers.map { UInt8(($0 + 1) * 127.5) }, side: 16,
      samples: (0..<8).map { Sample(path: "\($0)", label: (3 * step + $0) % 5) }, broken: [])
  }
}
