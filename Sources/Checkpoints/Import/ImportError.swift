/// Why a file of weights cannot become a model, as data; ``description`` says it in one line.
public enum ImportError: Error, Sendable, Equatable {
  /// The file holds no tensor.
  case noTensors(path: String)
  /// The tensors are not those of a network that is known.
  case unknownNetwork(path: String, Mismatch)
  /// The file with the names of classes has another number of them than the network.
  case wrongClassCount(path: String, names: Int, classes: Int)
  /// The file with the names of classes is no text, or too long.
  case badClassNames(path: String, reason: String)
  /// A network without a head has no classes to name.
  case namesWithoutHead(path: String)
}

extension ImportError: CustomStringConvertible {
  /// One line: what is wrong, and the way out.
  public var description: String {
    switch self {
    case .noTensors(let path):
      "\(path) holds no tensors; name a state dictionary"
    case .unknownNetwork(let path, let mismatch):
      mismatch.sentence(about: path)
    case .wrongClassCount(let path, let names, let classes):
      "\(path) names \(names) classes, and the network has \(classes); give one name a line"
    case .badClassNames(let path, let reason):
      "\(path) holds no names of classes: \(reason); give one name a line"
    case .namesWithoutHead(let path):
      "\(path) has no head, so its classes cannot be named; leave --classes out"
    }
  }
}

extension Mismatch {
  fileprivate func sentence(about path: String) -> String {
    let what = count == 1 ? "1 tensor" : "\(count) tensors"
    let found = "\(path) holds \(what), \(first)" + (count == 1 ? "" : " and so on")
    let verdict = isOnlyOne ? "which is not \(network)" : "of no network that is known; nearest: \(network)"
    guard let firstLacking else { return "\(found), \(verdict)" }
    let others = lackingCount == 1 ? "" : " and \(lackingCount - 1) more"
    let instead = foundShape.map { " where the file has \($0)" } ?? ""
    return "\(found), \(verdict), which needs \(firstLacking)\(instead)\(others)"
  }
}
