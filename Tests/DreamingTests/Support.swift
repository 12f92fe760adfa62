import Checkpoints
import Foundation
import Imaging
import Networks
import TestSupport
import Torch

@testable import Dreaming

/// Options for quick and exact dreams.
func quickOptions(_ change: (inout DreamOptions) throws -> Void = { _ in }) rethrows -> DreamOptions {
  var options = DreamOptions.paper
  options.pyramid = .detail
  options.learningRate = 0.06
  options.width = nil
  options.objective = energy("relu2_1")
  options.pyramidSize = 2
  options.iterations = 3
  options.precision = .float32
  try change(&options)
  return options
}

/// The sum of the energies of layers.
func energy(_ layers: String...) -> Objective {
  layers.reduce(Objective()) { $0 + Objective(.energy(layer: $1)) }
}

/// A dreamer on VGG11 with batch norm and the fixtures' weights.
func makeDreamer(
  _ options: DreamOptions, inputs: DreamInputs = DreamInputs()
) throws -> Dreamer {
  let graph = try Architecture(network: "vgg11_bn", classes: 10).graph
  let weights = try Formula.weights(of: graph.truncated(at: options.objective.layers))
  return try Dreamer(
    architecture: graph, weights: weights, normalization: .imageNet, options: options, inputs: inputs)
}

/// The example photo at a width of 128 pixels, 128×96.
func smallPhoto() throws -> Image {
  let path = Fixture.folder.appendingPathComponent("../../Examples/raccoon.jpg").path
  let photo = try Image(contentsOf: path, minimumSide: 96)
  return try Image(photo.tensor().resized(height: 96, width: 128, antialias: true))
}

extension ObjectiveTerm {
  /// Value and gradients of the term itself, without gradients through shut ReLUs.
  func outputGradients(at activations: [String: Tensor]) throws(TorchError) -> OutputGradients {
    try outputGradients(at: activations, redirectsReLUs: false)
  }
}

/// The bytes of a dream.
func bytes(of dream: Tensor) throws -> [Float] { try dream.elements() }
