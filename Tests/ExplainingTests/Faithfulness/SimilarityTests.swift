import Testing
import TestSupport
import Torch

@testable import Explaining

@Suite struct SimilarityTests {
  private func map(_ values: [Float]) throws -> Tensor { try Tensor(values, shape: [1, 1, 1, values.count]) }

  @Test func identicalMapsAreAlike() throws {
    let map = try Formula.tensor("map", [1, 1, 20, 30], scale: 1)
    #expect(try rankCorrelation(map, map) == 1)
    #expect(try abs(structuralSimilarity(map, map) - 1) < 1e-12)
    #expect(try rankCorrelation(map, map * -1) == -1)
    let other = try Formula.tensor("other", [1, 1, 20, 30], scale: 1)
    #expect(try abs(rankCorrelation(map, other)) < 0.1)
    #expect(try structuralSimilarity(map, other) < 0.1)
  }

  /// Ranks 3, 3, 1 (the equal ones share 2½) against 3, 2, 1: 1.5 / √(1.5 · 2).
  @Test func equalValuesShareARank() throws {
    let found = try rankCorrelation(map([1, 1, 2]), map([1, 2, 3]))
    #expect(abs(found - 1.5 / (1.5 * 2 as Double).squareRoot()) < 1e-12)
    #expect(try rankCorrelation(map([1, 1, 1]), map([1, 2, 3])) == 0)
  }

  /// Two even maps have no structure: what is left is (2ab + C₁) / (a² + b² + C₁).
  @Test func evenMapsDifferByTheirBrightness() throws {
    let (dark, bright) = (try Tensor.full([1, 1, 12, 15], 0.25), try Tensor.full([1, 1, 12, 15], 0.75))
    let expected = (2 * 0.25 * 0.75 + 0.0001) / (0.25 * 0.25 + 0.75 * 0.75 + 0.0001)
    #expect(try abs(structuralSimilarity(dark, bright) - expected) < 1e-9)
  }

  /// Maps of more pixels than are worked on together go through in strips: 11 rows and then ever one more.
  @Test func stripsLeaveNoSeam() throws {
    let one = try Formula.tensor("one", [1, 1, 30, 20], scale: 0.5, offset: 0.5)
    let other = try Formula.tensor("other", [1, 1, 30, 20], scale: 0.5, offset: 0.5)
    let width = mostPixelsTogether / 20 / 3
    func wide(_ map: Tensor) throws -> Tensor {
      try .concatenated([Tensor](repeating: map, count: width), along: 3)
    }
    let (a, b) = (try wide(one), try wide(other))
    let whole = try structuralSimilarity(a, b)
    let parts = try [0..<20, 10..<30].map { rows in
      try structuralSimilarity(a.narrowed(2, rows), b.narrowed(2, rows))
    }
    #expect(abs(whole - (parts[0] + parts[1]) / 2) < 1e-9)
  }

  @Test func mapsThatCannotBeCompared() throws {
    let (small, large) = (try Tensor.ones([1, 1, 10, 20]), try Tensor.ones([1, 1, 20, 20]))
    #expect(throws: ExplainError.mapSize([1, 1, 20, 20], expected: [1, 1, 10, 20])) {
      try rankCorrelation(small, large)
    }
    #expect(throws: ExplainError.mapTooSmall([1, 1, 10, 20], smallest: 11)) {
      try structuralSimilarity(small, small)
    }
  }

  @Test func referenceMaps() throws {
    let random = try ReferenceMap.random(seed: 3).map(height: 20, width: 30)
    #expect(random.shape == [1, 1, 20, 30])
    #expect(try rankCorrelation(random, ReferenceMap.random(seed: 3).map(height: 20, width: 30)) == 1)
    #expect(try abs(rankCorrelation(random, ReferenceMap.random(seed: 4).map(height: 20, width: 30))) < 0.2)
    let blob = try ReferenceMap.centeredBlob.map(height: 5, width: 9)
    #expect(blob.shape == [1, 1, 5, 9])
    #expect(try blob.reshaped([-1]).indexOfMaximum(along: 0).item() == 22)
    #expect(try blob.maximum().item() == 1 && blob.minimum().item() > 0)
    #expect(try Difference("mirrored", blob, blob.flipped(2).flipped(3)).relative < 1e-6)
  }
}
