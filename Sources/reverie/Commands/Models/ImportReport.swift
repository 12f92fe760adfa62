import Checkpoints
import Networks

/// What was found in a file of weights, in lines for a person.
struct ImportReport {
  private static let fewest = 4

  private let found: ModelImport
  private let source: String

  /// - Parameter source: The file or address, as the user knows it.
  init(_ found: ModelImport, source: String) {
    self.found = found
    self.source = source
  }

  /// What it is, what is missing and what is left over, with key and shape.
  ///
  /// - Parameter all: Names every tensor instead of the first few.
  func lines(all: Bool) -> [String] {
    let recognition = found.recognition
    let auxiliary = recognition.auxiliary
    let leftOver = recognition.leftOver.filter { !auxiliary.contains($0) }
    func list(_ title: String, _ tensors: [TensorShape], _ end: String = "") -> [String] {
      guard !tensors.isEmpty else { return [] }
      let shown = all ? tensors.count : min(Self.fewest, tensors.count)
      let more = tensors.count > shown ? " and \(tensors.count - shown) more" : ""
      return ["  \(title): " + tensors.prefix(shown).map(\.description).joined(separator: ", ") + more + end]
    }
    return ["\(source) holds \(what)"]
      + list("missing", recognition.missing, "; without a head it can dream, but not classify")
      + list("set to 0, as they are not there", recognition.filledIn)
      + list("unused, as only training needs auxiliary heads", auxiliary)
      + list("left over", leftOver)
  }

  /// What the user may have to say that no file tells.
  var hint: String? {
    guard found.recognition.architecture.network == "googlenet", found.isNormalizationAssumed else {
      return nil
    }
    return
      "The file does not tell its normalisation, and ImageNet's is taken; networks derived from torchvision's "
      + "published GoogLeNet need --normalization symmetric."
  }

  private var what: String {
    let architecture = found.recognition.architecture
    let name =
      found.published.map { "\(architecture.network), published as \($0.name)" } ?? architecture.network
    switch architecture.head {
    case .standard: return "\(name), \(architecture.classes.grouped) classes"
    case .pooled: return "\(name), pooled head, \(architecture.classes.grouped) classes"
    case .absent: return "\(name), no head"
    }
  }
}
