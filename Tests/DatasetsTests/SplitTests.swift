import Foundation
import Testing

@testable import Datasets
import TestSupport

@Suite("Splits")
struct SplitTests {
  /// Classes of `counts` pictures, in no folder.
  private func pictures(_ counts: [Int], in path: String = "d") -> ImageFolder {
    let names = counts.indices.map { "c\($0)" }
    let samples = zip(names, counts).enumerated().flatMap { label, of in
      (0..<of.1).map { Sample(path: "\(path)/\(of.0)/\($0).jpg", label: label) }
    }
    return ImageFolder(path: path, classNames: names, samples: samples)
  }

  @Test func keepAShareOfEachClass() throws {
    let pictures = pictures([10, 10, 25])
    let split = try pictures.split(.share(0.8), seed: 42)
    #expect((0..<3).map { label in split.test.count { $0.label == label } } == [2, 2, 5])
    #expect(Set((split.train + split.test).map(\.path)).count == 45)
    #expect(try pictures.split(.share(0.8), seed: 42) == split)
    #expect(try pictures.split(.share(0.8), seed: 43) != split)
    #expect(try pictures.split(.share(0.001), seed: 42).train.count == 3)
  }

  /// The very pictures that versions before `--split` kept: their models stay comparable.
  @Test func theDefaultKeepsThePicturesThatItAlwaysKept() throws {
    let split = try pictures([6, 12]).split(.share(0.8), seed: 42)
    #expect(split.test.map(\.path) == ["d/c0/2.jpg", "d/c1/11.jpg", "d/c1/9.jpg"])
  }

  @Test func officialTakesTheListsInTheFolderOrBesideIt() throws {
    let folder = try TemporaryFolder()
    try folder.makeFolder("Images")
    let pictures = pictures([3, 3], in: folder.path("Images"))
    let error = DatasetError.noLists(folder: pictures.path, names: ["TrainImages.txt", "TestImages.txt"])
    #expect(throws: error) { try pictures.split(.official, seed: 1) }
    for place in ["", "Images/"] {
      try folder.write(Data("c1/2.jpg\r\nc0/0.jpg\r\n".utf8), to: place + "TrainImages.txt")
      try folder.write(Data("c0/1.jpg\n\n".utf8), to: place + "TestImages.txt")
      let split = try pictures.split(.official, seed: 1)
      #expect(split.train.map(\.label) == [1, 0])
      #expect(split.test == [Sample(path: pictures.path + "/c0/1.jpg", label: 0)])
    }
    for wrong in ["c0/0.jpg", "c0/9.jpg", "../c0/1.jpg"] {
      try folder.write(Data((wrong + "\n").utf8), to: "Images/TestImages.txt")
      let list = folder.path("Images/TestImages.txt")
      #expect(throws: DatasetError.unlisted(list: list, picture: wrong, folder: pictures.path)) {
        try pictures.split(.official, seed: 1)
      }
    }
  }

  @Test func thePapersIsDrawnOverAllClasses() throws {
    let pictures = pictures([5000, 5000, 5620])
    let split = try pictures.split(.paper, seed: 1)
    #expect(split.train.count == 14_000 && split.test.count == 1_620)
    #expect(Set((split.train + split.test).map(\.path)).count == 15_620)
    #expect(try pictures.split(.paper, seed: 2) == split)
    #expect(throws: DatasetError.notThePapersPictures(folder: "d", count: 9, expected: 15_620)) {
      try self.pictures([4, 5]).split(.paper, seed: 1)
    }
  }

  @Test(arguments: ["", "0", "1", "-0.5", "80", "nan", "half", "Official"]) func areNot(_ text: String) {
    #expect(SplitRule(text) == nil)
  }
}
