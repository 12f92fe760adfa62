import Testing

import Imaging

@Suite("Output type")
struct OutputTypeTests {
  @Test(
    "follows the extension, in any case",
    arguments: [("a.jpg", OutputType.jpeg), ("b/a.JPEG", .jpeg), ("a.b.Png", .png)])
  func known(path: String, type: OutputType) throws {
    #expect(try OutputType(path: path) == type)
  }

  @Test("is refused for any other name", arguments: ["dream", "dream.webp", "png", "folder.png/dream"])
  func unknown(path: String) {
    #expect(throws: ImageError.unknownOutputType(path: path)) { try OutputType(path: path) }
  }
}
