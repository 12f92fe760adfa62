import Testing
import TestSupport
import Torch

@Suite("Process groups")
struct ProcessGroupTests {
  @Test func ranksAddUp() throws {
    let sums = try LoopbackRanks.run(3) { group in
      let tensor = try Tensor([Float(group.rank), 10], shape: [2])
      try group.allReduce(tensor)
      return try tensor.elements(Float.self)
    }
    #expect(sums == [[3, 30], [3, 30], [3, 30]])
    #expect(try LoopbackRanks.run(2) { try $0.sums([0.5, Double($0.rank)]) } == [[1, 1], [1, 1]])
  }

  @Test func oneRankTellsTheOthers() throws {
    let told = try LoopbackRanks.run(2) { group in
      let tensor = try Tensor([Int64(group.rank + 5)], shape: [1])
      try group.broadcast(tensor, from: 1)
      try group.barrier()
      return try tensor.item()
    }
    #expect(told == [6, 6])
    #expect(
      try LoopbackRanks.run(2) { try $0.broadcast($0.rank == 0 ? [1, 2, 3] : []) } == [
        [1, 2, 3], [1, 2, 3],
      ])
    #expect(try LoopbackRanks.run(2) { try $0.broadcast([]) } == [[], []])
  }

  @Test func aGroupOfOneIsAlone() throws {
    #expect(try LoopbackRanks.run(1) { try $0.sums([7]) } == [[7]])
  }

  @Test func aRankThatLeavesStopsTheOthers() throws {
    let outcomes = try LoopbackRanks.run(2) { group -> Bool in
      try group.barrier()
      if group.rank == 1 { return true }
      do {
        _ = try group.sums([1])
        return false
      } catch {
        return true
      }
    }
    #expect(outcomes == [true, true])
  }

  @Test func waitingForRanksThatDoNotComeEnds() throws {
    let launches = try LoopbackRanks.launches(2)
    #expect(throws: TorchError.self) { try ProcessGroup(launches[0], timeout: 0.5) }
    #expect(throws: TorchError.self) { try ProcessGroup(launches[1], timeout: 0.5) }
  }
}

@Suite("Gradient buckets")
struct GradientBucketTests {
  /// d(Σ a·x + Σ b·y) / d(x, y) = (a, b), summed over the ranks.
  private func sums(
    bucketBytes: Int, carried: [[Float]] = [], silentRank: Int? = nil
  ) throws -> [[[Float]]] {
    try LoopbackRanks.run(2) { group in
      let parameters = try [Tensor.ones([2]), Tensor.ones([1, 1, 1, 1])]
      for parameter in parameters { try parameter.requireGradient() }
      let buckets = try GradientBuckets(parameters, group: group, bucketBytes: bucketBytes)
      let rank = Float(group.rank)
      let carried =
        try carried.isEmpty
        ? [] : [Tensor(carried[0], shape: [2]), Tensor(carried[1], shape: [1, 1, 1, 1])]
      var result: [[Float]] = []
      // Twice, so that what the first pass left does not count.
      for _ in 0..<2 {
        let x = try parameters[0] * Tensor([1 + rank, 2 + rank], shape: [2])
        let output = try x.sum() + (parameters[1] * Double(10 * (1 + rank))).sum()
        result = try buckets.sums(of: group.rank == silentRank ? nil : output, adding: carried)
          .map { try $0.elements() }
      }
      return result + [[Float(buckets.count)]]
    }
  }

  @Test(arguments: [4, 25 << 20]) func gradientsOfAllRanksAddUp(bucketBytes: Int) throws {
    let count: Float = bucketBytes == 4 ? 2 : 1
    let expected: [[Float]] = [[3, 5], [30], [count]]
    #expect(try sums(bucketBytes: bucketBytes) == [expected, expected])
  }

  @Test func carriedGradientsCount() throws {
    let expected: [[Float]] = [[3 + 200, 5 + 400], [30 + 2], [1]]
    #expect(try sums(bucketBytes: 1 << 20, carried: [[100, 200], [1]]) == [expected, expected])
  }

  @Test func aRankMayHaveNothing() throws {
    let expected: [[Float]] = [[1, 2], [10], [1]]
    #expect(try sums(bucketBytes: 1 << 20, silentRank: 1) == [expected, expected])
  }

  @Test func otherPassesDoNotFillThem() throws {
    let gradients = try LoopbackRanks.run(1) { group in
      let parameter = try Tensor.ones([1])
      try parameter.requireGradient()
      let buckets = try GradientBuckets([parameter], group: group)
      let sums = try buckets.sums(of: (parameter * 2).sum())
      let alone = try (parameter * 3).sum().gradients(to: [parameter])
      return try [sums[0].item(), alone[0].item()]
    }
    #expect(gradients == [[2, 3]])
  }
}

@Suite("Synchronized batch norm")
struct SynchronizedBatchNormTests {
  /// A gradient of 1, 2, 3 … to the output, so that nothing cancels.
  private func pass(_ input: Tensor, from first: Int, group: ProcessGroup?) throws -> [[Float]] {
    let (weight, bias) = try (Tensor([Float(2), 3], shape: [2]), Tensor([Float(1), -1], shape: [2]))
    let (mean, variance) = try (Tensor.zeros([2]), Tensor.ones([2]))
    let leaves = [input, weight, bias]
    for leaf in leaves { try leaf.requireGradient() }
    let output =
      if let group {
        try input.batchNormalized(
          weight: weight, bias: bias, runningMean: mean, runningVariance: variance, momentum: 0.1,
          epsilon: 1e-5, over: group)
      } else {
        try input.batchNormalized(
          weight: weight, bias: bias, runningMean: mean, runningVariance: variance, training: true,
          momentum: 0.1, epsilon: 1e-5)
      }
    let factors = try Tensor((0..<input.count).map { Float($0 + first) }, shape: input.shape)
    let gradients = try (output * factors).sum().gradients(to: leaves)
    return try ([output, gradients[0], mean, variance, gradients[1], gradients[2]])
      .map { try $0.detached().elements() }
  }

  @Test func equalsBatchNormOfTheWholeBatch() throws {
    let numbers = (0..<24).map { Float(($0 * 7) % 11) - 3 }
    let whole = try pass(Tensor(numbers, shape: [3, 2, 2, 2]), from: 0, group: nil)
    // One picture on the first rank, two on the second.
    let parts = try LoopbackRanks.run(2) { group in
      let range = group.rank == 0 ? 0..<8 : 8..<24
      return try pass(
        Tensor(Array(numbers[range]), shape: [range.count / 8, 2, 2, 2]), from: range.lowerBound, group: group
      )
    }
    func expect(_ found: [Float], _ expected: [Float], _ what: String) {
      let difference = zip(found, expected).map { abs($0 - $1) }.max() ?? .infinity
      #expect(found.count == expected.count && difference < 1e-4, "\(what): \(found) \(expected)")
    }
    expect(parts[0][0] + parts[1][0], whole[0], "output")
    expect(parts[0][1] + parts[1][1], whole[1], "gradient to the input")
    for part in parts {
      expect(part[2], whole[2], "running mean")
      expect(part[3], whole[3], "running variance")
    }
    for index in [4, 5] {
      expect(zip(parts[0][index], parts[1][index]).map(+), whole[index], "gradient to weight and bias")
    }
  }
}
