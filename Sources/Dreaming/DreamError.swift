internal import Files
internal import Foundation
public import Networks
public import Settings
public import Torch

/// Why a dream cannot be, as data; ``description`` says it in one line.
public enum DreamError: Error, Sendable, Equatable {
  /// A setting is outside its range.
  case setting(SettingError)
  /// No layer was chosen, and the model has none of its own.
  case noLayers
  /// An objective's text is wrong at a character, counted from 1.
  case objective(_ text: String, position: Int, expected: String, found: String)
  /// A layer has no channel of that number.
  case channel(Int, layer: String, count: Int)
  /// A part of the objective compares with a picture that is not there; the setting that names it.
  case missingPicture(_ setting: String, target: String)
  /// A style or guide picture is far longer than wide, or the other way round.
  case elongated(_ setting: String, PixelSize)
  /// A file holds another number of numbers than its layer has channels.
  case directionLength(file: String, found: Int, layer: String, channels: Int)
  /// A layer has lost the positions in the picture: it takes all of it together.
  case noPositions(layer: String)
  /// The mask has another size than the photo.
  case maskSize(PixelSize, photo: PixelSize)
  /// There is no preset of that name.
  case unknownPreset(String, nearest: [String])
  /// A preset dreams on a layer that the network does not have; the network that does, if it needs a certain
  /// one.
  case presetLayer(_ preset: String, layer: String, model: String, network: String?)
  /// A recipe has a key that is none of Reverie's.
  case unknownKey(String, nearest: [String])
  /// A recipe cannot be read; the reason.
  case recipe(String)
  /// A level of the pyramid is smaller than `required` pixels a side; the next fields say what would work, if
  /// anything.
  case levelTooSmall(PixelSize, required: Int, pyramidSize: Int?, width: Int?)
  /// A layer or a parameter is missing, or the network does not take a level's size.
  case network(NetworkError)
  /// The objective has no gradient at any step so far: the layers give nothing but zeros.
  case noGradient(layers: [String], size: PixelSize)
  /// The dream takes so many bytes at least, which is more than it may.
  case needsMemory(Int, limit: Int)
  /// Tiles of so many pixels take so many bytes, which is more than they may.
  case tileNeedsMemory(_ side: Int, Int, limit: Int)
  /// The gradient has values that are no numbers.
  case gradientNotFinite(layers: [String])
}

extension DreamError {
  /// A key that is none of `known`, with those most like it.
  static func unknownKey(_ key: String, among known: [String]) -> DreamError {
    .unknownKey(key, nearest: nearestNames(to: key, among: known, count: 3))
  }
}

extension DreamError: CustomStringConvertible {
  /// One line: what is wrong and what to do. Names of settings stand between grave accents.
  public var description: String {
    switch self {
    case .setting(let error):
      return error.description
    case .noLayers:
      return "no layer to dream on is chosen; name one with `objective` ('reverie layers' lists all)"
    case .objective(let text, let position, let expected, let found):
      return
        "`objective` '\(text)' is wrong at character \(position): \(expected) belongs there, not \(found)"
    case .channel(let channel, let layer, let count):
      return "\(layer) has no channel \(channel); its channels are 0 to \(count - 1)"
    case .missingPicture(let setting, let target):
      return "\(target) needs a picture; name it with `\(setting)`"
    case .elongated(let setting, let size):
      return "the picture of `\(setting)` has \(size) pixels; no side may be more than "
        + "\(DreamInputs.mostElongated) times the other: cut it"
    case .directionLength(let file, let found, let layer, let channels):
      return "\(file) holds \(found) numbers, but \(layer) has \(channels) channels; give one for each"
    case .noPositions(let layer):
      return
        "\(layer) takes the whole picture together; choose a layer before it ('reverie layers' lists all)"
    case .maskSize(let mask, let photo):
      return "the mask has \(mask) pixels and the photo \(photo); make them the same shape"
    case .unknownPreset(let name, let nearest):
      return
        "there is no preset '\(name)'; nearest: \(nearest.joined(separator: ", ")) ('reverie presets' lists all)"
    case .presetLayer(let preset, let layer, let model, let network):
      return "the preset '\(preset)' dreams on \(layer), which \(model) does not have; "
        + "name \(network.map { "a \($0)" } ?? "another") model with `model`, or a layer with `objective`"
    case .unknownKey(let key, let nearest):
      return "the recipe has an unknown key '\(key)'; nearest: \(nearest.joined(separator: ", "))"
    case .recipe(let reason):
      return "the recipe cannot be read: \(reason)"
    case .levelTooSmall(let size, let required, let pyramidSize, let width):
      let ways =
        [pyramidSize.map { "`pyramidSize` \($0)" }, width.map { "a width of at least \($0)" }].compactMap(
          \.self)
      return
        "the smallest level of the pyramid would be \(size) pixels, and its sides need at least \(required); "
        + (ways.isEmpty ? "choose a larger photo" : "use \(ways.joined(separator: " or "))")
    case .network(.pictureOfFixedSize(_, _, let layer, let side?)):
      return
        "the network takes pictures of \(side)×\(side) pixels only, as \(layer) needs them; give a photo of that size"
        + " with `pyramidSize` 1, or choose a layer before it"
    case .network(let error):
      return error.description
    case .noGradient(let layers, let size):
      return "\(layers.joined(separator: ", ")) does not respond to this picture at \(size) pixels;"
        + " choose a shallower `objective`, or start with `start` noise"
    case .needsMemory(let bytes, let limit):
      return
        "the dream takes \(bytes.memorySize) at least, in the smallest tiles, and may take"
        + " \(limit.memorySize); give it that with `memory`, or choose a smaller `width`"
    case .tileNeedsMemory(let side, let bytes, let limit):
      return
        "in tiles of \(side) pixels the dream takes \(bytes.memorySize) and may take \(limit.memorySize);"
        + " choose a smaller `tile`, or give it that with `memory`"
    case .gradientNotFinite(let layers):
      return "the gradient of \(layers.joined(separator: ", ")) is not finite; check the model's weights,"
        + " or try `precision` float32"
    }
  }
}
