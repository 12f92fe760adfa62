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

  /// Endings of files that people ask for and that are not written here.
  static let notWritten: Set<String> = [
    "avif", "bmp", "eps", "exr", "gif", "hdr", "heic", "heif", "ico", "jfif", "jp2", "jpe", "jxl", "pbm",
    "pdf", "pgm",
    "pnm", "ppm", "ps", "psd", "svg", "tga", "tif", "tiff", "webp", "avi", "mkv", "mov", "mp4", "webm", "csv",
    "json",
    "npy", "txt", "zip",
  ]
}
