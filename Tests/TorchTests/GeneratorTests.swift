import Testing
import Torch

@Suite struct GeneratorTests {
  @Test func sameSeedSameNumbers() throws {
    let (one, two) = (try Generator(seed: 42), try Generator(seed: 42))
    for _ in 0..<3 {
      #expect(try one.normal([100]).elements(Float.self) == two.normal([100]).elements(Float.self))
      #expect(try one.uniform([100]).elements(Float.self) == two.uniform([100]).elements(Float.self))
    }
    let other = try Generator(seed: 43)
    #expect(
      try Generator(seed: 42).normal([100]).elements(Float.self) != other.normal([100]).elements(Float.self))
  }

  @Test func normalHasItsMeanAndDeviation() throws {
    let numbers = try Generator(seed: 7).normal([100_000], mean: 3, deviation: 0.5)
    #expect(abs(try numbers.mean().item() - 3) < 0.01)
    #expect(abs(try numbers.standardDeviation().item() - 0.5) < 0.01)
  }

  @Test func uniformStaysWithinItsBounds() throws {
    let numbers = try Generator(seed: 7).uniform([100_000], -2, 4)
    #expect(try numbers.minimum().item() >= -2)
    #expect(try numbers.maximum().item() < 4)
    #expect(abs(try numbers.mean().item() - 1) < 0.05)
  }
}
