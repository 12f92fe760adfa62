import Testing
import Torch

@Suite struct MemorySizeTests {
  @Test(arguments: [
    (1, "1 MB"), (340_000_001, "341 MB"), (999_000_000, "999 MB"), (999_000_001, "1.0 GB"),
    (1_910_000_000, "2.0 GB"), (12_000_000_000, "12.0 GB"),
  ])
  func isEnough(_ bytes: Int, _ text: String) { #expect(bytes.memorySize == text) }
}
