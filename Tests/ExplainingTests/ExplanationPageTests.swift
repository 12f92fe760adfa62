import Foundation
import Imaging
import Testing
import Torch

#if canImport(FoundationXML)
  import FoundationXML
#endif

@testable import Explaining

@Suite struct ExplanationPageTests {
  private static let hostile =
    #"</script><script>alert(1)</script>"><img src=x onerror='alert(2)'>&amp;<!--]]>"#

  private struct Content: Decodable {
    struct Map: Decodable {
      let method: String
      let picture: String
      let isSigned: Bool
    }
    struct Share: Decodable {
      let name: String
      let probability: Double
    }
    let title: String
    let maps: [Map]
    let classes: [Share]
  }

  /// 200×100, so that its maps of 2×1 are enlarged.
  private func html(_ name: String) throws -> String {
    let photo = Image(width: 200, height: 100, bytes: [UInt8](repeating: 90, count: 60_000))
    let plain = ExplanationPage.Map(
      method: name, target: name, values: try Tensor([0, 1] as [Float], shape: [1, 1, 1, 2]), isSigned: false,
      scores: [.init(name, "0.5")], settings: [.init("layer", name)])
    let signed = ExplanationPage.Map(
      method: "signed", target: name, values: try Tensor([-1, 1] as [Float], shape: [1, 1, 1, 2]),
      isSigned: true)
    return try ExplanationPage(
      title: name, summary: name, photoName: name, photo: photo,
      classes: [.init(name: name, probability: 0.75)], maps: [plain, signed], command: name
    ).html()
  }

  @Test(arguments: ["plain", hostile, "a\u{2028}b\u{0}c"])
  func itIsWellFormedAndNeedsNothingElse(name: String) throws {
    let html = try html(name)
    let parser = XMLParser(data: Data(html.utf8))
    #expect(parser.parse(), "\(String(describing: parser.parserError)) in line \(parser.lineNumber)")
    #expect(!html.contains("http://") && !html.contains("https://") && html.contains("default-src 'none'"))
    #expect(html.components(separatedBy: "</script").count == 3)
    #expect(!html.contains("<!--"))
    let content = try content(of: html)
    #expect(content.title == name && content.maps.map(\.method) == [name, "signed"])
    #expect(content.classes.map(\.probability) == [0.75])
  }

  /// Gray is the map: from black to white, or around 128 where it has a sign.
  @Test func mapsAreGrayPicturesOfThePhotosSize() throws {
    let maps = try content(of: html("page")).maps
    for (map, ends) in zip(maps, [(0, 255), (1, 255)] as [(UInt8, UInt8)]) {
      let encoded = try #require(
        Data(base64Encoded: map.picture.replacing("data:image/png;base64,", with: "")))
      let picture = try Image(encoded: encoded)
      #expect(picture.width == 200 && picture.height == 100)
      #expect(picture.bytes[0] == ends.0 && picture.bytes[3 * 199] == ends.1)
    }
    #expect(maps.map(\.isSigned) == [false, true])
  }

  private func content(of html: String) throws -> Content {
    let start = try #require(html.range(of: #"id="data">"#)).upperBound
    let end = try #require(html.range(of: "</script>", range: start..<html.endIndex)).lowerBound
    return try JSONDecoder().decode(Content.self, from: Data(html[start..<end].utf8))
  }
}
