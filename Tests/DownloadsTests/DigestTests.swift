import Foundation
import Testing

import Downloads
import TestSupport

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

  @Test func aFileIsReadPieceByPiece() throws {
    let folder = try TemporaryFolder()
    let bytes = Data((0..<2_500_000).map { UInt8(truncatingIfNeeded: $0) })
    let path = try folder.write(bytes, to: "file").path
    #expect(Digest.sha1(contentsOf: path) == bytes.withUnsafeBytes { Digest.sha1($0) })
    #expect(Digest.sha1(contentsOf: folder.path("none")) == nil)
  }
}
