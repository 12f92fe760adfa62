internal import Downloads

/// The SHA-256 digest of a file in hexadecimal.
///
/// - Throws: ``CheckpointError`` when the file cannot be read, or is empty.
public func sha256(ofFile path: String) throws(CheckpointError) -> String? {
  let file = try MappedFile(path)
  return withExtendedLifetime(file) { Digest.sha256(file.bytes) }
}
