import Testing
import TestSupport
import Torch

@testable import Explaining

/// Segments beside scikit-image's.
@Suite struct SegmentationTests {
  private let fixture: PerturbationFixture

  init() throws { fixture = try PerturbationFixture() }

  private func quickshift(_ kernelSize: Double, _ maximumDistance: Double, _ ratio: Double) -> Quickshift {
    var method = Quickshift()
    (method.kernelSize, method.maximumDistance, method.ratio) = (kernelSize, maximumDistance, ratio)
    return method
  }

  private func slic(_ segments: Int, _ compactness: Double = 10) -> SLIC {
    var method = SLIC()
    (method.segments, method.compactness) = (segments, compactness)
    return method
  }

  private func expect(_ segments: Segments, _ name: String) throws {
    let expected: [Int64] = try fixture.file.tensor("segments/\(name)").elements()
    let same = zip(segments.labels, expected).count { $0 == Int($1) }
    #expect(same == expected.count, "\(name): \(same) of \(expected.count) pixels")
  }

  @Test func quickshiftIsScikitImages() throws {
    let photo = try fixture.pixels("photo")
    try expect(Quickshift().segments(of: photo), "quickshift")
    try expect(quickshift(1.5, 3, 0.6).segments(of: photo), "quickshift/fine")
  }

  @Test func slicIsScikitImages() throws {
    let photo = try fixture.pixels("photo")
    try expect(SLIC().segments(of: photo), "slic")
    try expect(slic(130, 20).segments(of: photo), "slic/fine")
    try expect(slic(6).segments(of: fixture.pixels("strip")), "slic/strip")
  }

  /// An even picture has no ties to break by chance: one tree, and a grid.
  @Test func evenPictures() throws {
    let picture = try Tensor.full([1, 3, 24, 36], 0.4)
    #expect(try Quickshift().segments(of: picture).count == 1)
    let squares = try slic(6).segments(of: picture)
    #expect(squares.count == 6)
    #expect(squares.labels[0] == 0 && squares.labels[35] == 2 && squares.labels[24 * 36 - 1] == 5)
  }

  @Test(arguments: [(1, 1), (1, 5), (3, 2), (40, 1)]) func smallPictures(_ height: Int, _ width: Int) throws {
    let picture = try Formula.tensor("picture", [1, 3, height, width], scale: 0.7, offset: 0.5)
    for method in [Segmentation.quickshift(Quickshift()), .slic(SLIC()), .slic(slic(1))] {
      let segments = try method.segments(of: picture)
      #expect(segments.labels.count == height * width && segments.count <= height * width)
      #expect(Set(segments.labels) == Set(0..<segments.count))
    }
  }

  @Test func segmentsAreNumbered() throws {
    let segments = Segments(height: 2, width: 2, labels: [7, -1, 7, 9])
    #expect(segments.labels == [1, 0, 1, 2] && segments.count == 3)
    let picture = try Tensor((0..<12).map(Float.init), shape: [1, 3, 2, 2])
    let means: [Float] = try segments.meanColors(of: picture).elements()
    #expect(means == [1, 1, 1, 3, 5, 5, 5, 7, 9, 9, 9, 11])
  }

  @Test func wrongSettings() throws {
    let picture = try Tensor.zeros([1, 3, 4, 4])
    func error(_ method: Segmentation) -> ExplainError? {
      #expect(throws: ExplainError.self) { try method.segments(of: picture) }
    }
    let kernel = ExplainError.setting("kernel size", takes: "a number from 1 to 16", got: "0.5")
    #expect(error(.quickshift(quickshift(0.5, 1, 1))) == kernel)
    let distance = ExplainError.setting("maximum distance", takes: "a number from 0", got: "-1.0")
    #expect(error(.quickshift(quickshift(1, -1, 1))) == distance)
    let ratio = ExplainError.setting("ratio", takes: "a number from 0 to 1", got: "nan")
    #expect(error(.quickshift(quickshift(1, 1, .nan))) == ratio)
    let count = ExplainError.setting("segments", takes: "a whole number from 1 to 2048", got: "0")
    #expect(error(.slic(slic(0))) == count)
    let compactness = ExplainError.setting("compactness", takes: "a number above 0", got: "0.0")
    #expect(error(.slic(slic(5, 0))) == compactness)
  }
}
