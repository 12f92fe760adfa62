import Foundation
import Networks
import Testing
import TestSupport
import Torch

@testable import Explaining

/// Measures of networks whose answers can be worked out by hand: two classes over 2×2 pixels, linear.
@Suite struct HandWorkedTests {
  private let picture: Tensor
  /// Most important is the pixel at the top left, then the others in order.
  private let map: Tensor

  init() throws {
    picture = try .ones([1, 3, 2, 2])
    map = try Tensor([4, 3, 2, 1] as [Float], shape: [1, 1, 2, 2])
  }

  /// The score of class 1 is weight · picture + bias, that of class 0 is 0.
  private func network(_ weight: [Float], bias: Float = 0) throws -> ClassScores {
    let graph = Graph(
      layers: [
        Layer(name: "flatten", operation: Flatten(), inputs: [Layer.input]),
        Layer(name: "fc", operation: Linear(inputs: 12, outputs: 2), inputs: ["flatten"], key: "fc"),
      ], initialization: .pytorch)
    return try ClassScores(
      architecture: graph,
      weights: [
        "fc.weight": Tensor([Float](repeating: 0, count: 12) + weight, shape: [2, 12]),
        "fc.bias": Tensor([0, bias], shape: [2]),
      ])
  }

  /// Sure of class 1 as long as the red of the pixel at the top left is there, and dead without it.
  private func topPixel() throws -> ClassScores {
    try network([1000] + [Float](repeating: 0, count: 11), bias: -500)
  }

  private func onePixelPerStep() -> InsertionDeletion {
    var method = InsertionDeletion()
    method.pixelsPerStep = 1
    return method
  }

  /// Deletion is 0 and insertion 1 but for the half step in which the pixel changes: with n steps 1/(2n) and 1 − 1/(2n).
  @Test func aNetworkThatDiesWithTheTopPixel() throws {
    let scores = try topPixel()
    let deletion = try onePixelPerStep().deletion(of: map, for: 1, in: picture, scores)
    #expect(deletion.probabilities == [1, 0, 0, 0, 0])
    #expect(deletion.shares == [0, 0.25, 0.5, 0.75, 1])
    #expect(deletion.area == 0.125)
    let insertion = try onePixelPerStep().insertion(of: map, for: 1, in: picture, scores)
    #expect(insertion.probabilities == [0, 1, 1, 1, 1])
    #expect(insertion.area == 0.875)
    // The map turned round names the pixel last.
    let worst = try onePixelPerStep().deletion(of: map * -1, for: 1, in: picture, scores)
    #expect(worst.probabilities == [1, 1, 1, 1, 0])
    // Without a setting a row changes at a time.
    let rows = try InsertionDeletion().deletion(of: map, for: 1, in: picture, scores)
    #expect(rows.probabilities == [1, 0, 0])
  }

  /// Steps need not divide the picture: the last one is shorter.
  @Test func stepsThatDoNotDivideThePicture() throws {
    var method = InsertionDeletion()
    method.pixelsPerStep = 3
    let curve = try method.deletion(of: map, for: 1, in: picture, topPixel())
    #expect(curve.shares == [0, 0.75, 1] && curve.probabilities == [1, 0, 0])
    #expect(curve.area == 0.375)
    #expect(curve.probability(at: 0.375) == 0.5 && curve.probability(at: 0.9) == 0)
    #expect(curve.probability(at: 0) == 1 && curve.probability(at: 1) == 0)
  }

  /// Of equal values those further up, then further left, come first, whatever they are.
  @Test func equalValuesKeepTheirOrder() throws {
    #expect(descendingOrder([1, 2, 2, 0, 2]) == [1, 2, 4, 0, 3])
    #expect(descendingOrder([0, -0.0, -1, 1, -2, .infinity]) == [5, 3, 0, 1, 2, 4])
    let flat = try onePixelPerStep().deletion(of: map * 0, for: 1, in: picture, topPixel())
    #expect(flat.probabilities == [1, 0, 0, 0, 0])
  }

  @Test func aConstantNetworkIsIndifferent() throws {
    let scores = try network([Float](repeating: 0, count: 12))
    let method = Faithfulness()
    let found = try method.scores(of: map, attribution: picture * 0, for: 1, in: picture, scores) { picture in
      try GradientMethod.saliency.attributions(of: 1, to: picture, scores)
    }
    #expect(found.insertion.area == 0.5 && found.deletion.area == 0.5)
    #expect(found.confidence.drop == 0 && !found.confidence.isIncrease)
    #expect(found.infidelity == 0 && found.maxSensitivity == 0)
  }

  /// A mask that hides the pixel takes all confidence away, one that shows it alone takes none, and one that hides what
  /// speaks against the class gives more.
  @Test func dropAndIncrease() throws {
    let rest = try Tensor([0, 1, 1, 1] as [Float], shape: [1, 1, 2, 2])
    let top = try Tensor([1, 0, 0, 0] as [Float], shape: [1, 1, 2, 2])
    let changes = try [
      ConfidenceChange(of: rest, for: 1, in: picture, topPixel()),
      ConfidenceChange(of: top, for: 1, in: picture, topPixel()),
      ConfidenceChange(
        of: top, for: 1, in: picture, network([0, -1] + [Float](repeating: 0, count: 10))),
    ]
    #expect(changes.map(\.drop) == [1, 0, 0] && changes.map(\.isIncrease) == [false, false, true])
    #expect(abs(changes[2].before - 1 / (1 + exp(1))) < 1e-6 && changes[2].after == 0.5)
    #expect(abs(changes.averageDrop - 1 / 3) < 1e-12 && abs(changes.increase - 1 / 3) < 1e-12)
    #expect(ConfidenceChange(before: 0.8, after: 0.6).drop == (0.8 - 0.6) / 0.8)
    #expect(ConfidenceChange(before: 0, after: 0).drop == 0)
  }

  /// Of a linear network the gradient foretells everything, and a scaled one as well once the scale is free.
  @Test func infidelityOfALinearNetwork() throws {
    let weight = (0..<12).map { Float($0) / 8 - 0.5 }
    let scores = try network(weight)
    let gradient = try Tensor(weight, shape: [1, 3, 2, 2])
    var method = Infidelity()
    method.deviation = 0.5
    #expect(try method.value(of: gradient, for: 1, in: picture, scores) < 1e-10)
    // What is foretold is twice what happens: the mean square of what happens is left.
    let doubled = try method.value(of: gradient * 2, for: 1, in: picture, scores)
    let nothing = try method.value(of: gradient * 0, for: 1, in: picture, scores)
    #expect(doubled > 0.01 && abs(doubled - nothing) < 1e-5)
    method.isScaled = true
    #expect(try method.value(of: gradient * 2, for: 1, in: picture, scores) < 1e-10)
    // One channel counts for all three: so does a gradient that is the same in each.
    let gray = try network([1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4])
    method.isScaled = false
    let one = try Tensor([1, 2, 3, 4] as [Float], shape: [1, 1, 2, 2])
    #expect(try method.value(of: one, for: 1, in: picture, gray) < 1e-8)
  }

  /// A gradient that is the same everywhere has none; the picture itself as its attribution changes by δ.
  @Test func sensitivityOfALinearNetwork() throws {
    let scores = try network((0..<12).map(Float.init))
    let method = MaxSensitivity()
    let steady = try method.value(at: picture) { picture in
      try GradientMethod.saliency.attributions(of: 1, to: picture, scores)
    }
    #expect(steady == 0)
    let moving = try method.value(at: picture) { $0 }
    #expect(moving > 0.25 * method.radius && moving <= method.radius)
    #expect(try method.value(at: picture) { $0 } == moving)
  }

  @Test func whatCannotBeMeasuredIsOneLine() throws {
    let scores = try topPixel()
    let wide = try Tensor.ones([1, 1, 2, 3])
    #expect(throws: ExplainError.mapSize([1, 1, 2, 3], expected: [1, 1, 2, 2])) {
      try InsertionDeletion().deletion(of: wide, for: 1, in: picture, scores)
    }
    #expect(throws: ExplainError.mapRange(1, 4)) {
      try ConfidenceChange(of: map, for: 1, in: picture, scores)
    }
    #expect(throws: ExplainError.classIndex(2, count: 2)) {
      try InsertionDeletion().insertion(of: map, for: 2, in: picture, scores)
    }
    let hole = try Tensor([1, .nan, 0, 0] as [Float], shape: [1, 1, 2, 2])
    #expect(throws: ExplainError.notFinite("the map")) {
      try InsertionDeletion().deletion(of: hole, for: 1, in: picture, scores)
    }
    let broken = try network([.nan] + [Float](repeating: 0, count: 11))
    #expect(throws: ExplainError.notFinite("the network's answer")) {
      try InsertionDeletion().deletion(of: map, for: 1, in: picture, broken)
    }
    var (steps, noise, ball) = (InsertionDeletion(), Infidelity(), MaxSensitivity())
    steps.pixelsPerStep = 0
    #expect(throws: ExplainError.setting("pixels per step", takes: "a whole number from 1", got: "0")) {
      try steps.deletion(of: map, for: 1, in: picture, scores)
    }
    noise.deviation = .infinity
    #expect(throws: ExplainError.self) { try noise.value(of: map, for: 1, in: picture, scores) }
    (noise.deviation, noise.samples) = (1, 0)
    #expect(throws: ExplainError.self) { try noise.value(of: map, for: 1, in: picture, scores) }
    ball.radius = 0
    #expect(throws: ExplainError.self) { try ball.value(at: picture) { $0 } }
  }
}
