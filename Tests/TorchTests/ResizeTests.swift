import Testing
import TestSupport
import Torch

@Suite struct ResizeTests {
  /// Bytes stay bytes and are PIL's to one level.
  @Test(arguments: [(24, 24), (100, 80), (40, 20)])
  func equalsPILOnBytes(_ width: Int, _ height: Int) throws {
    let fixture = try Fixture.open("resize")
    let source = try fixture.tensor("source").permuted([2, 0, 1]).reshaped([1, 3, 47, 61])
    let resized = try source.resized(height: height, width: width, antialias: true)
    let expected = try fixture.tensor("\(width)x\(height)").permuted([2, 0, 1])
    #expect(resized.dtype == .uint8)
    #expect(resized.shape == [1, 3, height, width])
    let found = try resized.elements(UInt8.self)
    let wrong = zip(found, try expected.elements(UInt8.self)).filter { $0 != $1 }
    let worst = wrong.map { abs(Int($0) - Int($1)) }.max() ?? 0
    #expect(worst <= 1, "\(wrong.count) of \(found.count) values differ, the worst by \(worst)")
    #expect(wrong.count * 100 <= found.count, "\(wrong.count) of \(found.count) values differ by one level")
  }

  /// Without antialiasing a half is the mean of four neighbors, enlarging repeats the edge.
  @Test func halfPixelCenters() throws {
    let picture = try Tensor([0, 4, 8, 12] as [Float], shape: [1, 1, 2, 2])
    #expect(try picture.resized(height: 1, width: 1, antialias: false).item() == 6)
    let wide = try picture.resized(height: 2, width: 4, antialias: false)
    #expect(try wide.elements(Float.self) == [0, 1, 3, 4, 8, 9, 11, 12])
  }
}
