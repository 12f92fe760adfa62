import Testing

@testable import Files

@Suite struct FileNamesTests {
  @Test(arguments: [
    ("relu4_1", "relu4_1"), ("../../etc/passwd", "etc_passwd"), (".hidden", "hidden"), ("", "unnamed"),
    ("a b\n<c>", "a_b_c_"), ("naïve 🦉", "na_ve_"), ("--", "unnamed"),
    (String(repeating: "x", count: 300), String(repeating: "x", count: 100)),
  ])
  func fileNamesAreHarmless(name: String, file: String) {
    #expect(safeFileName(name) == file)
  }

  @Test(arguments: [("a/b/c.png", "a/b"), ("c.png", "."), ("/c.png", "/"), ("a//c", "a/")])
  func theFolderOfAFile(path: String, expected: String) {
    #expect(folder(ofFile: path) == expected)
  }

  @Test func aTemporaryNameIsHiddenAndShort() {
    let name = temporaryName(beside: "a/" + String(repeating: "x", count: 255))
    #expect(name.hasPrefix("a/.xxx"))
    #expect(name.count < 60)
  }
}
