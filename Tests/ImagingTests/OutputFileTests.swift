import Foundation
import Testing

import Imaging

@Suite("Output file")
struct OutputFileTests {
  @Test("passes where a picture can be written, and leaves nothing behind")
  func passes() throws {
    try withTemporaryFolder { folder in
      try OutputFile.check(folder + "/dream.png")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
    }
  }

  @Test("names what is in the way")
  func refuses() throws {
    try withTemporaryFolder { folder in
      let missing = folder + "/missing"
      #expect(throws: ImageError.noSuchFolder(path: missing + "/a.png", folder: missing)) {
        try OutputFile.check(missing + "/a.png")
      }
      #expect(throws: ImageError.isFolder(path: folder)) { try OutputFile.check(folder) }
      #expect(throws: ImageError.unknownOutputType(path: folder + "/a.webp")) {
        try OutputFile.check(folder + "/a.webp")
      }
    }
  }

  @Test("refuses a folder in which no file can be made, and writes nothing", .enabled(if: isLinux))
  func unwritable() throws {
    // The one folder that refuses even the system's administrator.
    let path = "/proc/dream.png"
    let error = try #require(throws: ImageError.self) { try OutputFile.check(path) }
    #expect(error.description.contains("no file can be made in /proc"))
    #expect(throws: error) { try pattern(4, 4).write(to: path) }
  }

  @Test("a link stays, and the file that it leads to is replaced with its permissions")
  func link() throws {
    try withTemporaryFolder { folder in
      let (file, link) = (folder + "/kept.png", folder + "/link.png")
      try pattern(4, 4).write(to: file)
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
      try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "kept.png")
      try pattern(6, 6).write(to: link)
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "kept.png")
      #expect(try Image(contentsOf: file).width == 6)
      let attributes = try FileManager.default.attributesOfItem(atPath: file)
      #expect(attributes[.posixPermissions] as? Int == 0o600)
    }
  }

  @Test("an output that cannot be put in place leaves no temporary file")
  func leavesNothing() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/" + String(repeating: "a", count: 252) + ".png"
      #expect(throws: ImageError.self) { try pattern(4, 4).write(to: path) }
      let left = try FileManager.default.contentsOfDirectory(atPath: folder)
      #expect(left.isEmpty)
    }
  }
}

#if os(Linux)
  private let isLinux = true
#else
  private let isLinux = false
#endif
