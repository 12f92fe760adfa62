internal import Networks
internal import Torch

/// Something in a network that a dream can make more of.
///
/// A new kind is a case here, with its ``ObjectiveDefinition`` in a file of its own.
public enum ObjectiveTarget: Sendable, Equatable {
  /// The energy of a layer, mean(a²): whatever it sees a little of grows.
  case energy(layer: String)
  /// The mean activation of some channels of a layer, from 0, everywhere or at one place.
  case channels(layer: String, [ClosedRange<Int>], at: Place?)
  /// The mean activation along a random direction of a layer's channels, of length 1.
  case random(layer: String, seed: UInt64)
  /// The mean activation along the direction that a file holds: one number for each channel.
  case direction(layer: String, file: String)
  /// The score of a class before the softmax, by its name or its index from 0.
  case classScore(String)
  /// Likeness to the style picture: how channels go together, wherever they do. No layer: the network's usual
  /// ones.
  case style(layers: [String])
  /// Likeness to the photo itself, place by place. No layer: the network's usual one.
  case content(layer: String?)
  /// Likeness to the guide picture. No layer: the one that the model dreams best on.
  case guide(layer: String?, GuideMatching)
}

extension ObjectiveTarget {
  /// All that the target is.
  var definition: any ObjectiveDefinition {
    switch self {
    case .energy(let layer): EnergyTarget(layer: layer)
    case .channels(let layer, let ranges, let place):
      ChannelsTarget(layer: layer, ranges: ranges, place: place)
    case .random(let layer, let seed): RandomTarget(layer: layer, seed: seed)
    case .direction(let layer, let file): FileTarget(layer: layer, file: file)
    case .classScore(let name): ClassTarget(name: name)
    case .style(let layers): StyleTarget(layers: layers)
    case .content(let layer): ContentTarget(layer: layer)
    case .guide(let layer, let matching): GuideTarget(layer: layer, matching: matching)
    }
  }

  /// What a part of an objective's text may begin with.
  static let beginnings = "a layer, class(NAME), style, content or guide"

  /// Reads the target whose text begins with a word.
  init(_ word: String, from parser: inout ObjectiveParser) throws(DreamError) {
    switch word {
    case "class": self = try ClassTarget.read(from: &parser)
    case "style": self = try StyleTarget.read(from: &parser)
    case "content": self = try ContentTarget.read(from: &parser)
    case "guide": self = try GuideTarget.read(from: &parser)
    default: self = parser.take(":") ? try Self.direction(of: word, from: &parser) : .energy(layer: word)
    }
  }
}

extension ObjectiveTarget: CustomStringConvertible {
  /// The target as an objective's text names it.
  public var description: String { definition.text }

  /// The layers that the target names; those of a class are known only with the network.
  public var layers: [String] { definition.layers }
}

/// All that a kind of target is: its text, what it means in a network, and the term that rises.
protocol ObjectiveDefinition {
  /// The text that an objective names it by.
  var text: String { get }

  /// The layers that it names.
  var layers: [String] { get }

  /// Whether it is a distance from another picture; see ``ObjectiveTerm/isDistance``. By default it is not.
  var isDistance: Bool { get }

  /// The target with the layers that it leaves to the model; by default it leaves none.
  ///
  /// - Parameter dreamLayer: The layer that the model dreams best on.
  func completed(for architecture: Architecture, dreamLayer: String) -> ObjectiveTarget?

  /// The target in a network's own names, checked: aliases and classes resolved.
  ///
  /// - Throws: `DreamError` that names the nearest for an unknown layer or class, or the range for a channel.
  func resolved(in graph: Graph, classNames: [String]) throws(DreamError) -> ObjectiveTarget

  /// Finds out whether all that it compares with is there; by default it compares with nothing.
  ///
  /// - Throws: `DreamError.missingPicture`, `.elongated` or `.directionLength`.
  func check(_ inputs: DreamInputs, in graph: Graph) throws(DreamError)

  /// What rises at a level of a pyramid.
  func term(at size: PixelSize, from builder: TermBuilder) throws -> any ObjectiveTerm

  /// The bytes that its term holds of a whole picture, place by place, to compare with; by default none.
  func heldBytes(at size: PixelSize, in network: TappedNetwork) -> Int
}

extension ObjectiveDefinition {
  var isDistance: Bool { false }
  func completed(for architecture: Architecture, dreamLayer: String) -> ObjectiveTarget? { nil }
  func check(_ inputs: DreamInputs, in graph: Graph) throws(DreamError) {}
  func heldBytes(at size: PixelSize, in network: TappedNetwork) -> Int { 0 }
}

// MARK: - What targets ask a network

extension Graph {
  /// The name of a layer that may be given by an alias.
  func name(of layer: String) throws(DreamError) -> String {
    do {
      return try self.layer(layer).name
    } catch {
      throw .network(error)
    }
  }

  /// The number of channels that a layer of that name puts out, whatever the picture's size.
  func channels(of layer: String) throws(DreamError) -> Int {
    do {
      let part = try truncated(at: [layer])
      let side = part.smallestSide ?? 224
      return try part.report(height: side, width: side).last?.shape.first ?? 0
    } catch {
      throw .network(error)
    }
  }

  /// Finds out whether a layer's outputs lie over the picture.
  ///
  /// - Throws: `DreamError.noPositions` for a layer that takes the whole picture together.
  func checkPositions(of layer: String) throws(DreamError) {
    if let _ = try? trunk(of: layer) { throw .noPositions(layer: layer) }
  }
}
