public import Foundation

/// Where a file comes from: the web, or the disk.
public enum Place: Sendable, Equatable, CustomStringConvertible {
  /// An address of the schemes http or https.
  case address(URL)
  /// A path.
  case file(String)

  /// Reads an address, which has `://` in it, or a path.
  ///
  /// - Throws: ``DownloadError/badAddress(_:)``.
  public init(_ text: String) throws(DownloadError) {
    guard text.contains("://") else {
      self = .file(text)
      return
    }
    guard let url = URL(string: text), ["http", "https"].contains(url.scheme?.lowercased()), url.host != nil
    else { throw .badAddress(text) }
    self = .address(url)
  }

  /// The address or the path.
  public var description: String {
    switch self {
    case .address(let url): url.absoluteString
    case .file(let path): path
    }
  }
}
