internal import Foundation

/// The names of a well-known dataset's classes, in the order of the networks trained on it.
public enum ClassList: String, Codable, Sendable, CaseIterable {
  /// The 1,000 classes of ImageNet's challenge, in torchvision's words.
  case imagenet
  /// The 365 scenes of Places365.
  case places365

  /// The names.
  ///
  /// - Throws: ``CheckpointError`` when the program's resources are not beside it.
  public func names() throws(CheckpointError) -> [String] {
    let text = try ResourceFolder.text(rawValue + ".txt")
    return text.split(separator: "\n").map(String.init)
  }
}
