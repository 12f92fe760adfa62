import Testing
import Torch

@Suite struct ShapeTests {
  let a: Tensor

  init() throws { a = try Tensor([1, 2, 3, 4, 5, 6] as [Float], shape: [2, 3]) }

  @Test func describesItself() {
    #expect(a.shape == [2, 3])
    #expect(a.rank == 2)
    #expect(a.count == 6)
    #expect(a.dtype == .float32)
    #expect(a.isContiguous)
  }

  @Test func reshapes() throws {
    #expect(try a.reshaped([3, -1]).shape == [3, 2])
    #expect(try a.permuted([1, 0]).elements(Float.self) == [1, 4, 2, 5, 3, 6])
    #expect(try a.narrowed(1, 1..<3).elements(Float.self) == [2, 3, 5, 6])
    #expect(try a.flipped(1).elements(Float.self) == [3, 2, 1, 6, 5, 4])
  }

  @Test func rollsInACircle() throws {
    #expect(try a.rolled(dy: 0, dx: 1).elements(Float.self) == [3, 1, 2, 6, 4, 5])
    #expect(try a.rolled(dy: 1, dx: -1).elements(Float.self) == [5, 6, 4, 2, 3, 1])
  }

  @Test func walksThroughItsMemory() throws {
    #expect(try a.strided([2, 2], strides: [1, 3], offset: 1).elements(Float.self) == [2, 5, 3, 6])
    #expect(try a.strided([3], strides: [0], offset: 5).elements(Float.self) == [6, 6, 6])
    #expect(throws: TorchError.self) { try a.strided([2], strides: [3], offset: 3) }
  }

  @Test func joins() throws {
    #expect(
      try Tensor.concatenated([a, a], along: 1).elements(Float.self) == [1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6])
    #expect(try Tensor.stacked([a, a, a]).shape == [3, 2, 3])
  }

  @Test func selects() throws {
    let rows = try a.selecting(try Tensor([1, 1, 0] as [Int64], shape: [3]), along: 0)
    #expect(try rows.elements(Float.self) == [4, 5, 6, 4, 5, 6, 1, 2, 3])
  }

  @Test func copiesBroadcastAndConverted() throws {
    let target = try Tensor.zeros([2, 3])
    try target.copy(from: try Tensor([7, 8, 9] as [Int64], shape: [3]))
    #expect(try target.elements(Float.self) == [7, 8, 9, 7, 8, 9])
  }

  @Test func cloneHasItsOwnMemory() throws {
    let view = try a.reshaped([6])
    let copy = try a.clone()
    try a.clone().multiply(by: 0)
    try a.multiply(by: 2)
    #expect(try view.elements(Float.self) == [2, 4, 6, 8, 10, 12])
    #expect(try copy.elements(Float.self) == [1, 2, 3, 4, 5, 6])
  }

  @Test func channelsLastKeepsShapeAndOrder() throws {
    let picture = try Tensor((0..<24).map(Float.init), shape: [1, 2, 3, 4])
    let last = try picture.channelsLast()
    #expect(last.shape == [1, 2, 3, 4])
    #expect(last.isChannelsLast && !last.isContiguous)
    #expect(try last.elements(Float.self) == (0..<24).map(Float.init))
    let memory = try last.withBytes { Array($0.bindMemory(to: Float.self)) }
    #expect(memory.prefix(4) == [0, 12, 1, 13])
  }

  @Test func scalarsAndNothing() throws {
    #expect(try Tensor([5] as [Float], shape: []).item() == 5)
    let nothing = try Tensor([] as [Float], shape: [0, 3])
    #expect(nothing.count == 0)
    #expect(try nothing.elements(Float.self) == [])
  }

  @Test func borrowedMemoryLivesAsLongAsItsTensor() throws {
    final class Owner {
      let memory = UnsafeMutablePointer<Float>.allocate(capacity: 3)
      deinit { memory.deallocate() }
    }
    var owner: Owner? = Owner()
    weak let observed = owner
    let memory = try #require(owner).memory
    memory.update(from: [1, 2, 3], count: 3)
    var tensor: Tensor? = try Tensor(
      borrowing: memory, shape: [3], dtype: .float32, owner: try #require(owner))
    owner = nil
    #expect(try tensor?.elements(Float.self) == [1, 2, 3])
    #expect(observed != nil)
    tensor = nil
    #expect(observed == nil)
  }
}
