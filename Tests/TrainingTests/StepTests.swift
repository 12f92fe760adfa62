import Networks
import Testing
import TestSupport
import Torch

@testable import Training

@Suite("What a step does")
struct StepTests {
  /// One linear layer of two inputs, worked out by hand.
  private let graph = Graph(
    layers: [Layer(name: "fc", operation: Linear(inputs: 2, outputs: 1), inputs: [Layer.input], key: "fc")],
    initialization: .pytorch)

  private func weights() throws -> [String: Tensor] {
    try ["fc.weight": Tensor([Float(1), 2], shape: [1, 2]), "fc.bias": Tensor([Float(3)], shape: [1])]
  }

  @Test func sgdWithNesterovAndDecay() throws {
    var options = TrainingOptions()
    options.momentum = 0.5
    options.weightDecay = 0.1
    let weights = try weights()
    let optimizer = try OptimizerState(graph, weights: weights, options: options, memory: [:])
    let gradients = try [Tensor([Float(1), 0], shape: [1, 2]), Tensor([Float(2)], shape: [1])]
    // g = 1 + 0.1·1 = 1.1, v = 1.1, step = g + 0.5 v = 1.65; the bias has no decay: g = 2, v = 2, step = 3.
    try optimizer.step(gradients: gradients, rate: 0.1)
    let expected: [Float] = [1 - 0.165, 2 - 0.1 * (0.2 + 0.1)]
    let found = try #require(weights["fc.weight"]).elements(Float.self)
    #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-6 })
    let bias = try #require(weights["fc.bias"]).item()
    #expect(abs(bias - 2.7) < 1e-6)
    #expect(Set(optimizer.memory.keys) == ["momentum/fc.weight", "momentum/fc.bias"])
  }

  @Test func adamsFirstStepIsTheRateInTheGradientsDirection() throws {
    var options = TrainingOptions()
    options.optimizer = .adam
    options.weightDecay = 0
    let weights = try weights()
    let optimizer = try OptimizerState(graph, weights: weights, options: options, memory: [:])
    let gradients = try [Tensor([Float(5), -0.01], shape: [1, 2]), Tensor([Float(2)], shape: [1])]
    try optimizer.step(gradients: gradients, rate: 0.1)
    let found = try #require(weights["fc.weight"]).elements(Float.self)
    #expect(zip(found, [Float(0.9), 2.1]).allSatisfy { abs($0 - $1) < 1e-4 })
    #expect(try optimizer.memory["steps/fc.bias"]?.item() == 1)
  }

  /// Convolutions give gradients in another memory order than their weights' when pictures are channels-last.
  @Test func gradientsInAnotherMemoryOrderLandWhereTheyBelong() throws {
    let parameter = try Tensor.zeros([2, 3, 2, 2])
    let values = (0..<24).map(Float.init)
    let gradient = try Tensor(values, shape: [2, 3, 2, 2]).channelsLast()
    try stepSGD(
      parameters: [parameter], gradients: [gradient], momenta: [.zeros([2, 3, 2, 2])], rate: 1, momentum: 0,
      weightDecay: 0, nesterov: false)
    #expect(try parameter.elements(Float.self) == values.map { -$0 })
  }

  @Test func theAverageFollowsFastAtFirst() throws {
    let weight = try Tensor.zeros([1])
    let average = try MovingAverage(decay: 0.99, of: ["w": weight])
    try weight.add(.ones([1]))
    try average.update(from: ["w": weight], step: 0)
    #expect(try abs((average.tensors["w"]?.item() ?? 0) - 0.9) < 1e-6)
    try average.update(from: ["w": weight], step: 1_000_000)
    #expect(try abs((average.tensors["w"]?.item() ?? 0) - 0.901) < 1e-6)
  }

  @Test func mixupBlendsPicturesAndAnswersAlike() throws {
    let pictures = try Tensor([Float(0), 1, 2, 3], shape: [4, 1, 1, 1])
    var random = SplitMix64(seed: 1)
    let batch = try Mixup(alpha: 0.8, classes: 4)(pictures, labels: [0, 1, 2, 3], random: &random)
    let target = try batch.target.elements(Float.self)
    let share = target[0]
    #expect(share >= 0.5 && share < 1)
    #expect(abs(target[3] - (1 - share)) < 1e-6)
    #expect(try abs(batch.pictures.elements(Float.self)[0] - (1 - share) * 3) < 1e-6)
    #expect(try batch.target.sum([1]).elements(Float.self).allSatisfy { abs($0 - 1) < 1e-6 })
  }

  @Test func betaHasItsMeanAndSpread() {
    var random = SplitMix64(seed: 5)
    let draws = (0..<20_000).map { _ in Mixup.symmetricBeta(0.2, using: &random) }
    let mean = draws.reduce(0, +) / 20_000
    let variance = draws.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 20_000
    #expect(abs(mean - 0.5) < 0.02)
    // Var Beta(α, α) = 1 / (4 (2α + 1)).
    #expect(abs(variance - 1 / 5.6) < 0.005)
  }
}
