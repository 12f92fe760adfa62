import Checkpoints
import Dreaming
import Explaining
import Imaging

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
}

extension Dreamer {
  /// The dreamer for a photo: within the part at which the network looks, where the options ask for that.
  ///
  /// - Throws: `AttentionError`, `DreamError`, `TorchError`.
  func looking(at photo: Image, with model: Model) throws -> Dreamer {
    guard let text = options.whereSeen else { return self }
    let map = try Attention(text, in: model).map(
      of: photo, architecture: model.graph, weights: model.weights,
      normalization: model.metadata.normalization, side: model.mapSide)
    return try dreaming(within: map)
  }
}
