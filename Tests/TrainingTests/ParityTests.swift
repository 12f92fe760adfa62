import Datasets
import Networks
import Testing
import TestSupport
import Torch

@testable import Training

/// The recipe `paper` beside PyTorch: the same weights, the same batches in the same order, no dropout on either side.
/// Tests/Fixtures/training.py says why the weights are what they are.
@Suite("Parity of training with PyTorch", .serialized)
struct ParityTests {
  private static let side = 64
  private static let batchSize = 8
  private static let classes = 10
  private static let narrowing = 4

  @Test(
    arguments: [
      ("vgg11_paper", Optimizer.sgd, 4.0), ("vgg11_paper", .adam, 400), ("resnet50", .sgd, 4),
      ("resnet50", .adam, 100),
    ]) func twentyStepsFollowItsLosses(network: String, optimizer: Optimizer, scale: Double) throws
  {
    var options = Recipe.paper.options(for: network)
    options.optimizer = optimizer
    options.precision = .float32
    let graph = try network == "resnet50" ? resNet : smallPaperVGG
    let weights = try start(of: graph, scale: scale)
    let memory = try OptimizerState(graph, weights: weights, options: options, memory: [:]).memory
    let model = try TrainableModel(
      graph, classes: Self.classes, options, .single,
      state: TrainingState(position: .init(), weights: weights, memory: memory, average: [:]))
    let expected = try Fixture.open("training").tensor("\(network)/\(optimizer)").elements(Double.self)
    #expect(expected.count == 20)
    for (step, loss) in expected.enumerated() {
      let rate = options.learningRate(step: step, stepsPerEpoch: 20)
      let found = try model.step(batch(step), step: step, rate: rate).meanLoss
      #expect(abs(found - loss) < 1e-4 * loss, "step \(step): \(found) instead of \(loss)")
    }
  }

  // MARK: - Networks

  private var resNet: Graph {
    get throws {
      try Architecture(network: "resnet50", classes: Self.classes).graph.narrowed(by: Self.narrowing)
    }
  }

  /// VGG11 in the paper's form, its four linear layers in small and without dropout.
  private var smallPaperVGG: Graph {
    get throws {
      let whole = try Architecture(network: "vgg11_paper", classes: Self.classes).graph
      var layers = try whole.truncated(at: ["maxpool5"]).narrowed(by: Self.narrowing).layers
      func add(_ name: String, _ operation: any Networks.Operation, key: String = "") {
        layers.append(
          Layer(name: name, operation: operation, inputs: [layers[layers.count - 1].name], key: key))
      }
      add("flatten", Flatten())
      add("dense1", Linear(inputs: 512, outputs: 64), key: "dense1")
      add("relu6", ReLU())
      add("dense2", Linear(inputs: 64, outputs: 64), key: "dense2")
      add("relu7", ReLU())
      add("dense3", Linear(inputs: 64, outputs: 32), key: "dense3")
      add("dense4", Linear(inputs: 32, outputs: Self.classes), key: "dense4")
      return Graph(layers: layers, initialization: .pytorch)
    }
  }

  /// Convolutions `scale` times He's and without bias, linear layers as PyTorch's, batch norms the identity, but zero at the
  /// end of a residual branch.
  private func start(of graph: Graph, scale: Double) throws -> [String: Tensor] {
    var weights: [String: Tensor] = [:]
    for layer in graph.layers {
      let fanIn = Double(layer.parameters.first?.shape.dropFirst().reduce(1, *) ?? 1)
      for parameter in layer.parameters {
        let (key, shape) = (parameter.key, parameter.shape)
        weights[key] =
          switch (layer.operation is Linear, parameter.role) {
          case (true, _): try Formula.tensor(key, shape, scale: 1 / fanIn.squareRoot()).clone()
          case (_, .weight): try Formula.tensor(key, shape, scale: scale * (6 / fanIn).squareRoot()).clone()
          case (_, .scale): try key.hasSuffix(".bn3.weight") ? .zeros(shape) : .ones(shape)
          case (_, .runningVariance): try .ones(shape)
          case (_, .batchCount): try .zeros(shape, dtype: .int64)
          default: try .zeros(shape)
          }
      }
    }
    return weights
  }

  // MARK: - Pictures

  private func batch(_ step: Int) throws -> Batch {
    let samples = (step * Self.batchSize..<(step + 1) * Self.batchSize).map {
      Sample(path: "\($0)", label: (7 * $0 + $0 / 10) % Self.classes)
    }
    return Batch(
      pixels: try samples.flatMap { try picture($0.path, label: $0.label) }, side: Self.side,
      samples: samples,
      broken: [])
  }

  /// Blobs, `[side, side, 3]`: the mean of the class's colors and the picture's own, interpolated between the grid's points.
  private func picture(_ name: String, label: Int) throws -> [UInt8] {
    let own = try levels("training/picture/\(name)")
    let grid = zip(own, try levels("training/class/\(label)")).map { ($0 + $1) / 2 }
    let width = Self.side / (Self.grid - 1)
    var pixels: [UInt8] = []
    for y in 0..<Self.side {
      let (row, down) = y.quotientAndRemainder(dividingBy: width)
      for x in 0..<Self.side {
        let (column, right) = x.quotientAndRemainder(dividingBy: width)
        for channel in 0..<3 {
          func level(_ row: Int, _ column: Int) -> Int { grid[(row * Self.grid + column) * 3 + channel] }
          let upper = level(row, column) * (width - right) + level(row, column + 1) * right
          let lower = level(row + 1, column) * (width - right) + level(row + 1, column + 1) * right
          pixels.append(UInt8((upper * (width - down) + lower * down) / (width * width)))
        }
      }
    }
    return pixels
  }

  private static let grid = 5

  private func levels(_ key: String) throws -> [Int] {
    try Formula.tensor(key, [Self.grid * Self.grid * 3], scale: 1).elements(Float.self)
      .map { Int(($0 + 1) * 128) }
  }
}
