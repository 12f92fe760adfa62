import Checkpoints
import Networks
import Testing
import TestSupport
import Torch

@testable import Dreaming

/// What becomes of a gradient on its way to the picture, beside PyTorch's; Tests/Fixtures/objectives.py is
/// the other side.
@Suite struct GradientTests {
  let fixture: Safetensors

  init() throws { fixture = try Fixture.open("objectives") }

  /// Two pictures' gradients.
  private func gradient(width: Int = 17, height: Int = 24) throws -> Tensor {
    try Formula.tensor("gradient", [2, 3, height, width], scale: 1, offset: 0.25).clone()
  }

  private func expect(
    _ found: Tensor, is name: String, within limit: Double = 1e-5, source: SourceLocation = #_sourceLocation
  ) throws {
    let difference = try Difference(name, found, fixture.tensor(name))
    #expect(difference.relative <= limit, "\(difference)", sourceLocation: source)
  }

  @Test(arguments: [(38, 45), (17, 24)]) func laplacian(width: Int, height: Int) throws {
    let found = try LaplacianNormalization()(gradient(width: width, height: height))
    try expect(found, is: "laplacian/\(width)x\(height)")
  }

  @Test func normalizationsActOnEachPicture() throws {
    for normalization in GradientNormalization.allCases {
      let gradient = try gradient()
      #expect(try normalization.normalize(gradient, of: ["a"]))
      try expect(gradient, is: normalization.rawValue)
    }
  }

  @Test(arguments: GradientNormalization.allCases) func emptyAndBrokenGradients(
    _ normalization: GradientNormalization
  ) throws {
    let zero = try Tensor.zeros([1, 3, 4, 4])
    #expect(try !normalization.normalize(zero, of: ["a"]))
    #expect(try zero.elements(Float.self).allSatisfy { $0 == 0 })
    #expect(throws: DreamError.gradientNotFinite(layers: ["a"])) {
      _ = try normalization.normalize(.full([1, 3, 4, 4], .nan), of: ["a"])
    }
  }

  @Test(arguments: [(38, 45), (17, 24)]) func fourier(width: Int, height: Int) throws {
    let map = try Preconditioner(
      .fourier, keepingColors: false, size: PixelSize(width: width, height: height),
      normalization: .imageNet)
    try expect(map(gradient(width: width, height: height)), is: "fourier/\(width)x\(height)")
  }

  @Test func colors() throws {
    func map(_ space: ImageSpace, keepingColors: Bool = false) throws -> Tensor {
      let size = PixelSize(width: 17, height: 24)
      return try Preconditioner(
        space, keepingColors: keepingColors, size: size, normalization: .imageNet)(gradient())
    }
    try expect(map(.decorrelated), is: "decorrelated")
    try expect(map(.pixels, keepingColors: true), is: "brightness")
    #expect(try map(.pixels).elements(Float.self) == gradient().elements())
  }

  @Test func penaltiesAreTakenOff() throws {
    let direction = try gradient()
    let picture = try Formula.tensor("picture", direction.shape, scale: 1)
    try Penalties(totalVariation: 0.3, l2: 0.2).subtract(from: direction, at: picture)
    try expect(direction, is: "penalised")
    let untouched = try gradient()
    try Penalties(totalVariation: 0, l2: 0).subtract(from: untouched, at: picture)
    #expect(try untouched.elements(Float.self) == gradient().elements())
  }

  /// A gradient of several layers through a network, each brought to the same size.
  @Test func balancedLayers() throws {
    let found = try gradient(of: "relu3_1 + 0.5*relu2_1:3 - relu1_1")
    #expect(!found.isSilent)
    try expect(found.gradient, is: "balanced", within: 1e-4)
  }

  @Test func classScore() throws {
    try expect(gradient(of: "class(7)").gradient, is: "class", within: 1e-4)
  }

  @Test func redirectedGradient() throws {
    let graph = try Architecture(network: "vgg11_bn", classes: 10).graph
    let network = try ReferenceNetwork(
      graph, taps: ["relu2_1"], weights: Formula.weights(of: graph.truncated(at: ["relu2_1"])))
    let found = try WholePicture(network: network).gradients(
      of: [LayerEnergy("relu2_1")], at: Formula.input(height: 40, width: 56), rule: .redirected)
    try expect(found[0].gradient, is: "waking", within: 1e-4)
  }

  /// Two pictures, each with a channel of its own, make the steps that each makes alone, whatever the
  /// treatment.
  @Test(arguments: GradientSmoothing.allCases, GradientNormalization.allCases)
  func aBatchIsItsPicturesAlone(
    _ smoothing: GradientSmoothing, _ normalization: GradientNormalization
  ) throws {
    let pictures = try Formula.tensor("pictures", [2, 3, 24, 32], scale: 1)
    func stepped(_ pictures: Tensor, channels: [Int]) throws -> Tensor {
      var options = DreamOptions()
      options.gradientSmoothing = smoothing
      options.gradientNormalization = normalization
      options.imageSpace = .fourier
      options.totalVariation = 0.1
      options.l2 = 0.1
      options.spatialShift = 5
      let rows = channels.flatMap { channel in (0..<128).map { $0 == channel ? Float(1) : 0 } }
      let direction = ChannelDirection(
        layer: "relu2_1", weights: try Tensor(rows, shape: [channels.count, 128]))
      let terms = [
        WeightedTerm(weight: 1, term: direction),
        WeightedTerm(weight: -1, term: LayerEnergy("relu1_1")),
      ]
      let ascent = try ascent(over: terms, size: PixelSize(pictures), options: options)
      let picture = try pictures.clone()
      var random = SplitMix64(seed: 1)
      for iteration in 0..<2 { _ = try ascent.step(picture, iteration: iteration, random: &random) }
      return picture
    }
    let together = try stepped(pictures, channels: [17, 40])
    for (index, channel) in [17, 40].enumerated() {
      let alone = try stepped(pictures.narrowed(0, index..<index + 1), channels: [channel])
      let difference = try Difference("picture \(index)", together.narrowed(0, index..<index + 1), alone)
      #expect(difference.relative <= 1e-4, "\(difference)")
    }
  }

  private func ascent(
    over terms: [WeightedTerm], size: PixelSize, options: DreamOptions
  ) throws -> GradientAscent {
    let layers = WeightedSum(parts: terms).layers
    let graph = try Architecture(network: "vgg11_bn", classes: 10).graph.truncated(at: layers)
    let network = try ReferenceNetwork(graph, taps: layers, weights: Formula.weights(of: graph))
    return GradientAscent(
      options: options, source: WholePicture(network: network), groups: terms.grouped(balanced: true),
      layers: layers,
      preconditioner: try Preconditioner(
        options.imageSpace, keepingColors: false, size: size, normalization: .imageNet),
      stepMask: nil, range: try Normalization.imageNet.range(), visualization: nil)
  }

  /// The gradient of an objective's terms at the fixtures' picture, each brought to the same size.
  private func gradient(of text: String) throws -> ObjectiveGradient {
    let graph = try Architecture(network: "vgg11_bn", classes: 10).graph
    let objective = try Objective(text).resolved(in: graph, classNames: [])
    let weights = try Formula.weights(of: graph.truncated(at: objective.layers))
    let size = PixelSize(width: 56, height: 40)
    let terms = TermBuilder(
      objective: objective,
      network: try TappedNetwork(
        whole: graph, taps: objective.layers, weights: weights, precision: .float32, device: .cpu),
      normalization: .imageNet, inputs: DreamInputs(), photo: try .zeros([1, 3, 40, 56]), tile: nil)
    return try ObjectiveGradient(
      of: terms.terms(at: size).grouped(balanced: true), at: Formula.input(height: 40, width: 56),
      from: WholePicture(network: ReferenceNetwork(graph, taps: objective.layers, weights: weights)),
      redirectsReLUs: true)
  }
}
