import Foundation

/// A type of picture file that is written.
public enum OutputType: Sendable, Equatable {
  /// Baseline JPEG, 8 bits per sample.
  case jpeg

  /// PNG, 8 or 16 bits per sample, without loss.
  case png

  /// The type that a file name asks for: `.jpg`, `.jpeg` or `.png`, in upper or lower case.
  ///
  /// - Throws: ``ImageError/unknownOutputType(path:)`` for any other name.
  public init(path: String) throws(ImageError) {
    switch URL(fileURLWithPath: path).pathExtension.lowercased() {
    case "jpg", "jpeg": self = .jpeg
    case "png": self = .png
    default: throw .unknownOutputType(path: path)
    }
  }
}
