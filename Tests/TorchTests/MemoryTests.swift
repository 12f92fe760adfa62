#if os(Linux)
  import Foundation
  import Testing
  import Torch

  @Suite struct MemoryTests {
    /// A million tensors, one shape error to a hundred of them. They would hold 200 MB and more if they stayed; a
    /// process of its own keeps what other tests do out of the measure.
    @Test func aMillionTensorsLeaveNothingBehind() async {
      await #expect(processExitsWith: .success) {
        let (one, other) = (try Tensor.ones([4]), try Tensor.ones([5]))
        func work(_ rounds: Int) throws {
          for _ in 0..<rounds {
            for _ in 0..<100 { _ = try one * 2 }
            #expect(throws: TorchError.self) { try one + other }
          }
        }
        try work(100)
        let before = try residentBytes()
        try work(10_000)
        let growth = try residentBytes() - before
        #expect(growth < 16 << 20, "resident memory grew by \(growth >> 20) MiB")
      }
    }

    /// Gradients hold a graph of C++ objects: it goes too.
    @Test func gradientsLeaveNothingBehind() async {
      await #expect(processExitsWith: .success) {
        let picture = try Tensor.ones([1000])
        func work(_ rounds: Int) throws {
          for _ in 0..<rounds {
            let leaf = try picture.detached()
            try leaf.requireGradient()
            _ = try (leaf.squared() * leaf).sum().gradients(to: [leaf])
          }
        }
        try work(100)
        let before = try residentBytes()
        try work(10_000)
        let growth = try residentBytes() - before
        #expect(growth < 16 << 20, "resident memory grew by \(growth >> 20) MiB")
      }
    }
  }

  /// The memory of this process that is in use, in bytes.
  private func residentBytes() throws -> Int {
    let fields = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")
    return try #require(Int(fields[1])) * sysconf(Int32(_SC_PAGESIZE))
  }
#endif
