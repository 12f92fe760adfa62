#if os(Linux)
  import Checkpoints
  import Foundation
  import Testing
  import TestSupport
  import Torch

  /// Sound checkpoints, harmed at random: each gives tensors or one line, soon and with little memory.
  ///
  /// They run in a process of their own, whose memory is theirs alone. `make fuzz` runs 100,000 of them with an address
  /// sanitizer. A failure names its seed.
  @Suite(.serialized) struct MutationTests {
    @Test func giveTensorsOrOneLine() async throws {
      let result = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
        try MutationTests.readMutations()
      }
      if MutationTests.asked != nil, let result {
        print(String(decoding: result.standardOutputContent, as: UTF8.self))
      }
    }

    /// Files of a few megabytes that ask for as much as they can.
    @Test func bombsStaySmall() async throws {
      let result = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
        try MutationTests.readBombs()
      }
      if MutationTests.asked != nil, let result {
        print(String(decoding: result.standardOutputContent, as: UTF8.self))
      }
    }

    private static let originals = [
      "python2", "rezipped", "legacy2", "legacy4", "zip2", "zip5", "views_legacy", "views_zip", "parameters",
      "training_legacy", "sparse", "torchscript",
    ]
    private static let longest = 5.0
    private static let mostMemory = 256 << 20
    /// How many a fuzzer asks for.
    private static let asked = ProcessInfo.processInfo.environment["REVERIE_MUTATIONS"].flatMap { UInt64($0) }

    private static func readMutations() throws {
      let folder = try TemporaryFolder()
      let originals =
        try originals.map { try TorchFixture.bytes($0) }
        + ["modules2", "modules3", "modules4", "modules5", "hostile_huge"].map {
          try [UInt8](Data(contentsOf: Fixture.folder.appendingPathComponent("numpy_pickles/\($0).pkl")))
        }
      let memory = try PeakMemory()
      var (refused, read, slowest) = (0, 0, 0.0)
      for seed in 0..<(asked ?? 3000) {
        var mutation = Mutation(seed: seed)
        let path = try folder.file("x.pt", mutation.applied(to: originals[Int(seed) % originals.count]))
        let duration = try seconds {
          do {
            let checkpoint = try TorchCheckpoint(path: path)
            for key in checkpoint.keys { _ = try checkpoint.tensor(key).sum() }
            read += 1
          } catch let error as CheckpointError {
            let line = error.description
            #expect(
              line.hasPrefix(path) && !line.contains("\n") && line.count < path.count + 700,
              "\(seed): \(line)")
            refused += 1
          }
        }
        slowest = max(slowest, duration)
        #expect(duration < longest, "seed \(seed)")
      }
      #expect(refused > read / 10 && read > refused / 10, "\(refused) refused, \(read) read")
      let growth = try memory.growth()
      #expect(growth < mostMemory, "\(growth >> 20) MiB")
      print(
        "\(refused) refused, \(read) read, the slowest in \(slowest) s, \(growth >> 20) MiB more at the peak")
    }

    private static func readBombs() throws {
      let folder = try TemporaryFolder()
      let memory = try PeakMemory()
      for (name, pickle, reason) in HostilePickles.bombs {
        let path = try folder.file("x.pt", ZipBytes(pickle: pickle).bytes)
        try PeakMemory.forget()
        let duration = seconds {
          let error = #expect(throws: CheckpointError.self) { try TorchCheckpoint(path: path) }
          #expect(error?.description.contains(reason) == true, "\(name): \(error?.description ?? "")")
        }
        let growth = try memory.growth()
        #expect(duration < longest && growth < mostMemory, "\(name): \(duration) s, \(growth >> 20) MiB")
        print("\(name): \(duration) s, \(growth >> 20) MiB more at the peak")
      }
    }
  }

  /// The processor's time that `body` takes; other programs' do not count.
  private func seconds(_ body: () throws -> Void) rethrows -> Double {
    func now() -> Double {
      var time = timespec()
      clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
      return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
    let start = now()
    try body()
    return now() - start
  }

  /// The most memory that the process has had, above what it had at a moment.
  private struct PeakMemory {
    private let start: Int

    init() throws {
      try Self.forget()
      start = try Self.peak()
    }

    /// Makes what is in use now the peak.
    static func forget() throws {
      try "5".write(toFile: "/proc/self/clear_refs", atomically: false, encoding: .utf8)
    }

    /// In bytes.
    func growth() throws -> Int { try Self.peak() - start }

    private static func peak() throws -> Int {
      let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
      let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") })
      return try #require(line.split(separator: " ").compactMap { Int($0) }.first) << 10
    }
  }

  /// A few random changes, the same for the same seed.
  private struct Mutation {
    private static let numbers: [UInt64] = [
      0, 1, 0x7f, 0x80, 0xff, 0xffff, 1 << 31, 0xffff_ffff, 1 << 60, 1 << 63, .max,
    ]

    private var random: SplitMix64

    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    mutating func applied(to original: [UInt8]) -> [UInt8] {
      var bytes = original
      for _ in 0...next(below: 2) where !bytes.isEmpty { change(&bytes) }
      return bytes
    }

    private mutating func change(_ bytes: inout [UInt8]) {
      let place = next(below: bytes.count)
      let stretch = place..<min(place + 1 << next(below: 9), bytes.count)
      switch next(below: 9) {
      case 0, 1: bytes[place] = UInt8(next(below: 256))
      case 2: bytes[place] ^= 1 << next(below: 8)
      case 3: bytes[place] = bytes[next(below: bytes.count)]
      case 4:
        let number = Self.numbers[next(below: Self.numbers.count)].littleEndian
        let width = min(1 << next(below: 4), stretch.count)
        withUnsafeBytes(of: number) { bytes.replaceSubrange(place..<place + width, with: $0.prefix(width)) }
      case 5: bytes.removeSubrange(stretch)
      case 6: bytes.insert(contentsOf: Array(bytes[stretch]), at: next(below: bytes.count))
      case 7:
        let other = Array(bytes[next(below: bytes.count)...].prefix(stretch.count))
        bytes.replaceSubrange(stretch, with: other)
      default: bytes.removeLast(min(stretch.count, 1 << next(below: 4)))
      }
    }

    private mutating func next(below bound: Int) -> Int { Int(random.next() >> 16) % bound }
  }
#endif
