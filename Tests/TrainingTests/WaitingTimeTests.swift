import Datasets
import Foundation
import Testing
import TestSupport

@testable import Training

@Suite("Waiting for pictures")
struct WaitingTimeTests {
  /// A pipe keeps its reader waiting until somebody writes a picture into it.
  @Test func theWaitForASlowPictureCounts() throws {
    let pictures = try PictureFolder(picturesPerClass: 1)
    let picture = try Data(contentsOf: URL(filePath: pictures.path + "/down/0.png"))
    let folder = try TemporaryFolder()
    let pipe = folder.path("slow.png")
    #expect(mkfifo(pipe, 0o600) == 0)
    Thread {
      Thread.sleep(forTimeInterval: 0.3)
      try? FileHandle(forWritingTo: URL(filePath: pipe)).write(contentsOf: picture)
    }.start()
    let loader = BatchLoader(
      [Sample(path: pipe, label: 0)], batchSize: 1, dropsLast: false, transform: .centerCrop(side: 8),
      seed: 0, workers: 1)
    var waiting = WaitingTime()
    #expect(waiting.next(of: loader)?.labels == [0])
    #expect(waiting.waited >= 0.3)
    let share = try waiting.share(.single)
    #expect(share > 0.5 && share <= 1)
    let waited = waiting.waited
    #expect(waiting.next(of: loader) == nil)
    #expect(waiting.waited < waited + 0.3)
  }

  @Test func longWaitsAreWorthAWord() throws {
    func epoch(_ waiting: Double?, seconds: Double) -> EpochReport {
      var epoch = EpochReport(
        epoch: 1, size: 8, tested: .test, learningRate: 1, trainLoss: 1, trainAccuracy: 1, testLoss: 1,
        testAccuracy: 1, testClassAccuracy: 1, seconds: seconds)
      epoch.waiting = waiting
      return epoch
    }
    #expect(epoch(0.06, seconds: 100).isHeldUpByLoading)
    #expect(!epoch(0.04, seconds: 100).isHeldUpByLoading)
    #expect(!epoch(0.5, seconds: 1).isHeldUpByLoading)
    #expect(!epoch(nil, seconds: 100).isHeldUpByLoading)
    let line = try JSONEncoder().encode(epoch(nil, seconds: 1))
    #expect(!String(decoding: line, as: UTF8.self).contains("waiting"))
    #expect(try JSONDecoder().decode(EpochReport.self, from: line).waiting == nil)
  }
}
