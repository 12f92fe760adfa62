import Testing
import Torch

@Suite struct DTypeTests {
  @Test(arguments: DType.allCases) func zerosHaveTheTypeAndItsSize(_ dtype: DType) throws {
    let tensor = try Tensor.zeros([2, 5], dtype: dtype)
    #expect(tensor.dtype == dtype)
    #expect(try tensor.withBytes { $0.count } == 10 * dtype.byteCount)
  }

  /// bfloat16 keeps eight significant bits: between 256 and 512 only even numbers are left, halves go to even.
  @Test func bfloat16RoundsToEightBits() throws {
    let numbers = try Tensor([1, 257, 258, 259, 3.3e38, 1e-30] as [Float], shape: [6])
    let back = try numbers.to(.bfloat16).elements(Float.self)
    #expect(back.prefix(4) == [1, 256, 258, 260])
    #expect(back[4].isFinite)
    #expect(abs(back[5] / 1e-30 - 1) < 1 / 256)
  }

  /// float16 has eleven bits and ends at 65,504.
  @Test func float16RoundsToElevenBits() throws {
    let numbers = try Tensor([2049, 2050, 65504, 70000] as [Float], shape: [4])
    #expect(try numbers.to(.float16).elements(Float.self) == [2048, 2050, 65504, .infinity])
  }

  @Test func toTheSameTypeIsTheSameMemory() throws {
    let numbers = try Tensor([1, 2] as [Float], shape: [2])
    try numbers.to(.float32).multiply(by: 3)
    #expect(try numbers.elements(Float.self) == [3, 6])
  }

  @Test func integersKeepTheirValues() throws {
    let large = try Tensor([1 << 53 + 1, -7] as [Int64], shape: [2])
    #expect(try large.elements(Int64.self) == [1 << 53 + 1, -7])
    #expect(try Tensor([200, 255] as [UInt8], shape: [2]).elements(Float.self) == [200, 255])
    #expect(try Tensor([0.1] as [Double], shape: [1]).elements(Double.self) == [0.1])
  }
}
