import Foundation
import Testing
import TestSupport

@testable import Training

@Suite struct RecordTests {
  /// The check value of the CRC catalog, and RFC 3720's example (section B.4).
  @Test func checksums() {
    #expect(crc32c("123456789".utf8) == 0xe306_9283)
    #expect(crc32c([UInt8](repeating: 0, count: 32)) == 0x8a91_36aa)
    #expect(crc32c([]) == 0)
    #expect(maskedCRC32C([]) == 0xa282_ead8)
  }

  /// Examples of protobuf's own documentation on its encoding, and numbers worked out by hand.
  @Test func messages() {
    #expect(ProtobufMessage { $0.add(1, 150) }.bytes == [0x08, 0x96, 0x01])
    #expect(ProtobufMessage { $0.add(2, "testing") }.bytes == [0x12, 0x07] + Array("testing".utf8))
    #expect(
      ProtobufMessage { $0.add(3, ProtobufMessage { $0.add(1, 150) }) }.bytes == [
        0x1a, 0x03, 0x08, 0x96, 0x01,
      ])
    #expect(
      ProtobufMessage { $0.add(1, -2) }.bytes == [0x08, 0xfe] + [UInt8](repeating: 0xff, count: 8) + [0x01])
    #expect(ProtobufMessage { $0.add(16, 1.0) }.bytes == [0x81, 0x01, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f])
    #expect(ProtobufMessage { $0.add(2, Float(1)) }.bytes == [0x15, 0, 0, 0x80, 0x3f])
  }

  @Test func aRecordIsFramed() {
    let record = RecordFile.framed(Array("abc".utf8))
    #expect(record.count == 19)
    #expect(record.prefix(8) == [3, 0, 0, 0, 0, 0, 0, 0])
    #expect(record[12..<15] == Array("abc".utf8)[...])
    #expect(RecordFile.records(in: Data(record + record)) == [Data("abc".utf8), Data("abc".utf8)])
  }

  /// Wherever a killed run stopped writing, and whatever byte is wrong, what was whole stays and new records follow it.
  @Test func recordsAreAppendedAfterTheLastWholeOne() throws {
    let folder = try TemporaryFolder()
    let sound = RecordFile.framed([1, 2]) + RecordFile.framed([])
    let torn = RecordFile.framed([3, 4, 5])
    for length in 0..<torn.count {
      let path = try folder.file("records", sound + torn.prefix(length))
      try append([9], to: path)
      #expect(RecordFile.records(in: try folder.read("records")).map(Array.init) == [[1, 2], [], [9]])
    }
    for place in torn.indices {
      var harmed = torn
      harmed[place] ^= 0x40
      let path = try folder.file("records", sound + harmed)
      try append([9], to: path)
      #expect(RecordFile.records(in: try folder.read("records")).map(Array.init) == [[1, 2], [], [9]])
    }
    // A length of 2⁶³ and more with the right checksum.
    let huge = [UInt8](repeating: 0xff, count: 8)
    let crc = withUnsafeBytes(of: maskedCRC32C(huge).littleEndian) { Array($0) }
    let path = try folder.file("records", sound + huge + crc + huge)
    try append([9], to: path)
    #expect(try folder.read("records").count == sound.count + 17)
  }

  @Test func whatCannotBeWrittenSaysSo() throws {
    let folder = try TemporaryFolder()
    #expect(throws: TrainingError.self) { try append([1], to: folder.path("missing/records")) }
  }

  private func append(_ data: [UInt8], to path: String) throws {
    let file = try RecordFile(appendingTo: path)
    try file.append(data)
  }
}
