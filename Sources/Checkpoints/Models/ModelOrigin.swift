/// Where a model's weights came from.
public struct ModelOrigin: Codable, Sendable, Equatable {
  /// The name of the file, as its publisher or owner called it.
  public var file: String
  /// The address that it is published at.
  public var address: String?
  /// The file's SHA-256 in hexadecimal.
  public var sha256: String?

  /// An origin, as far as it is known.
  public init(file: String, address: String? = nil, sha256: String? = nil) {
    self.file = file
    self.address = address
    self.sha256 = sha256
  }
}
