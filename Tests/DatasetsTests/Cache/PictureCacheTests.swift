import Foundation
import Imaging
import Testing
import TestSupport

@testable import Datasets

@Suite("A cache of pictures", .serialized)
struct PictureCacheTests {
  private let pictures: PictureFolder
  private let folder: TemporaryFolder
  private let samples: [Sample]

  init() throws {
    pictures = try PictureFolder(picturesPerClass: 4)
    folder = try TemporaryFolder()
    samples = try ImageFolder(path: pictures.path).samples
  }

  private func plan(_ size: CachedSize = .crops(side: 8, smallestArea: 0.3)) -> CachePlan {
    CachePlan(samples, of: pictures.path, size: size, in: folder.path("caches"))
  }

  private func build(_ plan: CachePlan, threads: Int = 2) throws -> PictureCache {
    let build = CacheBuild(plan, threads: threads)
    while !build.wait(seconds: 1) {}
    #expect(build.done == samples.count || build.done == 0)
    return try #require(try build.result())
  }

  private func load(
    _ cache: PictureCache?, _ transform: Transform = .randomCrop(side: 8, area: 0.3...1),
    _ augmentation: Augmentation = .none
  ) -> [Batch] {
    let loader = BatchLoader(
      samples, batchSize: 5, dropsLast: false, transform: transform, augmentation: augmentation, cache: cache,
      seed: 3, workers: 2)
    return Array(sequence(state: loader) { $0.next() })
  }

  private func files() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path("caches"))
  }

  @Test func squaresOfStretchedPicturesAreTheSameToTheBit() throws {
    let cache = try build(plan(.stretched(side: 16)))
    #expect(load(cache, .stretch(side: 16)).map(\.pixels) == load(nil, .stretch(side: 16)).map(\.pixels))
    #expect(cache.byteCount < samples.count * 16 * 16 * 3 + 1000)
  }

  @Test func cropsOfPicturesThatStayWholeAreTheSameToTheBit() throws {
    let crop = Transform.randomCrop(side: 32, area: 0.3...1)
    let colors = Augmentation(colors: 0.2)
    let cache = try build(plan(.crops(side: 32, smallestArea: 0.3)))
    // Twice: at first a picture's bytes are all looked at, then the rows of the part alone.
    for _ in 0..<2 {
      #expect(load(cache, crop, colors).map(\.pixels) == load(nil, crop, colors).map(\.pixels))
    }
  }

  @Test func cropsOfSmallerPicturesAreNearlyTheSame() throws {
    let (cached, direct) = (load(try build(plan())), load(nil))
    #expect(cached.map(\.labels) == direct.map(\.labels))
    #expect(cached.map(\.pixels) != direct.map(\.pixels))
    let differences = zip(cached.flatMap(\.pixels), direct.flatMap(\.pixels)).map { abs(Int($0) - Int($1)) }
    #expect(Double(differences.reduce(0, +)) / Double(differences.count) < 12)
  }

  @Test func whatItGivesDoesNotDependOnThreads() throws {
    let one = load(try build(plan(), threads: 1)).map(\.pixels)
    try FileManager.default.removeItem(atPath: plan().path)
    #expect(load(try build(plan(), threads: 3)).map(\.pixels) == one)
  }

  @Test func itIsThereForTheNextRunAndMadeAgainForOtherPictures() throws {
    #expect(plan().open() == nil)
    let before = load(try build(plan())).map(\.pixels)
    #expect(load(plan().open()).map(\.pixels) == before)
    #expect(try files() == [URL(filePath: plan().path).lastPathComponent])
    try Data(contentsOf: URL(filePath: samples[11].path)).write(to: URL(filePath: samples[0].path))
    #expect(plan().open() == nil)
    let after = load(try build(plan())).map(\.pixels)
    #expect(after[0] != before[0] && after[1...] == before[1...])
    #expect(try files().count == 1)
    #expect(plan(.crops(side: 9, smallestArea: 0.3)).path != plan().path)
  }

  @Test func aBrokenPictureStaysReported() throws {
    try Data("no picture".utf8).write(to: URL(filePath: samples[1].path))
    let batches = load(try build(plan()))
    #expect(batches.flatMap(\.broken).map(\.path) == [samples[1].path])
    #expect(batches.flatMap(\.broken) == load(nil).flatMap(\.broken))
    #expect(batches.flatMap(\.labels).count == samples.count - 1)
  }

  @Test func oneThatIsCutOffOrHarmedGivesTheSameOrIsRefused() throws {
    let plan = plan()
    let whole = load(try build(plan)).map(\.pixels)
    let bytes = try Data(contentsOf: URL(filePath: plan.path))
    for length in [0, 1, 50, bytes.count / 2, bytes.count - 100, bytes.count - 1] {
      try bytes.prefix(length).write(to: URL(filePath: plan.path))
      #expect(plan.open() == nil)
    }
    var refused = 0
    for place in stride(from: 0, to: bytes.count, by: 97) {
      var harmed = bytes
      harmed[place] ^= 0x41
      try harmed.write(to: URL(filePath: plan.path))
      guard let cache = plan.open() else {
        refused += 1
        continue
      }
      #expect(load(cache).map(\.pixels) == whole)
    }
    let index = samples.count * CacheIndex.Entry.byteCount + 96
    #expect(abs(refused - index / 97) <= 1, "\(refused) of \(bytes.count / 97)")
    #expect(load(try build(plan)).map(\.pixels) == whole)
  }

  /// An index of whole checksums whose pictures lie anywhere.
  @Test(arguments: [
    CacheIndex.Entry(offset: .max, width: 4, height: 4),
    CacheIndex.Entry(offset: 0, width: .max, height: .max),
    CacheIndex.Entry(offset: 0, width: 1 << 20, height: 1 << 20),
    CacheIndex.Entry(offset: 1 << 40, width: 1, height: 1),
  ])
  func picturesBeyondTheFileAreRefused(entry: CacheIndex.Entry) throws {
    let plan = plan()
    var entries = [CacheIndex.Entry](repeating: CacheIndex.Entry(), count: samples.count)
    entries[3] = entry
    let index = CacheIndex(entries: entries, fingerprint: plan.fingerprint)
    try folder.makeFolder("caches")
    try Data(index.bytes).write(to: URL(filePath: plan.path))
    #expect(plan.open() == nil)
  }

  @Test func oneThatIsCutShorterWhileItIsUsedGivesTheSame() throws {
    let plan = plan()
    let whole = load(try build(plan)).map(\.pixels)
    let cache = try #require(plan.open())
    #expect(truncate(plan.path, 300) == 0)
    #expect(load(cache).map(\.pixels) == whole)
    let second = try build(plan)
    _ = load(second)
    #expect(truncate(plan.path, 0) == 0)
    #expect(load(second).map(\.pixels) == whole)
  }

  @Test func severalMakersLeaveOneFile() throws {
    try folder.makeFolder("caches")
    let url = URL(filePath: plan().path)
    // What a killed maker left.
    _ = try folder.write(Data(count: 5000), to: "caches/.\(url.lastPathComponent).partial")
    let builds = (0..<3).map { _ in CacheBuild(plan(), threads: 1) }
    for build in builds { while !build.wait(seconds: 1) {} }
    let batches = try builds.map { load(try $0.result()).map(\.pixels) }
    #expect(batches[0] == batches[1] && batches[1] == batches[2])
    #expect(try files() == [url.lastPathComponent])
  }

  @Test func withoutRoomNothingIsWritten() throws {
    let huge = CachePlan(
      samples, of: pictures.path, size: .crops(side: 4096, smallestArea: 1e-6), in: folder.path("caches"))
    #expect(!huge.hasRoom && plan().hasRoom)
    let build = CacheBuild(huge, threads: 1)
    while !build.wait(seconds: 1) {}
    #expect {
      try build.result()
    } throws: {
      "\($0)".hasPrefix("a cache of the pictures may take ") && "\($0)".hasSuffix("or --cache off")
    }
    #expect(try files() == [])
  }

  @Test func aPlaceThatCannotBeWrittenIsAnError() throws {
    try folder.makeFolder("caches")
    try FileManager.default.createDirectory(atPath: plan().path + "/full", withIntermediateDirectories: true)
    let build = CacheBuild(plan(), threads: 1)
    while !build.wait(seconds: 1) {}
    #expect(throws: CacheError.self) { try build.result() }
    #expect(try files().count == 1)
  }

  @Test func oneThatIsStoppedLeavesNothing() throws {
    let build = CacheBuild(plan(), threads: 1)
    build.stop()
    while !build.wait(seconds: 1) {}
    let isThere = FileManager.default.fileExists(atPath: plan().path)
    #expect(try (build.result() != nil) == isThere)
    #expect((try? files())?.allSatisfy { !$0.hasSuffix(".partial") } ?? true)
  }

  @Test func loadingIsTimedWithAndWithout() throws {
    let times = try #require(plan().loadingTimes(.randomCrop(side: 8, area: 0.3...1), count: 5))
    #expect(times.file > 0 && times.cache > 0 && times.making > 0)
  }
}
