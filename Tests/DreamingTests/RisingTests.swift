import Imaging
import Networks
import Testing
import TestSupport
import Torch

@testable import Dreaming

/// Three steps raise every objective, in every way of following it.
@Suite struct RisingTests {
  /// The photo's negative is style and guide.
  private func dreamer(_ text: String, _ change: (inout DreamOptions) -> Void = { _ in }) throws -> Dreamer {
    let architecture = try Architecture(network: "vgg11_bn", head: .pooled, classes: 5)
    let options = try quickOptions {
      $0.objective = try Objective(text)
      $0.pyramidSize = 1
      $0.iterations = 4
      $0.spatialShift = 0
      $0.learningRate = 0.03
      change(&$0)
    }
    var inputs = DreamInputs()
    inputs.classNames = ["owl", "fox", "newt", "bee", "elk"]
    let negative = try Image(smallPhoto().tensor() * -1 + 1)
    inputs.style = negative
    inputs.guide = negative
    inputs.directions["ramp.json"] = (0..<128).map { Float($0) / 128 }
    return try Dreamer(
      architecture: architecture.graph, weights: Formula.weights(of: architecture.graph),
      normalization: .imageNet, options: options, inputs: inputs)
  }

  private func values(_ dreamer: Dreamer) throws -> [Double] {
    var values: [Double] = []
    let dream = try dreamer.dream(smallPhoto()) { values.append($0.progress.objective) }
    #expect(try dream.elements(Float.self).allSatisfy { (0...1).contains($0) })
    return values
  }

  private func expectRise(_ values: [Double], source: SourceLocation = #_sourceLocation) {
    #expect(values.count == 4, sourceLocation: source)
    #expect(values[3] > values[0], "\(values)", sourceLocation: source)
  }

  @Test(arguments: [
    "relu2_1", "-relu2_1", "relu3_1 + relu1_1", "relu3_1 - 0.5*relu1_1", "relu2_1:17", "relu2_1:3,17,40-44",
    "relu3_1:17@0.5,0.25", "relu3_1:random(7)", "relu2_1:file(ramp.json)", "class(newt)", "-class(owl)",
    "style(relu1_1, relu2_1)", "style(relu1_1) + content(relu2_1)", "guide(relu3_1)", "guide(relu3_1, mean)",
    "relu2_1 + 0.5*class(bee)",
  ])
  func everyObjective(_ text: String) throws { try expectRise(values(dreamer(text))) }

  @Test(arguments: GradientSmoothing.allCases, ImageSpace.allCases)
  func everySmoothingAndSpace(_ smoothing: GradientSmoothing, _ space: ImageSpace) throws {
    try expectRise(
      values(
        dreamer("relu2_1") {
          $0.gradientSmoothing = smoothing
          $0.imageSpace = space
        }))
  }

  @Test func magnitudePenaltiesColorsAndPlainSums() throws {
    try expectRise(values(dreamer("relu2_1") { $0.gradientNormalization = .magnitude }))
    try expectRise(
      values(
        dreamer("relu2_1") {
          $0.totalVariation = 0.05; $0.l2 = 0.01
        }))
    try expectRise(values(dreamer("relu2_1") { $0.keepColors = true }))
    try expectRise(values(dreamer("relu3_1 + relu1_1") { $0.layerBalance = false }))
  }

  @Test func penaltiesWork() throws {
    func dream(_ change: (inout DreamOptions) -> Void) throws -> Tensor {
      try dreamer("relu1_1", change).dream(smallPhoto())
    }
    let free = try dream { _ in }
    let smooth = try dream { $0.totalVariation = 5 }
    func roughness(_ picture: Tensor) throws -> Double {
      try (picture.narrowed(3, 1..<128) - picture.narrowed(3, 0..<127)).squared().mean().item()
    }
    #expect(try roughness(smooth) < 0.8 * roughness(free))
    let mean = try Normalization.imageNet.denormalize(.zeros([1, 3, 1, 1]))
    func distance(_ picture: Tensor) throws -> Double { try (picture - mean).squared().mean().item() }
    #expect(try distance(dream { $0.l2 = 1 }) < distance(free))
  }

  @Test func placesAreNotRolled() throws {
    func dream(_ text: String, shift: Int) throws -> [Float] {
      try dreamer(text) { $0.spatialShift = shift }.dream(smallPhoto()).elements()
    }
    #expect(try dream("relu2_1:17@0.5,0.5", shift: 20) == dream("relu2_1:17@0.5,0.5", shift: 0))
    #expect(try dream("relu2_1:17", shift: 20) != dream("relu2_1:17", shift: 0))
  }

  @Test func aNeuronChangesItsSurroundingsOnly() throws {
    let photo = try smallPhoto()
    let dream = try dreamer("relu2_1:17@0,0") { $0.gradientSmoothing = .none }.dream(photo)
    let change = try (dream - photo.tensor()).magnitude()
    #expect(try change.narrowed(2, 0..<8).narrowed(3, 0..<8).maximum().item() > 0.01)
    // The mean that is taken off the gradient moves the rest a little, everywhere alike.
    #expect(try change.narrowed(3, 64..<128).maximum().item() < 0.01)
  }

  /// All units of relu2_1 are shut; the first steps open some, and from then on the layer's own gradient
  /// counts.
  @Test func silentLayersAreWoken() throws {
    let graph = try Architecture(network: "vgg11", classes: 10).graph
    var weights = try Formula.weights(of: graph.truncated(at: ["relu2_1"]))
    let response = try Executor(graph.truncated(at: ["conv2_1"]), weights: weights)
      .output(Normalization.imageNet.normalize(smallPhoto().tensor()))
    let strongest = try response.reshaped([128, -1]).largest(1).values.reshaped([128])
    weights["features.3.bias"] = try #require(weights["features.3.bias"]) - strongest - 0.05
    let options = quickOptions {
      $0.pyramidSize = 1
      $0.iterations = 10
      $0.spatialShift = 0
    }
    let dreamer = try Dreamer(
      architecture: graph, weights: weights, normalization: .imageNet, options: options)
    var values: [Double] = []
    _ = try dreamer.dream(smallPhoto()) { values.append($0.progress.objective) }
    #expect(values[0] == 0)
    #expect(try #require(values.last) > 0)
  }
}
