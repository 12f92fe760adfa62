import Files
import Testing

@Suite struct MessagesTests {
  @Test(arguments: [
    (1, "1 MB"), (340_000_001, "341 MB"), (999_000_000, "999 MB"), (999_000_001, "1.0 GB"),
    (1_910_000_000, "2.0 GB"), (12_000_000_000, "12.0 GB"),
  ])
  func aSizeOfMemoryIsEnough(_ bytes: Int, _ text: String) { #expect(bytes.memorySize == text) }

  @Test func whatWouldBreakALineIsASpace() {
    #expect("a\nb\u{1b}c\u{2028}d".onOneLine == "a b c d")
    #expect(String(repeating: "x", count: 301).onOneLine == String(repeating: "x", count: 300) + "…")
    #expect("relu4\t1".quoted == "'relu4 1'")
  }

  @Test func theNearestNameNeedsTheFewestChanges() {
    let names = ["relu1_1", "relu4_1", "relu4_2", "pool4"]
    #expect(nearestNames(to: "ReLU4_1", among: names, count: 2) == ["relu4_1", "relu1_1"])
    #expect(nearestNames(to: "pool", among: names, count: 1) == ["pool4"])
  }
}
