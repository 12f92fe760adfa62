import Foundation
import Networks
import Testing
import TestSupport
import Torch

@testable import Explaining

/// LIME beside the `lime` package, and what it must give by hand.
@Suite struct LIMETests {
  private let fixture: PerturbationFixture

  init() throws { fixture = try PerturbationFixture() }

  private func samples() throws -> Tensor { try fixture.file.tensor("lime/samples") }

  private func segments() throws -> Segments {
    let labels: [Int64] = try fixture.file.tensor("lime/segments").elements()
    return Segments(height: 40, width: 48, labels: labels.map(Int.init))
  }

  private func expectPackages(_ fit: LIME.Fit, within limit: Double) throws {
    let coefficients: [Double] = try fixture.file.tensor("lime/coefficients").elements()
    #expect(fit.coefficients.count == coefficients.count)
    for (found, expected) in zip(fit.coefficients, coefficients) { #expect(abs(found - expected) < limit) }
    let others: [Double] = try fixture.file.tensor("lime/fit").elements()
    for (found, expected) in zip([fit.intercept, fit.score, fit.localPrediction], others) {
      #expect(abs(found - expected) < limit)
    }
  }

  @Test func fitIsThePackages() throws {
    let probabilities: [Double] = try fixture.file.tensor("lime/probabilities").elements()
    try expectPackages(LIME().fit(samples(), to: probabilities), within: 1e-10)
  }

  /// The network's rounding is all that differs.
  @Test func attributionIsThePackages() throws {
    let result = try LIME().attribution(
      of: fixture.target, to: fixture.picture(), segments: segments(), samples: samples(), fixture.scores())
    try expectPackages(result.fit, within: 1e-5)
    let values: [Float] = try result.values.elements()
    #expect(result.values.shape == [1, 1, 40, 48])
    #expect(try result.segments == segments())
    #expect(zip(values, result.segments.labels).allSatisfy { $0 == Float(result.fit.coefficients[$1]) })
  }

  /// Two samples of one segment, of the weights 1 and e⁻⁸: β = S / (S + ridge) with S = e⁻⁸ / (1 + e⁻⁸).
  @Test func ridgeShrinks() throws {
    let samples = try Tensor([UInt8(1), 0], shape: [2, 1])
    let variance = exp(-8.0) / (1 + exp(-8.0))
    for ridge in [1, 0.001] {
      var method = LIME()
      method.ridge = ridge
      let fit = try method.fit(samples, to: [1, 0])
      #expect(abs(fit.coefficients[0] - variance / (variance + ridge)) < 1e-12)
    }
  }

  private let slopes = [0.3, -0.2, 0, 0.05, 0.11, -0.4, 0.25]

  @Test func linearFunctionsAreRecovered() throws {
    var method = LIME()
    method.ridge = 1e-6
    let samples = try method.draw(segments: slopes.count)
    let shown: [Double] = try samples.elements()
    let values = (0..<1000).map { row in
      zip(slopes, shown[row * 7..<row * 7 + 7]).reduce(0.1) { $0 + $1.0 * $1.1 }
    }
    let fit = try method.fit(samples, to: values)
    for (found, expected) in zip(fit.coefficients + [fit.intercept], slopes + [0.1]) {
      #expect(abs(found - expected) < 1e-6)
    }
    #expect(fit.score > 1 - 1e-9 && fit.isReliable)
    #expect(abs(fit.localPrediction - slopes.reduce(0.1, +)) < 1e-6)
    // The penalty takes a share of each coefficient.
    let shrunk = try LIME().fit(samples, to: values)
    for (found, expected) in zip(shrunk.coefficients, slopes) where expected != 0 {
      #expect(0.8...0.999 ~= found / expected, "\(found) of \(expected)")
    }
  }

  /// Near ½ the probability is a quarter of the difference of two linear scores: of a picture of 4 segments with a mean of 0
  /// in the second, what the second shows cannot be told from what hides it.
  @Test func networkLinearInItsSegments() throws {
    let scores = try PerturbationFixture.linear(height: 2, width: 8, scale: 1e-3)
    let picture = try Formula.tensor("picture", [1, 3, 2, 8], scale: 1)
    let segments = Segments(height: 2, width: 8, labels: (0..<16).map { $0 % 8 / 2 })
    var method = LIME()
    (method.ridge, method.samples) = (1e-6, 200)
    let result = try method.attribution(
      of: 1, to: picture, segments: segments, samples: method.draw(segments: 4), scores)
    let difference = try picture - segments.meanColors(of: picture)
    let gains = try [0, 1].map { try scores.gradients(of: $0, to: picture) }
    let effects: [Float] = try ((gains[1] - gains[0]) * difference).sum([1]).elements()
    for (number, found) in result.fit.coefficients.enumerated() {
      let effect = effects.indices.filter { segments.labels[$0] == number }.reduce(0) { $0 + effects[$1] } / 4
      #expect(abs(found - Double(effect)) < 2e-6, "\(found) instead of \(effect)")
    }
  }

  /// Whether an even number of segments shows is no sum of what each does.
  @Test func whatIsNotLinearIsNotReliable() throws {
    let samples = try LIME().draw(segments: 10)
    let counts: [Double] = try samples.to(.float64).sum([1]).elements()
    let fit = try LIME().fit(samples, to: counts.map { $0.truncatingRemainder(dividingBy: 2) })
    #expect(fit.score < 0.2 && !fit.isReliable)
  }

  @Test func aConstantFunction() throws {
    let fit = try LIME().fit(samples(), to: Array(repeating: 0.25, count: 120))
    #expect(fit.coefficients.allSatisfy { $0 == 0 } && fit.intercept == 0.25 && fit.score == 1)
  }

  @Test func seedsAndBatches() throws {
    var scores = try fixture.scores()
    let picture = try fixture.picture()
    var method = LIME()
    method.samples = 40
    let result = try method.attribution(of: 1, to: picture, normalization: .imageNet, scores)
    scores.mostPixels = 7 * 40 * 48
    var shares: [Double] = []
    let apart = try method.attribution(of: 1, to: picture, normalization: .imageNet, scores) {
      shares.append($0)
    }
    #expect(try Difference("batches of seven", apart.values, result.values).relative < 1e-3)
    #expect(shares.count == 6 && shares == shares.sorted() && shares.last == 1)
    method.seed = 1
    let other = try method.draw(segments: 50)
    method.seed = 0
    let drawn = try method.draw(segments: 50)
    #expect(try Difference("seeds", other.to(.float32), drawn.to(.float32)).relative == 1)
    let first: [UInt8] = try drawn.narrowed(0, 0..<1).elements()
    #expect(first.allSatisfy { $0 == 1 })
    #expect(abs(try drawn.narrowed(0, 1..<40).to(.float64).mean().item() - 0.5) < 0.05)
  }

  @Test func wrongSettings() throws {
    func error(_ change: (inout LIME) -> Void) -> ExplainError? {
      var method = LIME()
      change(&method)
      return #expect(throws: ExplainError.self) { try method.fit(samples(), to: []) }
    }
    let count = ExplainError.setting("samples", takes: "a whole number from 1", got: "0")
    #expect(error { $0.samples = 0 } == count)
    let width = ExplainError.setting("kernel width", takes: "a number above 0", got: "0.0")
    #expect(error { $0.kernelWidth = 0 } == width)
    let ridge = ExplainError.setting("ridge", takes: "a number from 1e-06", got: "0.0")
    #expect(error { $0.ridge = 0 } == ridge)
    #expect(error { $0.ridge = .nan } != nil)

    let hidden = try Tensor([UInt8(0), 1], shape: [1, 2])
    #expect(throws: ExplainError.self) { try LIME().fit(hidden, to: [0.5]) }
    #expect(throws: ExplainError.self) { try LIME().fit(Tensor.ones([1, 3000]), to: [0.5]) }
    var method = LIME()
    method.samples = 1 << 25
    let many = ExplainError.setting("samples", takes: "at most 671088 with 100 segments", got: "33554432")
    #expect(throws: many) { try method.draw(segments: 100) }
  }

  @Test func settingsAsJSON() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let slic = try encoder.encode(LIME())
    #expect(
      String(decoding: slic, as: UTF8.self)
        == #"{"kernelWidth":0.25,"ridge":1,"samples":1000,"seed":0,"#
        + #""segmentation":{"slic":{"compactness":10,"segments":50}}}"#)
    #expect(try JSONDecoder().decode(LIME.self, from: slic) == LIME())
    var method = LIME()
    method.segmentation = .quickshift(Quickshift())
    #expect(try JSONDecoder().decode(LIME.self, from: encoder.encode(method)) == method)
  }
}
