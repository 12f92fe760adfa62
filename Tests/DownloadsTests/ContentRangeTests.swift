@testable import Downloads
import Testing

@Suite struct ContentRangeTests {
  @Test(
    arguments: [
      ("bytes 0-9/10", 0, 10), ("bytes 5-9/*", 5, nil), ("Bytes 1-1/2", 1, 2), ("bytes 0-9/9", nil, nil),
      ("bytes 9-0/10", nil, nil), ("bytes */10", nil, nil), ("items 0-9/10", nil, nil), ("", nil, nil),
      ("bytes -1-9/10", nil, nil),
    ] as [(String, Int?, Int?)])
  func contentRanges(_ text: String, _ start: Int?, _ total: Int?) {
    let range = ContentRange(text)
    #expect(range?.start == start && range?.total == total)
  }
}
