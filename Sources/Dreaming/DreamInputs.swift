public import Imaging
internal import Networks
internal import Torch

/// What a dream needs beside the photo, its settings and its weights, as plain values: whoever calls reads
/// the files.
public struct DreamInputs {
  /// The names of the classes in the order of the network's scores; empty when they are not known.
  public var classNames: [String] = []
  /// The picture whose style `style(…)` takes.
  public var style: Image?
  /// The picture that `guide(…)` follows.
  public var guide: Image?
  /// The numbers of each file that a `layer:file(NAME)` names, one for each channel.
  public var directions: [String: [Float]] = [:]

  /// Nothing.
  public init() {}
}

extension DreamInputs {
  /// The longest that a style or guide picture may be for its width, or wide for its height.
  static let mostElongated = 20

  /// Finds out whether all that an objective compares with is there.
  ///
  /// - Parameter objective: Resolved, so that its layers are the graph's.
  /// - Throws: `DreamError.missingPicture`, `.elongated` or `.directionLength`.
  func check(for objective: Objective, in graph: Graph) throws(DreamError) {
    for part in objective.parts { try part.target.definition.check(self, in: graph) }
  }

  /// Finds out whether a picture that a target compares with is there, and not far longer than wide.
  func check(_ picture: Image?, _ setting: String, for target: String) throws(DreamError) {
    guard let size = picture.map(PixelSize.init) else { throw .missingPicture(setting, target: target) }
    guard size.longerSide <= Self.mostElongated * size.shorterSide else { throw .elongated(setting, size) }
  }
}
