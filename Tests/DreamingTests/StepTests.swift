import Foundation
import Testing
import Torch

@testable import Dreaming

/// The parts of one step, against cases worked out by hand.
@Suite struct StepTests {
  @Test func sigmaGrowsWithTheIteration() {
    let sigmas = (0..<4).map { GaussianSmoothing.sigma(iteration: $0, of: 4, smoothing: 0.5) }
    #expect(sigmas == [1, 1.5, 2, 2.5])
  }

  @Test func kernelIsTheMeanOfThree() {
    let kernel = GaussianSmoothing(sigma: 2).kernel
    #expect(kernel.count == 81)
    #expect(abs(kernel.reduce(0, +) - 1) < 1e-12)
    // The middle and a corner: e^0 = 1 and e^(−32 / 2σ²), over the square of the line's sum.
    func value(_ squaredDistance: Double) -> Double {
      [1.0, 2, 4].map { sigma in
        let sum = (-4...4).map { exp(-Double($0 * $0) / (2 * sigma * sigma)) }.reduce(0, +)
        return exp(-squaredDistance / (2 * sigma * sigma)) / (sum * sum)
      }.reduce(0, +) / 3
    }
    #expect(abs(kernel[40] - value(0)) < 1e-12)
    #expect(abs(kernel[0] - value(32)) < 1e-12)
    #expect(abs(kernel[42] - value(4)) < 1e-12)
  }

  @Test func smoothingKeepsWhatIsConstant() throws {
    let constant = try Tensor.full([1, 3, 12, 17], 0.75)
    let smoothed: [Float] = try GaussianSmoothing(sigma: 1.5)(constant).elements()
    #expect(smoothed.count == 3 * 12 * 17)
    #expect(smoothed.allSatisfy { abs($0 - 0.75) < 1e-6 })
  }

  @Test func smoothingSpreadsAPointAsTheKernel() throws {
    var numbers = [Float](repeating: 0, count: 3 * 11 * 11)
    numbers[121 + 60] = 1  // the middle of the second channel
    let smoothing = GaussianSmoothing(sigma: 1)
    let smoothed: [Float] = try smoothing(Tensor(numbers, shape: [1, 3, 11, 11])).elements()
    for y in 0..<9 {
      for x in 0..<9 {
        #expect(abs(Double(smoothed[121 + (y + 1) * 11 + x + 1]) - smoothing.kernel[y * 9 + x]) < 1e-7)
      }
    }
    #expect(smoothed[..<121].allSatisfy { $0 == 0 })
    #expect(smoothed[242...].allSatisfy { $0 == 0 })
  }

  @Test func shiftGoesThereAndBack() throws {
    let picture = try Tensor((0..<3 * 5 * 7).map { Float($0) }, shape: [1, 3, 5, 7])
    let numbers: [Float] = try picture.elements()
    var random = SplitMix64(seed: 5)
    var seen: Set<Int> = []
    for _ in 0..<200 {
      let shift = Shift(upTo: 3, random: &random)
      seen.formUnion([shift.dy, shift.dx])
      let shifted = try shift.apply(to: picture)
      let there: [Float] = try shifted.elements()
      #expect(try shift.undo(on: shifted).elements() == numbers)
      // Row 0, column 0 goes to row dy, column dx.
      #expect(there[(shift.dy + 5) % 5 * 7 + (shift.dx + 7) % 7] == 0)
    }
    #expect(seen == Set(-3...3))
  }

  @Test func noShiftDrawsNothing() {
    var random = SplitMix64(seed: 5)
    var untouched = random
    let shift = Shift(upTo: 0, random: &random)
    #expect(shift.dy == 0 && shift.dx == 0)
    #expect(random.next() == untouched.next())
  }

  @Test func splitMixAsPublished() {
    // The reference implementation's first outputs for the seed 1234567.
    var random = SplitMix64(seed: 1_234_567)
    #expect(
      (0..<3).map { _ in random.next() }
        == [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423])
  }
}
