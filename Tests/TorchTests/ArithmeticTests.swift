import Testing
import Torch

@Suite struct ArithmeticTests {
  let a: Tensor
  let b: Tensor

  init() throws {
    a = try Tensor([1, 2, 3, 4, 5, 6] as [Float], shape: [2, 3])
    b = try Tensor([10, 20, 30] as [Float], shape: [3])
  }

  @Test func elementwiseWithBroadcasting() throws {
    #expect(try (a + b).elements(Float.self) == [11, 22, 33, 14, 25, 36])
    #expect(try (b - a).elements(Float.self) == [9, 18, 27, 6, 15, 24])
    #expect(try (a * b).elements(Float.self) == [10, 40, 90, 40, 100, 180])
    #expect(try (b / a).elements(Float.self) == [10, 10, 10, 2.5, 4, 5])
  }

  @Test func withNumbers() throws {
    #expect(try (a * 2 - 1).elements(Float.self) == [1, 3, 5, 7, 9, 11])
    #expect(try a.squared().elements(Float.self) == [1, 4, 9, 16, 25, 36])
    #expect(try a.squared().squareRoot().elements(Float.self) == [1, 2, 3, 4, 5, 6])
    #expect(try (a - 3).magnitude().elements(Float.self) == [2, 1, 0, 1, 2, 3])
    #expect(try a.clamped(2, 5).elements(Float.self) == [2, 2, 3, 4, 5, 5])
  }

  @Test func roundsHalvesToEven() throws {
    let halves = try Tensor([0.5, 1.5, 2.5, -0.5] as [Float], shape: [4])
    #expect(try halves.rounded().elements(Float.self) == [0, 2, 2, 0])
  }

  @Test func matrixProduct() throws {
    let column = try Tensor([1, 0, -1] as [Float], shape: [3, 1])
    let product = try a.matrixProduct(column)
    #expect(product.shape == [2, 1])
    #expect(try product.elements(Float.self) == [-2, -2])
  }

  @Test func inPlace() throws {
    let c = try a.clone()
    try c.add(b, scale: 0.1)
    #expect(try c.elements(Float.self) == [2, 4, 6, 5, 7, 9])
    try c.multiply(by: 2)
    #expect(try c.elements(Float.self) == [4, 8, 12, 10, 14, 18])
    try c.interpolate(towards: try .zeros([2, 3]), weight: 0.5)
    #expect(try c.elements(Float.self) == [2, 4, 6, 5, 7, 9])
    try c.multiply(by: b)
    #expect(try c.elements(Float.self) == [20, 80, 180, 50, 140, 270])
    try c.divide(by: b)
    #expect(try c.elements(Float.self) == [2, 4, 6, 5, 7, 9])
    try c.multiply(by: b)
    try c.clamp(try b * 3, try b * 8)
    #expect(try c.elements(Float.self) == [30, 80, 180, 50, 140, 240])
    #expect(try a.elements(Float.self) == [1, 2, 3, 4, 5, 6])
  }

  @Test func reductions() throws {
    #expect(try a.sum().item() == 21)
    #expect(try a.sum([0]).elements(Float.self) == [5, 7, 9])
    #expect(try a.mean([1], keepingDimensions: true).shape == [2, 1])
    #expect(try a.mean([1]).elements(Float.self) == [2, 5])
    #expect(try a.maximum().item() == 6)
    #expect(try a.minimum().item() == 1)
    #expect(try a.indexOfMaximum(along: 1).elements(Int64.self) == [2, 2])
    // Squared distances from 3.5 are 17.5 together; the unbiased variance is 3.5.
    #expect(abs(try a.standardDeviation().item() - 3.5.squareRoot()) < 1e-6)
    let each: [Float] = try a.standardDeviation([1], keepingDimensions: true).elements()
    #expect(each.count == a.shape[0] && each.allSatisfy { abs($0 - 1) < 1e-6 })
  }

  @Test func largest() throws {
    let (values, indices) = try Tensor([3, 9, 1, 7] as [Float], shape: [4]).largest(2)
    #expect(try values.elements(Float.self) == [9, 7])
    #expect(try indices.elements(Int64.self) == [1, 3])
  }

  @Test func equality() throws {
    let same = try a.isEqual(to: try a.flipped(1))
    #expect(same.dtype == .bool)
    #expect(try same.elements(UInt8.self) == [0, 1, 0, 0, 1, 0])
  }
}
