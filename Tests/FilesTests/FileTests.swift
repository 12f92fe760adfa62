import Files
import Foundation
import TestSupport
import Testing

@Suite struct FileTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func aTemporaryFileReplacesTheOtherOnceItIsWhole() throws {
    let path = try folder.file("weights", [1, 2, 3])
    let file = try TemporaryFile(beside: path)
    try file.write([4, 5])
    #expect(try folder.read("weights") == Data([1, 2, 3]))
    try [6, 7].withUnsafeBytes { try file.write(UnsafeRawBufferPointer(rebasing: $0[..<1])) }
    try file.finish()
    #expect(try folder.read("weights") == Data([4, 5, 6]))
    #expect(try folder.names() == ["weights"])
  }

  @Test func anAbandonedTemporaryFileLeavesNothing() throws {
    func begin() throws {
      let file = try TemporaryFile(beside: folder.path("weights"))
      try file.write([1])
    }
    try begin()
    #expect(try folder.names() == [])
  }

  @Test func withoutItsFolderThereIsNoTemporaryFile() throws {
    let path = folder.path("none/weights")
    let reason = "No such file or directory"
    #expect(throws: FileError.unwritableFolder(path: path, folder: folder.path("none"), reason: reason)) {
      _ = try TemporaryFile(beside: path)
    }
  }

  @Test func aMapHasTheFilesBytesOrSaysWhy() throws {
    let path = try folder.file("numbers", [1, 0, 0, 0, 2])
    let file = try MappedFile(path)
    #expect(Array(file.bytes) == [1, 0, 0, 0, 2])
    let (none, empty) = (folder.path("none"), try folder.file("empty", []))
    #expect(throws: FileError.noSuchFile(path: none)) { _ = try MappedFile(none) }
    #expect(throws: FileError.empty(path: empty)) { _ = try MappedFile(empty) }
    #expect(throws: FileError.notAFile(path: folder.url.path)) { _ = try MappedFile(folder.url.path) }
  }

  @Test func aReaderStopsAtTheEnd() throws {
    let bytes: [UInt8] = [1, 2, 0, 0, 0, 0x61, 0x0a, 9]
    try bytes.withUnsafeBytes { bytes throws in
      var reader = ByteReader(bytes)
      #expect(try reader.integer(UInt8.self) == 1)
      #expect(try reader.integer(UInt32.self) == 2)
      #expect(bytes.text(try reader.line()) == "a")
      #expect(throws: EndOfBytes.self) { _ = try reader.integer(UInt16.self) }
      #expect(reader.rest == 1)
      #expect(throws: EndOfBytes.self) { _ = try reader.stretch(-1) }
    }
  }

  /// An archive of one stored record, and the same with every byte of its ends cut off.
  @Test func aZipDirectoryFindsItsRecordsOrSaysWhatIsWrong() throws {
    let name = Array("a.txt".utf8)
    let facts: [UInt8] =
      [20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0] + [0, 0, 0, 0] + [3, 0, 0, 0] + [3, 0, 0, 0] + [5, 0]
    let header = [0x50, 0x4b, 3, 4] + facts + [0, 0] + name
    let entry: [UInt8] =
      [0x50, 0x4b, 1, 2, 20, 0] + facts + [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0] + [0, 0, 0, 0] + name
    let offset = UInt8(header.count + 3)
    let end: [UInt8] =
      [0x50, 0x4b, 5, 6, 0, 0, 0, 0, 1, 0, 1, 0, UInt8(entry.count), 0, 0, 0, offset, 0, 0, 0, 0, 0]
    let archive = header + [7, 8, 9] + entry + end
    try archive.withUnsafeBytes { bytes throws in
      let directory = try ZipDirectory(bytes)
      #expect(directory.entries.count == 1)
      let first = try #require(directory.entries.first)
      #expect(bytes.text(first.name) == "a.txt")
      #expect(Array(bytes[try directory.content(of: first, in: bytes)]) == [7, 8, 9])
    }
    for count in 0..<archive.count {
      archive[..<count].withUnsafeBytes { bytes in
        _ = #expect(throws: ZipError.self) { _ = try ZipDirectory(bytes) }
      }
    }
  }
}
