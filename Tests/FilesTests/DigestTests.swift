import Foundation
import Testing

import TestSupport

@testable import Files

@Suite struct DigestTests {
  /// Of the empty message and of "abc": RFC 1321, A.5, and the examples of FIPS 180.
  @Test(
    arguments: [
      (.md5, "d41d8cd98f00b204e9800998ecf8427e", "900150983cd24fb0d6963f7d28e17f72"),
      (.sha1, "da39a3ee5e6b4b0d3255bfef95601890afd80709", "a9993e364706816aba3e25717850c26c9cd0d89d"),
      (
        .sha256, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
      ),
    ] as [(Digest, String, String)])
  func knownDigests(_ digest: Digest, _ empty: String, _ abc: String) throws {
    let folder = try TemporaryFolder()
    for (text, expected) in [("", empty), ("abc", abc)] {
      #expect(Array(text.utf8).withUnsafeBytes { digest($0) } == expected)
      #expect(digest(contentsOf: try folder.file("file", text.utf8)) == expected)
    }
  }

  /// Lengths on either side of a block's end and of the place of the length; pieces that end anywhere.
  @Test func theProcessorsInstructionsGiveThePortableDigest() {
    for count in [0, 1, 55, 56, 63, 64, 65, 119, 120, 128, 1000, 100_003] {
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 167 ^ $0 >> 5) }
      let whole = bytes.withUnsafeBytes { Digest.sha256($0) }
      for piece in [1, 63, 64, 200, 4096] {
        for isPortable in [false, true] {
          let found = Digest.sha256.compute(isPortable: isPortable) { update in
            for start in stride(from: 0, to: count, by: piece) {
              bytes[start..<min(start + piece, count)].withUnsafeBytes(update)
            }
          }
          #expect(found == whole, "\(count) bytes in pieces of \(piece)")
        }
      }
    }
  }

  /// A million times "a" (FIPS 180's long example, and RFC 6234's for SHA-1).
  @Test(
    arguments: [
      (.sha1, "34aa973cd4c4daa4f61eeb2bdbad27316534016f"),
      (.sha256, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
    ] as [(Digest, String)])
  func aMillionLetters(_ digest: Digest, _ expected: String) {
    let bytes = [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000)
    #expect(bytes.withUnsafeBytes { digest($0) } == expected)
  }

  @Test func aFileIsReadPieceByPiece() throws {
    let folder = try TemporaryFolder()
    let bytes = Data((0..<2_500_000).map { UInt8(truncatingIfNeeded: $0) })
    let path = try folder.write(bytes, to: "file").path
    #expect(Digest.sha1(contentsOf: path) == bytes.withUnsafeBytes { Digest.sha1($0) })
    #expect(Digest.sha1(contentsOf: folder.path("none")) == nil)
  }
}
