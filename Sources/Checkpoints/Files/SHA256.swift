internal import CGLib

/// The SHA-256 digest of a file in hexadecimal.
///
/// - Throws: ``CheckpointError`` when the file cannot be read, or is empty.
public func sha256(ofFile path: String) throws(CheckpointError) -> String? {
  let file = try MappedFile(path)
  return withExtendedLifetime(file) { sha256(file.bytes) }
}

/// The SHA-256 digest of `bytes` in hexadecimal (FIPS 180-4).
func sha256(_ bytes: UnsafeRawBufferPointer) -> String? {
  guard let checksum = g_checksum_new(G_CHECKSUM_SHA256) else { return nil }
  defer { g_checksum_free(checksum) }
  g_checksum_update(checksum, bytes.bindMemory(to: UInt8.self).baseAddress, bytes.count)
  return g_checksum_get_string(checksum).map { String(cString: $0) }
}
