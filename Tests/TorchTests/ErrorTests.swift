import Testing
import Torch

@Suite struct ErrorTests {
  /// What a user sees is one line; libtorch's own words stay at hand; and the process lives.
  @Test func aWrongShapeIsAnErrorOfOneLine() throws {
    let (a, b) = (try Tensor.ones([2, 3]), try Tensor.ones([2, 4]))
    let error = try #require(throws: TorchError.self) { try a + b }
    #expect(error.kind == .rejected)
    #expect(error.operation == "add")
    #expect(error.details.contains("size of tensor a (3)"))
    #expect(error.shapes == [[2, 3], [2, 4]])
    #expect(error.description.hasSuffix("; shapes [2, 3], [2, 4]"))
    #expect(!error.description.contains("\n"))
    #expect(error.description.hasPrefix("add: "))
    #expect(try (a + a).sum().item() == 12)
  }

  @Test func everyWayToFailThrows() throws {
    let a = try Tensor.ones([2, 3])
    #expect(throws: TorchError.self) { try a.reshaped([7]) }
    #expect(throws: TorchError.self) { try a.permuted([0, 0]) }
    #expect(throws: TorchError.self) { try a.narrowed(1, 2..<9) }
    #expect(throws: TorchError.self) { try a.item() }
    #expect(throws: TorchError.self) { try a.matrixProduct(a) }
    #expect(throws: TorchError.self) { try a.softmax(along: 5) }
    #expect(throws: TorchError.self) { try a.largest(4) }
    #expect(throws: TorchError.self) { try a.linear(try .ones([5, 4]), bias: nil) }
    #expect(throws: TorchError.self) { try a.maxPooled(Window(kernel: 2, stride: 2, padding: 5)) }
    #expect(throws: TorchError.self) { try a.resized(height: 0, width: 4, antialias: true) }
    #expect(throws: TorchError.self) { try Tensor.concatenated([], along: 0) }
    #expect(throws: TorchError.self) { try Tensor.stacked([a, try .ones([3])]) }
    #expect(throws: TorchError.self) { try Tensor.zeros([-1]) }
    #expect(throws: TorchError.self) { try Tensor([1, 2] as [Float], shape: [3]) }
    #expect(throws: TorchError.self) { try a.permuted([1, 0]).withBytes { $0.count } }
    #expect(throws: TorchError.self) { try Device(named: "toaster") }
    #expect(throws: TorchError.self) { try Device(named: "cuda:x") }
    #expect(throws: TorchError.self) { try Device(named: "") }
  }

  @Test func memoryThatIsNotThereIsSaidSo() throws {
    let error = try #require(throws: TorchError.self) { try Tensor.empty([1 << 45]) }
    #expect(error.kind == .outOfMemory)
    #expect(error.description == "empty: not enough memory")
  }
}
