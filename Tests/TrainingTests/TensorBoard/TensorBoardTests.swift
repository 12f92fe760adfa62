import Foundation
import Imaging
import Networks
import Testing
import TestSupport
import Torch

@testable import Training

@Suite struct TensorBoardTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func log(step: Int) throws -> TensorBoardLog {
    try TensorBoardLog(
      path: folder.path("events.tfevents"), step: step,
      settings: ["network": "resnet18", "learningRate": "0.05", "nesterov": "true"], clock: { 1000.5 })
  }

  /// The bytes that the real package writes for the same entries.
  @Test func theFileIsWhatThePackageWrites() throws {
    var log = try log(step: 0)
    let picture = TensorBoardSummary.Value.picture(png: Array("PNG".utf8), width: 5, height: 4)
    try log.log([TensorBoardSummary(tag: "pictures/train", value: picture)], step: 1)
    try log.log(["loss/train": 2.5, "learning_rate": 0, "loss/test": .nan], step: 1)
    try log.log(["loss/train": 9], step: 2)
    // Killed, and resumed from its state after the first step.
    log = try self.log(step: 1)
    try log.log(["loss/train": 2], step: 300)
    let expected = try Data(contentsOf: Fixture.folder.appending(path: "tensorboard.events"))
    let found = try folder.read("events.tfevents")
    #expect(RecordFile.records(in: found) == RecordFile.records(in: expected))
    #expect(found == expected)
  }

  @Test func aRunKilledBeforeItsFirstStateBeginsAnew() throws {
    try log(step: 0).log(["loss/train": 9], step: 1)
    let length = try folder.read("events.tfevents").count
    try log(step: 0).log(["loss/train": 8], step: 1)
    let records = RecordFile.records(in: try folder.read("events.tfevents"))
    #expect(records.count == 6)
    #expect(records[1] == records[4])
    #expect(try folder.read("events.tfevents").count < 2 * length)
  }

  @Test func theGridShowsPicturesAsTheyWere() throws {
    let white = try Normalization.imageNet.normalize(Tensor.ones([3, 3, 8, 8]))
    let grid = try PictureGrid.image(of: white, .imageNet)
    #expect((grid.width, grid.height) == (28, 8))
    #expect(grid.bytes[0] == 255)
    // The gap after the first picture.
    #expect(Array(grid.bytes[24..<33]) == [0, 0, 0, 0, 0, 0, 255, 255, 255])
    let many = try PictureGrid.image(of: Tensor.zeros([50, 3, 200, 200]), .none)
    #expect((many.width, many.height) == (8 * 130 - 2, 4 * 130 - 2))
  }

  private static let python = FileManager.default.homeDirectoryForCurrentUser
    .appending(path: ".cache/reverie/fixtures/bin/python")
  private static let hasPackage = FileManager.default.fileExists(
    atPath: python.deletingLastPathComponent().appending(path: "tensorboard").path)

  /// With the package where `Scripts/python_for_fixtures.sh` puts it.
  @Test(.enabled(if: hasPackage)) func thePackageReadsTheFile() throws {
    var log = try log(step: 0)
    try log.log(
      TensorBoardLog.Tag.pictures, Image(width: 6, height: 4, bytes: .init(repeating: 9, count: 72)), step: 1)
    try log.log(["loss/train": 3, "learning_rate": 0.5], step: 1)
    try log.log(["loss/train": 2], step: 2)
    try log.log(["loss/train": 99], step: 3)
    // A record that was torn when the run was killed.
    let torn = try FileHandle(forWritingTo: folder.url.appending(path: "events.tfevents"))
    try torn.seekToEnd()
    try torn.write(contentsOf: RecordFile.framed([1, 2, 3, 4, 5]).dropLast(3))
    log = try self.log(step: 2)
    try log.log(["loss/train": 1.5, "accuracy/test": 0.25], step: 3)

    let process = Process()
    let output = Pipe()
    process.executableURL = Self.python
    process.arguments = [Fixture.folder.appending(path: "read_tensorboard.py").path, folder.url.path]
    process.standardOutput = output
    try process.run()
    let json = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let found = try JSONDecoder().decode(Found.self, from: json)
    #expect(found.scalars["loss/train"] == [[1, 3], [2, 2], [3, 1.5]])
    #expect(found.scalars["learning_rate"] == [[1, 0.5]])
    #expect(found.scalars["accuracy/test"] == [[3, 0.25]])
    #expect(found.pictures == ["pictures/train": [.init(step: 1, width: 6, height: 4, isPNG: true)]])
    #expect(found.settings == ["learningRate", "nesterov", "network"])
    #expect(found.measures == ["accuracy/test", "accuracy/test_class_mean", "loss/test"])
    #expect(found.charts["loss"] == ["loss/train", "loss/test"])
  }
}

/// What `read_tensorboard.py` prints.
private struct Found: Decodable {
  struct Picture: Decodable, Equatable {
    let step: Int
    let width: Int
    let height: Int
    let isPNG: Bool
  }

  let scalars: [String: [[Double]]]
  let pictures: [String: [Picture]]
  let settings: [String]
  let measures: [String]
  let charts: [String: [String]]
}
