import Checkpoints
import Dreaming
import Explaining
import Imaging

extension Explainer {
  /// A model that can be asked what it saw.
  ///
  /// - Parameter side: The shorter side of what it sees, in pixels; `nil`: ``Model/mapSide``.
  init(
    _ model: Model, layer: String? = nil, side: Int? = nil,
    settings: ExplanationSettings = ExplanationSettings()
  ) throws {
    try self.init(
      architecture: model.graph, weights: model.weights, normalization: model.metadata.normalization,
      layer: layer, side: side ?? model.mapSide, settings: settings)
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
