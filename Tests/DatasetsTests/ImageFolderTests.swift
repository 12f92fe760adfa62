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
    #expect(throws: DatasetError.noClasses(folder: folder.path + "/across", loose: 1)) {
      try ImageFolder(path: folder.path + "/across")
    }
    #expect(throws: DatasetError.tooFewPictures(folder: folder.path, className: "across")) {
      try ImageFolder(path: folder.path).split(.share(0.8), seed: 1)
    }
    try folder.remove("checks/0.png")
    let lacking = try ImageFolder(path: folder.path)
    #expect(lacking.classNames == ["across", "down"] && lacking.notes == [.emptyClasses(["checks"])])
    try folder.remove("checks")
    try folder.remove("down")
    #expect(throws: DatasetError.singleClass(folder: folder.path, name: "across", foldersInside: 0)) {
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
    #expect(
      throws: DatasetError.otherClasses(
        folder: folder.url.path, train: "train", part: "test", names: ["c"])
    ) {
      try ImageFolder(path: folder.url.path)
    }
  }

  // MARK: Folders as people have them

  private func folder(_ files: [String]) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for file in files {
      let parts = file.split(separator: "/").dropLast()
      for count in parts.indices { try? folder.makeFolder(parts[...count].joined(separator: "/")) }
      try folder.write(Data([1]), to: file)
    }
    return folder
  }

  @Test(arguments: [
    ("train", "validation"), ("train", "valid"), ("train", "dev"), ("Training", "Testing"), ("TRAIN", "Test"),
    ("training", "val"),
  ])
  func partsAreKnownByManyNames(_ train: String, _ test: String) throws {
    let folder = try folder([
      "\(train)/a/1.png", "\(train)/b/2.png", "\(test)/a/3.png", "\(test)/b/4.png", "more/c/5.png",
    ])
    let pictures = try ImageFolder(path: folder.url.path)
    #expect(pictures.isDivided && pictures.classNames == ["a", "b"] && pictures.trainCount == 2)
    #expect(pictures.notes == [.unusedParts(["more"])])
  }

  @Test func aTestPartMayLackAClass() throws {
    let folder = try folder([
      "train/a/1.png", "train/b/2.png", "train/c/3.png", "test/c/4.png", "test/a/5.png",
    ])
    let pictures = try ImageFolder(path: folder.url.path)
    #expect(pictures.samples.map(\.label) == [0, 1, 2, 0, 2])
    #expect(pictures.notes == [.untested(part: "test", ["b"])])
    #expect(pictures.notes[0].description == "'test' has no picture of b; they are trained, not tested")
  }

  @Test func foldersOfSystemsArePassedOver() throws {
    let folder = try folder([
      "a/1.png", "b/2.png", "__MACOSX/a/._1.png", "@eaDir/a/1.png", "$RECYCLE.BIN/3.png", "a/Thumbs.db",
      "a/.DS_Store",
      "System Volume Information/4.png", "b/@eaDir/2.png",
    ])
    let pictures = try ImageFolder(path: folder.url.path)
    #expect(pictures.classNames == ["a", "b"] && pictures.samples.count == 2 && pictures.notes == [])
  }

  /// A picture is one whatever its name says; the rest is named.
  @Test func contentsDecide() throws {
    let folder = try folder(["a/1.png", "b/2.jfif", "b/3.bmp", "notes/readme.txt"])
    try folder.write(
      Data([0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1]), to: "a/photo")
    try folder.write(Data("text".utf8), to: "b/list.csv")
    let pictures = try ImageFolder(path: folder.url.path)
    #expect(
      pictures.samples.map { URL(filePath: $0.path).lastPathComponent } == [
        "1.png", "photo", "2.jfif", "3.bmp",
      ])
    #expect(pictures.notes == [.emptyClasses(["notes"]), .otherFiles(["b/list.csv", "notes/readme.txt"])])
  }

  @Test func aFolderTooHighGetsAHint() throws {
    let wrapped = try folder(["dataset/a/1.png", "dataset/b/2.png"])
    let path = wrapped.url.path
    let error = #expect(throws: DatasetError.self) { try ImageFolder(path: path) }
    #expect(
      error?.description
        == "\(path) has the single class 'dataset'; did you mean \(path)/dataset, which has 2 folders?")
    let flat = try folder(["1.png", "2.png", "labels.csv"])
    let loose = #expect(throws: DatasetError.self) { try ImageFolder(path: flat.url.path) }
    #expect(loose?.description.contains("has no class folders, and 2 pictures of no class; put") == true)
  }

  @Test func namesThatAreNotUTF8AreNamed() throws {
    let folder = try folder(["a/1.png", "b/2.png"])
    let bytes = Array((folder.url.path + "/caf").utf8) + [0xe9]
    #expect(
      bytes.withUnsafeBufferPointer {
        (($0 + [0]).map { CChar(bitPattern: $0) }).withUnsafeBufferPointer { mkdir($0.baseAddress!, 0o755) }
      } == 0)
    let pictures = try ImageFolder(path: folder.url.path)
    #expect(pictures.classNames == ["a", "b"])
    #expect(pictures.notes == [.unreadableNames([folder.url.path + "/caf\\xe9"])])
  }

  @Test func numbersAsNamesAreToldFromIndices() throws {
    let folder = try folder(["1/1.png", "10/2.png", "2/3.png"])
    #expect(try ImageFolder(path: folder.url.path).notes == [.numberedClasses(["1"])])
    let own = try self.folder(["0/1.png", "1/2.png"])
    #expect(try ImageFolder(path: own.url.path).notes == [])
  }
}
