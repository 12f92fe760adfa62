internal import Imaging
internal import Networks
internal import Torch

extension DreamInputs {
  /// The longest that a style or guide picture may be for its width, or wide for its height.
  static let mostElongated = 20

  /// Finds out whether all that an objective compares with is there.
  ///
  /// - Parameter objective: Resolved, so that its layers are the graph's.
  /// - Throws: `DreamError.missingPicture`, `.elongated` or `.directionLength`.
  func check(for objective: Objective, in graph: Graph) throws(DreamError) {
    for part in objective.parts {
      switch part.target {
      case .style: try check(style, "--style", for: part.target)
      case .guide: try check(guide, "--guide", for: part.target)
      case .direction(let layer, let file):
        let (found, count) = (directions[file]?.count ?? 0, try graph.channels(of: layer))
        guard found == count else {
          throw .directionLength(file: file, found: found, layer: layer, channels: count)
        }
      default: break
      }
    }
  }

  private func check(_ picture: Image?, _ flag: String, for target: ObjectiveTarget) throws(DreamError) {
    guard let size = picture.map(PixelSize.init) else {
      throw .missingPicture(flag, target: target.description)
    }
    guard max(size.width, size.height) <= Self.mostElongated * size.shorterSide else {
      throw .elongated(flag, size)
    }
  }
}
