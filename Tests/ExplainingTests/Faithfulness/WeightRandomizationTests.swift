import Checkpoints
import Imaging
import Networks
import Testing
import TestSupport
import Torch

@testable import Explaining

/// The sanity check on the default model and a photo.
@Suite struct WeightRandomizationTests {
  private func rows(_ method: GradientMethod, depth: Int? = nil) throws -> [WeightRandomization.Row] {
    let model = try Model.builtIn
    let path = Fixture.folder.deletingLastPathComponent().deletingLastPathComponent().path
    let photo = try Image(contentsOf: path + "/Examples/raccoon.jpg")
    let picture = try model.metadata.normalization.normalize(
      photo.tensor().resized(height: 88, width: 88, antialias: true))
    var check = WeightRandomization()
    check.depth = depth
    let scores = try ClassScores(architecture: model.graph, weights: model.weights)
    let target = try Int(scores(picture).indexOfMaximum(along: 1).item())
    return try check.rows(architecture: model.graph, weights: model.weights) { weights in
      let scores = try ClassScores(architecture: model.graph, weights: weights)
      return try method.attributions(of: target, to: picture, scores).sum([1], keepingDimensions: true)
    }
  }

  @Test func explore() throws {
    for method in GradientMethod.allCases {
      for row in try rows(method) { print(method, row) }
    }
  }
}
