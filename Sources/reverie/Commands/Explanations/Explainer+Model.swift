import Checkpoints
import Dreaming
import Explaining
import Imaging
import Networks
import Torch

extension Explainer {
  /// A model that can be asked what it saw.
  init(_ model: Model) throws {
    try self.init(
      model, weights: model.weights, layer: nil, side: nil, precision: .float32,
      settings: ExplanationSettings())
  }

  /// A model as the flags ask for it, with its own weights or others.
  init(_ model: Model, weights: [String: Tensor]? = nil, _ flags: ExplanationFlags) throws {
    try self.init(
      model, weights: weights ?? model.weights, layer: flags.layer, side: flags.size,
      precision: flags.precision, settings: flags.settings)
  }

  private init(
    _ model: Model, weights: [String: Tensor], layer: String?, side: Int?, precision: ComputePrecision,
    settings: ExplanationSettings
  ) throws {
    try self.init(
      architecture: model.graph, weights: weights, normalization: model.metadata.normalization,
      layer: layer, side: side ?? model.mapSide, precision: precision.dtype, settings: settings)
  }
}

extension Attention {
  /// Reads a text for a model's network and classes.
  init(_ text: String, in model: Model) throws {
    try self.init(text, in: model.graph, classNames: model.metadata.classNames)
  }
}

extension Model {
  /// The shorter side, in pixels, at which maps are made: that of the pictures that the model was tested with. Larger ones have
  /// finer maps of things that the network no longer knows.
  var mapSide: Int { metadata.training?.pictureSize ?? 224 }

  /// The name of a class.
  func className(_ index: Int) -> String {
    let names = metadata.classNames
    return names.indices.contains(index) ? names[index] : "class \(index)"
  }
}

extension Dreamer {
  /// The dreamer for a photo: within the part at which the network looks, where the options ask for that.
  ///
  /// - Throws: `ExplainError`, `DreamError`, `TorchError`.
  func looking(at photo: Image, with model: Model) throws -> Dreamer {
    guard let text = options.whereSeen else { return self }
    return try dreaming(within: Attention(text, in: model).map(of: photo, by: Explainer(model)))
  }
}
