import Foundation
import Testing
import TestSupport

@Suite("reverie data")
struct DataTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func checkSaysWhatIsBrokenAndFails() throws {
    let pictures = try PictureFolder(picturesPerClass: 2)
    let sound = try reverie("data", "check", pictures.path)
    #expect(sound.code == 0 && sound.error == "")
    #expect(sound.output.hasPrefix("\(pictures.path): 3 classes, 6 pictures, "))
    #expect(sound.output.contains("\n  none broken\n"))
    try pictures.write([], to: "down/9.png")
    let broken = try reverie("data", "check", pictures.path)
    #expect(broken.code == 1 && broken.error == "")
    #expect(
      broken.output.contains(
        "\n  1 broken:\n    \(pictures.path)/down/9.png is empty; get the picture again from its source\n"))
    let json = try reverie("data", "check", pictures.path, "--json")
    #expect(json.code == 1 && json.output.contains("\"isAcrossClasses\"") == false)
    #expect(json.output.contains("\"path\" : \"\(pictures.path)/down/9.png\""))
  }

  @Test(arguments: [
    (["mit"], "there is no dataset 'mit' to fetch; there are mit-indoor-67 and caltech-101"),
    (["caltech-101", "-o", "there"], "there is there already; remove it, or choose another place with -o"),
    (["caltech-101", "--from", "none.zip"], "none.zip: there is no such file; check the path"),
    (
      ["caltech-101", "--from", "ftp://x/y"],
      "'ftp://x/y' is no file and no address; give one that begins with https://"
    ),
  ])
  func fetchRefuses(_ arguments: [String], _ line: String) throws {
    try folder.makeFolder("there")
    let run = try reverie(["data", "fetch"] + arguments, in: folder)
    #expect(run == Run(code: 1, output: "", error: "reverie: \(line)\n"))
    #expect(try folder.names() == ["there"])
  }
}
