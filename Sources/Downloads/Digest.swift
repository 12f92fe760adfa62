internal import CGLib
internal import Foundation

/// A way to tell files apart by a few bytes, through GLib.
public enum Digest: String, Sendable, Codable {
  /// MD5 (RFC 1321). It finds damage and mix-ups; an attacker can make two files with the same one.
  case md5 = "MD5"
  /// SHA-1 (FIPS 180-4). As MD5, with more effort for the attacker.
  case sha1 = "SHA-1"
  /// SHA-256 (FIPS 180-4).
  case sha256 = "SHA-256"

  /// The digest of `bytes` in hexadecimal.
  public func callAsFunction(_ bytes: UnsafeRawBufferPointer) -> String? {
    compute { $0(bytes) }
  }

  /// The digest of a file in hexadecimal, read piece by piece; `nil` when it cannot be read.
  public func callAsFunction(contentsOf path: String) -> String? {
    guard let file = FileHandle(forReadingAtPath: path) else { return nil }
    defer { try? file.close() }
    return try? compute { update in
      while let piece = try file.read(upToCount: 1 << 20), !piece.isEmpty {
        piece.withUnsafeBytes { update($0) }
      }
    }
  }

  private func compute(_ feed: ((UnsafeRawBufferPointer) -> Void) throws -> Void) rethrows -> String? {
    guard let checksum = g_checksum_new(type) else { return nil }
    defer { g_checksum_free(checksum) }
    try feed { g_checksum_update(checksum, $0.bindMemory(to: UInt8.self).baseAddress, $0.count) }
    return g_checksum_get_string(checksum).map { String(cString: $0) }
  }

  private var type: GChecksumType {
    switch self {
    case .md5: G_CHECKSUM_MD5
    case .sha1: G_CHECKSUM_SHA1
    case .sha256: G_CHECKSUM_SHA256
    }
  }
}
