public import Networks

/// Why a dream cannot be, as data; ``description`` says it in one line.
public enum DreamError: Error, Sendable, Equatable {
  /// An option is outside its range.
  case option(_ flag: String, takes: String, got: String)
  /// No layer was chosen, and the model has none of its own.
  case noLayers
  /// A recipe has a key that is none of Reverie's.
  case unknownKey(String, nearest: [String])
  /// A recipe cannot be read; the reason.
  case recipe(String)
  /// A level of the pyramid is smaller than `required` pixels a side; the next fields say what would work, if anything.
  case levelTooSmall(PixelSize, required: Int, pyramidSize: Int?, width: Int?)
  /// A layer or a parameter is missing, or the network does not take a level's size.
  case network(NetworkError)
  /// The objective has no gradient at any step so far: the layers give nothing but zeros.
  case noGradient(layers: [String], size: PixelSize)
  /// The gradient has values that are no numbers.
  case gradientNotFinite(layers: [String])
}

extension DreamError: CustomStringConvertible {
  /// One line: what is wrong and what to do.
  public var description: String {
    switch self {
    case .option(let flag, let takes, let got):
      return "\(flag) takes \(takes), not \(got)"
    case .noLayers:
      return "no layer to dream on is chosen; name one with --layer ('reverie layers' lists all)"
    case .unknownKey(let key, let nearest):
      return "the recipe has an unknown key '\(key)'; nearest: \(nearest.joined(separator: ", "))"
    case .recipe(let reason):
      return "the recipe cannot be read: \(reason)"
    case .levelTooSmall(let size, let required, let pyramidSize, let width):
      let ways =
        [pyramidSize.map { "--pyramid-size \($0)" }, width.map { "a width of at least \($0)" }].compactMap(
          \.self)
      return
        "the smallest level of the pyramid would be \(size) pixels, and its sides need at least \(required); "
        + (ways.isEmpty ? "choose a larger photo" : "use \(ways.joined(separator: " or "))")
    case .network(let error):
      return error.description
    case .noGradient(let layers, let size):
      return "\(layers.joined(separator: ", ")) does not respond to this picture at \(size) pixels;"
        + " choose a shallower --layer, or start with --from noise"
    case .gradientNotFinite(let layers):
      return "the gradient of \(layers.joined(separator: ", ")) is not finite; check the model's weights,"
        + " or try --precision float32"
    }
  }
}
