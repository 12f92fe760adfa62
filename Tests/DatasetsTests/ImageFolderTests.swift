import Foundation
import Testing

@testable import Datasets
import TestSupport

@Suite("A folder of pictures")
struct ImageFolderTests {
  @Test func listsClassesAndPicturesInOrder() throws {
    let folder = try PictureFolder(picturesPerClass: 3)
    try folder.write([1], to: "across/.hidden.png")
    try folder.write([1], to: "across/notes.txt")
    try folder.write([1], to: "down/deeper/more.JPG")
    let pictures = try ImageFolder(path: folder.path)
    #expect(pictures.classNames == PictureFolder.classes)
    #expect(
      pictures.samples.map { $0.path.dropFirst(folder.path.count + 1) } == [
        "across/0.png", "across/1.png", "across/2.png", "checks/0.png", "checks/1.png", "checks/2.png",
        "down/0.png", "down/1.png", "down/2.png", "down/deeper/more.JPG",
      ])
    #expect(pictures.samples.map(\.label) == [0, 0, 0, 1, 1, 1, 2, 2, 2, 2])
  }

  @Test func saysWhatIsWrongWithAFolder() throws {
    let folder = try PictureFolder(picturesPerClass: 1)
    #expect(throws: DatasetError.unreadable(folder: folder.path + "/none", reason: "no such folder")) {
      try ImageFolder(path: folder.path + "/none")
    }
    let file = folder.path + "/across/0.png"
    #expect(throws: DatasetError.unreadable(folder: file, reason: "it is not a folder")) {
      try ImageFolder(path: file)
    }
    #expect(throws: DatasetError.noClasses(folder: folder.path + "/across")) {
      try ImageFolder(path: folder.path + "/across")
    }
    #expect(throws: DatasetError.tooFewPictures(folder: folder.path, className: "across")) {
      try ImageFolder(path: folder.path).split(.share(0.8), seed: 1)
    }
    try folder.remove("checks/0.png")
    #expect(throws: DatasetError.emptyClasses(folder: folder.path, names: ["checks"])) {
      try ImageFolder(path: folder.path)
    }
    try folder.remove("checks")
    try folder.remove("down")
    #expect(throws: DatasetError.singleClass(folder: folder.path, name: "across")) {
      try ImageFolder(path: folder.path)
    }
  }

  @Test(.timeLimit(.minutes(1))) func linksThatLeadBackAreNotFollowed() throws {
    let folder = try PictureFolder(picturesPerClass: 2)
    let files = FileManager.default
    try files.createSymbolicLink(atPath: folder.path + "/across/up", withDestinationPath: "..")
    try files.createSymbolicLink(atPath: folder.path + "/across/self", withDestinationPath: ".")
    try files.createSymbolicLink(atPath: folder.path + "/whole", withDestinationPath: folder.path)
    try files.createSymbolicLink(atPath: folder.path + "/down/nowhere.png", withDestinationPath: "missing")
    // A link to a folder elsewhere is one more way to its pictures.
    try files.createSymbolicLink(atPath: folder.path + "/mixed", withDestinationPath: "checks")
    let pictures = try ImageFolder(path: folder.path)
    #expect(pictures.classNames == ["across", "checks", "down", "mixed"])
    #expect((0..<4).map { label in pictures.samples.count { $0.label == label } } == [2, 2, 3, 2])
  }

  @Test func aDividedFolderHasItsClassesBelowTrainAndTest() throws {
    let folder = try TemporaryFolder()
    for file in [
      "train/a/1.png", "train/a/2.png", "train/b/3.png", "test/a/4.png", "test/b/5.png", "val/c/6.png",
    ] {
      try folder.makeFolder(String(file.dropLast(6)))
      try folder.write(Data([1]), to: file)
    }
    let pictures = try ImageFolder(path: folder.url.path)
    #expect(pictures.isDivided && pictures.classNames == ["a", "b"])
    let split = try pictures.split(.folders, seed: 1)
    #expect(
      split.train.map { $0.path.suffix(11) }
        == ["rain/a/1.png", "rain/a/2.png", "rain/b/3.png"].map { $0.suffix(11) })
    #expect(split.test.map(\.label) == [0, 1])
    #expect(SplitRule.standard(for: pictures) == .folders)
    #expect(throws: DatasetError.divided(folder: folder.url.path, rule: "0.8")) {
      try pictures.split(.share(0.8), seed: 1)
    }
    try folder.makeFolder("test/c")
    try folder.write(Data([1]), to: "test/c/7.png")
    #expect(throws: DatasetError.otherClasses(folder: folder.url.path, part: "test", names: ["c"])) {
      try ImageFolder(path: folder.url.path)
    }
  }
}
