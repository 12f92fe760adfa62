internal import CDigests
internal import Foundation

/// A way to tell files apart by a few bytes.
public enum Digest: String, Sendable, Codable {
  /// MD5 (RFC 1321). It finds damage and mix-ups; an attacker can make two files with the same one.
  case md5 = "MD5"
  /// SHA-1 (FIPS 180-4). As MD5, with more effort for the attacker.
  case sha1 = "SHA-1"
  /// SHA-256 (FIPS 180-4), by the processor's own instructions where it has them.
  case sha256 = "SHA-256"

  /// The digest of `bytes` in hexadecimal.
  public func callAsFunction(_ bytes: UnsafeRawBufferPointer) -> String {
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

  /// The digest of what `feed` hands in, one piece after the other.
  ///
  /// - Parameter isPortable: leaves the processor's instructions for SHA-256 alone.
  func compute(
    isPortable: Bool = false, _ feed: ((UnsafeRawBufferPointer) -> Void) throws -> Void
  ) rethrows -> String {
    var context = digest_context()
    digest_begin(&context, kind, isPortable)
    try feed { digest_update(&context, $0.baseAddress, $0.count) }
    let bytes = [UInt8](unsafeUninitializedCapacity: 32) { $1 = digest_finish(&context, $0.baseAddress) }
    return bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  private var kind: digest_kind {
    switch self {
    case .md5: DIGEST_MD5
    case .sha1: DIGEST_SHA1
    case .sha256: DIGEST_SHA256
    }
  }
}
