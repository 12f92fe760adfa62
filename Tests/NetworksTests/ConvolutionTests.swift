import Testing
import Torch

@testable import Networks

@Suite("Which convolutions train by Winograd's filtering")
struct ConvolutionTests {
  private func gains(_ shape: [Int], _ convolution: Convolution) throws -> Bool {
    try convolution.gainsFromWinograd(.zeros(shape))
  }

  private let convolution = Convolution(inputs: 32, outputs: 64, kernel: 3, padding: 1)

  @Test(.enabled(if: Runtime.hasWinograd(.float32))) func byShape() throws {
    #expect(try gains([32, 32, 4, 4], convolution))
    #expect(try gains([32, 32, 2, 2], convolution))
    #expect(try gains([25, 32, 7, 7], convolution))
    #expect(try !gains([32, 32, 3, 3], convolution), "tiles stick out")
    #expect(try !gains([2, 32, 4, 4], convolution), "too few pixels for the weight's transform")
  }

  @Test func byKind() throws {
    let shape = [32, 32, 8, 8]
    #expect(try !gains(shape, Convolution(inputs: 32, outputs: 64, kernel: 3, stride: 2, padding: 1)))
    #expect(try !gains(shape, Convolution(inputs: 32, outputs: 64, kernel: 1)))
    #expect(try !gains([32, 3, 8, 8], Convolution(inputs: 3, outputs: 64, kernel: 3, padding: 1)))
    #expect(try !gains(shape, Convolution(inputs: 32, outputs: 40, kernel: 3, padding: 1)))
  }
}
