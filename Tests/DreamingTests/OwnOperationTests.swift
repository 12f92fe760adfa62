import Imaging
import Networks
import TestSupport
import Testing
import Torch

@testable import Dreaming

/// Dreams through an operation that is defined outside of the sources.
@Suite struct OwnOperationTests {
  private func dreamer(_ change: (inout DreamOptions) throws -> Void = { _ in }) throws -> Dreamer {
    let options = try quickOptions {
      $0.objective = energy("silu2")
      try change(&$0)
    }
    return try Dreamer(
      architecture: SiLU.network, weights: Formula.weights(of: SiLU.network), normalization: .imageNet,
      options: options)
  }

  @Test func dreamsRaiseTheObjective() throws {
    var values: [Double] = []
    let dream = try dreamer { $0.pyramidSize = 1 }.dream(smallPhoto()) {
      values.append($0.progress.objective)
    }
    #expect(dream.shape == [1, 3, 96, 128])
    #expect(values.count == 3 && values[2] > values[0])
  }

  /// In tiles it is the same dream, up to the rolls that move the borders.
  @Test func tilesDreamAsTheWhole() throws {
    let whole = try dreamer().dream(smallPhoto())
    let tiled = try dreamer { $0.tile = 64 }.dream(smallPhoto())
    let difference = try Difference("tiled dream", tiled, whole)
    #expect(difference.psnr >= 45, "\(difference)")
  }

  /// Its inputs count as kept, since libtorch's differentiation needs them.
  @Test func memoryIsEstimated() throws {
    let weights = try Formula.weights(of: SiLU.network)
    let network = try FrozenNetwork(SiLU.network, taps: ["silu2"], weights: weights)
    let (small, large) = (
      try network.memory(height: 64, width: 64), try network.memory(height: 128, width: 128)
    )
    #expect(large == 4 * small)
    #expect(small > 64 * 64 * 4 * (16 + 16 + 4 + 4))
    let training = try SiLU.network.trainingMemory(height: 64, width: 64, in: .float32)
    #expect(training > 64 * 64 * 4 * (16 + 16 + 4 + 4))
  }
}
