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
