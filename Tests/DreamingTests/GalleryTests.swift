import Foundation
import Networks
import Testing
import Torch

#if canImport(FoundationXML)
  import FoundationXML
#endif

@testable import Dreaming

@Suite struct GalleryTests {
  // MARK: Sweeps

  @Test func aSweepIsEveryCombinationOnce() throws {
    var sweep = Sweep(base: DreamOptions())
    #expect(sweep.settings == [DreamOptions()])
    sweep.objectives = [try Objective("relu1"), try Objective("relu2 - relu1")]
    sweep.pyramidSizes = [1, 4, 4]
    sweep.iterations = [2, 5]
    sweep.starts = [.photo, .noise]
    let settings = sweep.settings
    #expect(settings.count == 16)
    #expect(settings.first?.settingName == "relu1 · 1 level · 2 steps")
    #expect(settings.last?.settingName == "relu2 - relu1 · 4 levels · 5 steps · from noise")
    #expect(settings.distinctNames.first == "relu1 · 1 level · 2 steps")
    #expect([settings[0]].distinctNames == ["relu1 · 1 level · 2 steps"])
    var other = settings[0]
    other.start = .noise
    other.iterations = 7
    #expect([settings[0], other].distinctNames == ["2 steps", "7 steps · from noise"])
    other.iterations = 2
    #expect([settings[0], other].distinctNames == ["from photo", "from noise"])
    #expect(Set(settings.map(\.settingFileName)).count == 16)
    #expect(settings.last?.settingFileName == "relu2_-_relu1-p4-n5-noise")
  }

  /// Five layers; one of them with three pyramids, three numbers of steps, and from noise.
  @Test(arguments: [("vgg19", "relu4"), ("vgg11_paper", "relu4"), ("resnet152", "relu")])
  func thePapersAppendix(network: String, layer: String) throws {
    let architecture = try Architecture(network: network, classes: 67)
    let settings = Sweep.paper(for: architecture)
    #expect(settings.count == 12)
    #expect(settings.allSatisfy { $0.width == 600 && $0.learningRate == 0.09 && $0.pyramid == .paper })
    let ofLayer = settings.filter { $0.objective.layers == [layer] }
    #expect(ofLayer.count == 8)
    #expect(Set(ofLayer.map(\.pyramidSize)) == [1, 3, 4, 5])
    #expect(Set(ofLayer.map(\.iterations)) == [2, 5, 10, 20])
    #expect(ofLayer.filter { $0.start == .noise }.count == 1)
    for setting in settings { _ = try architecture.graph.layer(setting.objective.layers[0]) }
  }

  // MARK: The page

  private static let hostile =
    #"</script><script>alert(1)</script>"><img src=x onerror='alert(2)'>&amp;<!--]]>"#

  @Test(arguments: ["plain", hostile, "a\u{2028}b\u{0}c", #"\u003c/script\u003e"#])
  func thePageIsWellFormedAndNeedsNothingElse(name: String) throws {
    let html = try page(name).html
    let parser = XMLParser(data: Data(html.utf8))
    let reader = PageReader()
    parser.delegate = reader
    #expect(parser.parse(), "\(String(describing: parser.parserError)) in line \(parser.lineNumber)")
    #expect(reader.elements["script"] == 2)
    #expect(reader.elements["img"] == 2)
    #expect(reader.addresses == [])
    #expect(!html.contains("http://") && !html.contains("https://"))
    #expect(html.contains("default-src 'none'"))
    // What browsers read as the end of a script or the start of a comment in one.
    #expect(html.components(separatedBy: "</script").count == 3)
    #expect(!html.contains("<!--"))

    let data = try #require(reader.scripts.first { $0.hasPrefix("{") })
    let content = try JSONDecoder().decode(Content.self, from: Data(data.utf8))
    #expect(content.title == name)
    #expect(content.dreams.map(\.command) == [name])
    #expect(content.dreams[0].settings.first { $0.axis == "Model" }?.value == name)
    #expect(content.dreams[0].settings.first { $0.axis == "Preset" }?.value == "eyes")
    #expect(content.dreams[0].picture == "data:image/jpeg;base64,AQID")
    #expect(content.dreams[0].measures.map(\.name).contains("Activation gain"))
  }

  @Test func largeGalleriesHaveSmallerPictures() {
    #expect(GalleryPage.longestSides(count: 20) == (720, 320))
    let many = GalleryPage.longestSides(count: 2000)
    #expect(many.picture < 320 && many.thumbnail == many.picture && many.picture >= 240)
    #expect(GalleryPage.longestSides(count: 0) == (720, 320))
  }

  private func page(_ name: String) throws -> GalleryPage {
    var options = DreamOptions()
    options.objective = Objective(.classScore("owl"))
    let measures = DreamMeasures(
      activationGain: ["relu1": 2], totalVariation: .init(photo: 0.1, dream: 0.2), spectralSlope: nil,
      rootMeanSquareError: 0.1, peakSignalToNoise: 20, featureDistance: 0.4,
      classes: ClassChange(photo: [1, 0], dream: [0, 1]) { _ in name })
    return GalleryPage(
      title: name, photos: [GalleryPhoto(name: name, picture: [1, 2])],
      entries: [
        GalleryEntry(
          photo: 0, model: name, options: options, preset: "eyes", command: name, file: name,
          measures: measures,
          picture: [1, 2, 3], thumbnail: [4])
      ])
  }
}

/// What a parser finds on the page.
private final class PageReader: NSObject, XMLParserDelegate {
  var elements: [String: Int] = [:]
  /// Addresses that elements point to.
  var addresses: [String] = []
  var scripts: [String] = []
  private var isInScript = false

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    elements[name, default: 0] += 1
    addresses += attributes.filter { ["src", "href", "action", "data", "srcset", "poster"].contains($0.key) }
      .map(\.value)
    isInScript = name == "script"
    if isInScript { scripts.append("") }
  }

  func parser(_ parser: XMLParser, foundCharacters text: String) {
    if isInScript { scripts[scripts.count - 1] += text }
  }

  func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?)
  {
    isInScript = false
  }
}

private struct Content: Decodable {
  struct Named: Decodable {
    let name: String
  }
  struct Setting: Decodable {
    let axis: String
    let value: String
  }
  struct Dream: Decodable {
    let command: String
    let picture: String
    let settings: [Setting]
    let measures: [Named]
  }
  let title: String
  let dreams: [Dream]
}
