import Foundation
import Imaging
import TestSupport
import Testing

/// The source of the package in Examples/DreamInTwentyLines, built as another module that sees what is public.
@Suite struct ExampleTests {
  private static let package = Fixture.folder.deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Examples/DreamInTwentyLines")

  @Test func aPackageDreamsInTwentyLines() throws {
    let folder = try TemporaryFolder()
    let gray = Image(width: 48, height: 32, bytes: [UInt8](repeating: 128, count: 48 * 32 * 3))
    try gray.write(to: folder.path("photo.png"))
    let process = try program([folder.path("photo.png"), folder.path("dream.png")], in: folder)
    process.executableURL = programURL.deletingLastPathComponent().appending(path: "ExampleDream")
    let run = try result(of: process)
    #expect(run.error == "")
    #expect(run.code == 0)
    #expect(run.output.hasSuffix("step 10 of 10\n"))
    let dream = try Image(contentsOf: folder.path("dream.png"))
    #expect(dream.width == 200)
    #expect(Set(dream.bytes).count > 10)
  }

  @Test func itIsTwentyLinesAndUsesProductsAlone() throws {
    let source = try String(
      contentsOf: Self.package.appending(path: "Sources/DreamInTwentyLines/main.swift"), encoding: .utf8)
    let lines = source.split(separator: "\n")
    #expect(lines.count <= 20)
    let imports = lines.compactMap { $0.hasPrefix("import ") ? $0.dropFirst(7) : nil }
    let manifest = try String(
      contentsOf: Self.package.deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Package.swift"), encoding: .utf8)
    for name in imports { #expect(manifest.contains(".library(name: \"\(name)\"")) }
  }
}
