import TestSupport
import Testing
import Torch

@testable import Networks

/// Operations one by one: windows of every kind, and the ways back that are written by hand beside libtorch's.
@Suite struct OperationTests {
  private static let operations: [any Networks.Operation] = [
    Convolution(inputs: 4, outputs: 6, kernel: 3, stride: 2, padding: 1, groups: 2),
    Convolution(inputs: 4, outputs: 8, kernel: 3, padding: 2, dilation: 2, hasBias: false),
    Convolution(inputs: 4, outputs: 4, kernel: 3, padding: 1, groups: 4),
    Convolution(
      inputs: 4, outputs: 5,
      window: Window(
        vertical: Window.Axis(kernel: 1, stride: 2), horizontal: Window.Axis(kernel: 5, before: 2, after: 2)
      )),
    Convolution(
      inputs: 4, outputs: 5,
      window: Window(
        vertical: Window.Axis(kernel: 3, before: 0, after: 2),
        horizontal: Window.Axis(kernel: 2, stride: 2, before: 1, after: 0))),
    MaxPool(Window(kernel: 3, stride: 2, padding: 1, dilation: 2)),
    MaxPool(kernel: 2, stride: 2),
    MaxPool(
      Window(
        vertical: Window.Axis(kernel: 3, stride: 2, before: 0, after: 1),
        horizontal: Window.Axis(kernel: 2, stride: 1))),
    AveragePool(Window(kernel: 3, stride: 2, padding: 1), ceiling: true, countsPadding: false),
    AveragePool(
      Window(
        vertical: Window.Axis(kernel: 2, stride: 2, before: 1, after: 0),
        horizontal: Window.Axis(kernel: 3, stride: 2)), countsPadding: false),
    AdaptiveAveragePool(height: 2, width: 3), BatchNorm(channels: 4), ReLU(), Softmax(), Flatten(), SiLU(),
  ]

  /// A layer alone, and a ReLU after it.
  private func graph(_ operation: any Networks.Operation) -> Graph {
    Graph(
      layers: [
        Layer(name: "layer", operation: operation, inputs: [Layer.input], key: "layer"),
        Layer(name: "relu", operation: ReLU(), inputs: ["layer"]),
      ], initialization: .pytorch)
  }

  @Test(arguments: operations.indices) func shapesAndGradientsAreLibtorchs(_ index: Int) throws {
    let operation = Self.operations[index]
    let graph = graph(operation)
    let weights = try Formula.weights(of: graph)
    let input = try Formula.tensor("input", [2, 4, 9, 12], scale: 1)
    for tap in ["layer", "relu"] {
      let expected = try ReferenceNetwork(graph, taps: [tap], weights: weights).forward(input)
      let found = try FrozenNetwork(graph, taps: [tap], weights: weights).forward(input)
      let (output, wanted) = (
        try #require(found.activations[tap]), try #require(expected.activations[tap])
      )
      #expect(try output.shape == [2] + operation.outputShape(of: [[4, 9, 12]]))
      #expect(try Difference("\(operation) output", output, wanted).relative <= 1e-5)
      let gradient = try Formula.tensor("gradient", output.shape, scale: 1)
      let difference = try Difference(
        "\(operation) gradient", found.gradient([tap: gradient]), expected.gradient([tap: gradient]))
      #expect(difference.relative <= 1e-5, "\(difference)")
    }
  }

  /// What a ReLU lets through by each rule, worked out by hand.
  @Test func rulesOfAReLU() throws {
    let graph = Graph(
      layers: [Layer(name: "relu", operation: ReLU(), inputs: [Layer.input])], initialization: .pytorch)
    let numbers = try Tensor([-1, -1, 2, 2] as [Float], shape: [1, 1, 1, 4])
    let pass = try FrozenNetwork(graph, taps: ["relu"], weights: [:]).forward(numbers)
    #expect(try pass.activations["relu"]?.elements(Float.self) == [0, 0, 2, 2])
    let gradient = try Tensor([3, -3, 3, -3] as [Float], shape: [1, 1, 1, 4])
    let expected: [(ReLUBackwardRule, [Float])] = [
      (.exact, [0, 0, 3, -3]), (.redirected, [3, 0, 3, -3]), (.guided, [0, 0, 3, 0]),
      (.deconvolution, [3, 0, 3, 0]),
    ]
    for (rule, numbers) in expected {
      #expect(try pass.gradient(["relu": gradient], rule: rule).elements(Float.self) == numbers, "\(rule)")
    }
  }

  @Test func receptiveFieldsOfWindowsOfTheirOwn() throws {
    let window = Window(
      vertical: Window.Axis(kernel: 3, dilation: 2), horizontal: Window.Axis(kernel: 7, stride: 2))
    let operation = Convolution(inputs: 3, outputs: 4, window: window)
    let report = try #require(try graph(operation).report(height: 20, width: 30).first)
    #expect(report.shape == [4, 16, 12])
    #expect(report.receptiveField == 7 && report.stride == 2)
    #expect(report.multiplyAdds == 4 * 16 * 12 * 3 * 3 * 7)
    #expect(report.parameterCount == 4 * 3 * 3 * 7 + 4)
  }

  @Test func operationsAreEqualWhereTheirSettingsAre() {
    #expect(graph(MaxPool(kernel: 2, stride: 2)) == graph(MaxPool(kernel: 2, stride: 2)))
    #expect(graph(MaxPool(kernel: 2, stride: 2)) != graph(MaxPool(kernel: 3, stride: 2)))
    #expect(graph(MaxPool(kernel: 2, stride: 2)) != graph(AveragePool(kernel: 2, stride: 2)))
  }

  /// Gradients reach the weights before and after an operation that is defined elsewhere.
  @Test func anOwnOperationTrains() throws {
    let graph = SiLU.network
    let weights = try graph.initialWeights(generator: Generator(seed: 1))
    for key in graph.parameters.map(\.key) { try weights[key]?.requireGradient() }
    let loss = try withGradients {
      try Executor(graph, weights: weights)
        .output(Formula.input(height: 16, width: 16), mode: .training(Generator(seed: 2)))
        .crossEntropy(Tensor([3] as [Int64], shape: [1]))
    }
    let parameters = graph.parameters.compactMap { weights[$0.key] }
    let gradients = try loss.gradients(to: parameters)
    #expect(gradients.count == 6)
    for gradient in gradients { #expect(try gradient.magnitude().maximum().item() > 0) }
  }
}
