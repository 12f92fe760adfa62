import Testing
import Torch

@Suite struct LayerTests {
  let picture: Tensor

  init() throws { picture = try Tensor((1...16).map(Float.init), shape: [1, 1, 4, 4]) }

  @Test func convolution() throws {
    let kernel = try Tensor([1, 0, 0, -1] as [Float], shape: [1, 1, 2, 2])
    let bias = try Tensor([100] as [Float], shape: [1])
    let result = try picture.convolved(kernel, bias: bias, stride: (2, 2), padding: (0, 0))
    #expect(try result.elements(Float.self) == [95, 95, 95, 95])
    #expect(try picture.convolved(kernel, bias: nil, stride: (1, 1), padding: (1, 0)).shape == [1, 1, 5, 3])
  }

  /// ⟨convolved x, y⟩ = ⟨x, spread y⟩, for sides that a stride of 2 divides and does not.
  @Test(arguments: [(4, 4), (5, 4), (7, 9)]) func spreadingIsTheAdjoint(height: Int, width: Int) throws {
    let generator = try Generator(seed: 3)
    let kernel = try generator.normal([2, 1, 5, 5])
    let x = try generator.normal([1, 2, height, width])
    let convolved = try x.convolved(kernel, bias: nil, stride: (2, 2), padding: (2, 2), groups: 2)
    let y = try generator.normal(convolved.shape)
    let spread = try y.spread(kernel, stride: 2, padding: 2, height: height, width: width, groups: 2)
    #expect(spread.shape == x.shape)
    let (there, back) = (try (convolved * y).sum().item(), try (x * spread).sum().item())
    #expect(abs(there - back) < 1e-4 * max(1, abs(there)))
  }

  /// A gain of 1 for the constant alone leaves the mean; 2 everywhere doubles.
  @Test(arguments: [(4, 6), (5, 7)]) func spectrum(height: Int, width: Int) throws {
    let numbers = (0..<height * width).map { Float($0 % 7) }
    let signal = try Tensor(numbers, shape: [1, 1, height, width])
    var gains = [Float](repeating: 0, count: height * (width / 2 + 1))
    gains[0] = 1
    let mean = numbers.reduce(0, +) / Float(numbers.count)
    let constant: [Float] = try signal.filteringSpectrum(Tensor(gains, shape: [height, width / 2 + 1]))
      .elements()
    #expect(constant.count == numbers.count && constant.allSatisfy { abs($0 - mean) < 1e-5 })
    let doubled: [Float] = try signal.filteringSpectrum(.full([height, width / 2 + 1], 2)).elements()
    #expect(zip(doubled, numbers).allSatisfy { abs($0 - 2 * $1) < 1e-4 })
    #expect(throws: TorchError.self) { _ = try signal.filteringSpectrum(.ones([height, width])) }
  }

  @Test func pools() throws {
    #expect(try picture.maxPooled(Window(kernel: 2, stride: 2)).elements(Float.self) == [6, 8, 14, 16])
    #expect(try picture.maxPooled(Window(kernel: 3, stride: 2), ceiling: true).shape == [1, 1, 2, 2])
    #expect(try picture.maxPooled(Window(kernel: 3, stride: 2)).shape == [1, 1, 1, 1])
    #expect(
      try picture.averagePooled(Window(kernel: 2, stride: 2)).elements(Float.self) == [
        3.5, 5.5, 11.5, 13.5,
      ])
    #expect(try picture.averagePooled(toHeight: 1, width: 2).elements(Float.self) == [7.5, 9.5])
  }

  @Test func reluInMemoryOfItsOwnAndInPlace() throws {
    let numbers = try Tensor([-1, 0, 2] as [Float], shape: [3])
    #expect(try numbers.relu().elements(Float.self) == [0, 0, 2])
    #expect(try numbers.elements(Float.self) == [-1, 0, 2])
    try numbers.applyReLU()
    #expect(try numbers.elements(Float.self) == [0, 0, 2])
  }

  /// Mean 2 and variance 1 of the batch; the unbiased variance that the running one moves towards is 4/3.
  @Test func batchNormInTrainingMovesItsStatistics() throws {
    let batch = try Tensor([1, 3, 1, 3] as [Float], shape: [4, 1, 1, 1])
    let (mean, variance) = (try Tensor.zeros([1]), try Tensor.ones([1]))
    let normalized = try batch.batchNormalized(
      weight: try .full([1], 2), bias: try .full([1], 5), runningMean: mean, runningVariance: variance,
      training: true, momentum: 0.5, epsilon: 0)
    #expect(try normalized.elements(Float.self) == [3, 7, 3, 7])
    #expect(try mean.item() == 1)
    #expect(abs(try variance.item() - (0.5 + 0.5 * 4 / 3)) < 1e-6)
  }

  @Test func batchNormInUseTakesTheRunningStatistics() throws {
    let batch = try Tensor([1, 3] as [Float], shape: [2, 1, 1, 1])
    let normalized = try batch.batchNormalized(
      weight: try .ones([1]), bias: try .zeros([1]), runningMean: try .full([1], 1),
      runningVariance: try .full([1], 4), training: false, momentum: 0.1, epsilon: 0)
    #expect(try normalized.elements(Float.self) == [0, 1])
  }

  @Test func linearAndSoftmax() throws {
    let rows = try Tensor([1, 2] as [Float], shape: [1, 2])
    let weight = try Tensor([1, 1, 3, -1] as [Float], shape: [2, 2])
    let result = try rows.linear(weight, bias: try Tensor([0, 2] as [Float], shape: [2]))
    #expect(try result.elements(Float.self) == [3, 3])
    #expect(try result.softmax(along: 1).elements(Float.self) == [0.5, 0.5])
  }

  @Test func reflection() throws {
    let row = try Tensor([1, 2, 3] as [Float], shape: [1, 1, 1, 3])
    let padded = try row.reflectionPadded(left: 2, right: 1, top: 0, bottom: 0)
    #expect(try padded.elements(Float.self) == [3, 2, 1, 2, 3, 2])
  }

  /// Equal logits: ln 2 whatever the class; a class that has 90 % of the weight for logit ln 9: −ln 0.9.
  @Test func crossEntropy() throws {
    let logits = try Tensor([0, 0, 2.1972246, 0] as [Float], shape: [2, 2])
    let classes = try Tensor([1, 0] as [Int64], shape: [2])
    let expected = (0.693147 + 0.105361) / 2
    #expect(abs(try logits.crossEntropy(classes).item() - expected) < 1e-5)
    let shares = try Tensor([0, 1, 1, 0] as [Float], shape: [2, 2])
    #expect(abs(try logits.crossEntropy(shares).item() - expected) < 1e-5)
  }

  @Test func dropoutKeepsTheMeanAndFollowsItsGenerator() throws {
    let ones = try Tensor.ones([100_000])
    let dropped = try ones.droppingOut(0.25, generator: try Generator(seed: 1))
    let values = Set(try dropped.elements(Float.self))
    #expect(values == [0, Float(4) / 3])
    #expect(abs(try dropped.mean().item() - 1) < 0.01)
    let again = try ones.droppingOut(0.25, generator: try Generator(seed: 1))
    #expect(try again.elements(Float.self) == dropped.elements(Float.self))
    let other = try ones.droppingOut(0.25, generator: try Generator(seed: 2))
    #expect(try other.elements(Float.self) != dropped.elements(Float.self))
    #expect(try ones.droppingOut(0, generator: try Generator(seed: 1)).mean().item() == 1)
  }
}
