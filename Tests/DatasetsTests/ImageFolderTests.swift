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
      try ImageFolder(path: folder.path).split(testShare: 0.2, seed: 1)
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

  @Test func splitKeepsAShareOfEachClass() throws {
    let folder = try PictureFolder(picturesPerClass: 10)
    let pictures = try ImageFolder(path: folder.path)
    let split = try pictures.split(testShare: 0.2, seed: 42)
    for label in 0..<3 {
      #expect(split.test.count { $0.label == label } == 2)
      #expect(split.train.count { $0.label == label } == 8)
    }
    #expect(Set((split.train + split.test).map(\.path)).count == 30)
    #expect(try pictures.split(testShare: 0.2, seed: 42) == split)
    #expect(try pictures.split(testShare: 0.2, seed: 43) != split)
    #expect(try pictures.split(testShare: 0.999, seed: 42).train.count == 3)
  }
}
