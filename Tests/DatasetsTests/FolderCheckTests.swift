import Foundation
import Testing

@testable import Datasets
import Imaging
import TestSupport

@Suite("A check of a folder")
struct FolderCheckTests {
  @Test func tellsWhatIsWrong() throws {
    let folder = try PictureFolder(picturesPerClass: 3)
    let png = try Image.encodedBytes(of: folder.path + "/down/0.png")
    try folder.write(png, to: "checks/copy.png")
    try folder.write(png, to: "down/again.png")
    try folder.write(png, to: "across/wrong.jpg")
    try folder.write(Array(png.prefix(png.count / 2)), to: "across/cut.png")
    try folder.write([], to: "across/empty.jpg")
    try folder.write(Array("text".utf8), to: "down/notes.txt")
    var last = 0
    let check = try FolderCheck(path: folder.path)
    let report = check.run(threads: 3) { last = max(last, $0) }
    #expect(last <= check.count)
    #expect(report.pictures == 14 && report.classes.map(\.pictures) == [6, 4, 4])
    #expect(report.classes.map(\.broken) == [2, 0, 0])
    func within(_ path: String) -> String { String(path.dropFirst(folder.path.count + 1)) }
    #expect(report.broken.map { within($0.path) } == ["across/cut.png", "across/empty.jpg"])
    #expect(report.misnamed == [FolderReport.Misnamed(path: folder.path + "/across/wrong.jpg", format: .png)])
    #expect(
      report.duplicates.map { $0.paths.map(within) }
        == [["across/wrong.jpg", "checks/copy.png", "down/0.png", "down/again.png"]])
    #expect(report.duplicates.map(\.isAcrossClasses) == [true])
    #expect(report.ignored.map(within) == ["down/notes.txt"])
    #expect(report.formats == ["PNG": 12])
    #expect(report.width == FolderReport.Range(of: [44]) && report.height == FolderReport.Range(of: [40]))
    #expect(FolderReport.Range(of: [5, 1, 9, 7]) == FolderReport.Range(of: [1, 7, 9]))
  }
}
