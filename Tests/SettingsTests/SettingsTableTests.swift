import Foundation
import Settings
import Testing

/// Settings of every kind.
private struct Sample: SettingsTable, Codable, Equatable {
  var levelCount = 4
  var ratio = 1.8
  var isOn = true
  var name: String?
  var sides = [64, 96]
  var start = Start.photo
  var seed: UInt64 = 0

  enum Start: String, SettingValue, CaseIterable { case photo, noise }

  static let settings: [Setting<Sample>] = [
    Setting("levelCount", \.levelCount, .from(1, to: 50), value: "levels", help: "Levels."),
    Setting("ratio", \.ratio, .above(1, to: 10), value: "factor", help: "How much larger."),
    Setting("isOn", \.isOn, value: "switch", help: "Whether.", default: .nothing),
    Setting("name", \.name, value: "text", help: "A name.", default: "none"),
    Setting("sides", \.sides, .each(from: 8, to: 4096), value: "pixels", help: "Sides."),
    Setting("start", \.start, flag: "from", value: "start", help: "What it starts from."),
    Setting("seed", \.seed, .from(0, to: .max), value: "number", help: "Where it starts."),
  ]

  init() {}

  init(from decoder: any Decoder) throws {
    self.init()
    try read(from: decoder)
  }

  func encode(to encoder: any Encoder) throws { try write(to: encoder) }
}

/// The first key of an object that no setting has.
private struct UnknownKey: Decodable {
  let key: String?

  init(from decoder: any Decoder) throws {
    key = try Sample.unknownKey(in: decoder, besides: ["layers"])
  }
}

@Suite("A table of settings") struct SettingsTableTests {
  @Test func flagsAndDefaultsFollowFromTheNameAndTheProperty() {
    #expect(
      Sample.settings.map(\.flag.name) == [
        "level-count", "ratio", "is-on", "name", "sides", "from", "seed",
      ])
    #expect(
      Sample.settings.map(\.defaultText) == ["4", "1.8", nil, "none", "64,96", "photo", "0"])
    #expect(Sample.setting(\.start).type.words == ["photo", "noise"])
    #expect(Sample.setting(\.levelCount).bounds.lower == 1 && Sample.setting(\.levelCount).bounds.upper == 50)
  }

  @Test func whatIsWrittenIsReadAgain() throws {
    var sample = Sample()
    sample.ratio = 0.1 + 0.2
    sample.isOn = false
    sample.name = "é\""
    sample.sides = [1, 2, 3]
    sample.start = .noise
    sample.seed = .max
    #expect(try JSONDecoder().decode(Sample.self, from: JSONEncoder().encode(sample)) == sample)
    #expect(try JSONDecoder().decode(Sample.self, from: Data(#"{"name": null}"#.utf8)) == Sample())
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    #expect(
      String(decoding: try encoder.encode(Sample()), as: UTF8.self)
        == #"{"isOn":true,"levelCount":4,"ratio":1.8,"seed":0,"sides":[64,96],"start":"photo"}"#)
  }

  @Test(arguments: [
    (#"{"levelCount": "ten"}"#, "levelCount", "'ten' is not a whole number from 1 to 50"),
    (#"{"levelCount": 2.5}"#, "levelCount", "2.5 is not a whole number from 1 to 50"),
    (#"{"seed": -1}"#, "seed", "-1 is not a whole number from 0 to 18446744073709551615"),
    (#"{"ratio": true}"#, "ratio", "true is not a number above 1, up to 10"),
    (#"{"isOn": []}"#, "isOn", "a list is not true or false"),
    (#"{"name": {}}"#, "name", "an object is not a text"),
    (#"{"sides": 3}"#, "sides", "3 is not whole numbers from 8 to 4096"),
    (#"{"start": "dark"}"#, "start", "'dark' is none of photo, noise"),
  ])
  func wrongKindsAreToldWithTheRange(json: String, name: String, reason: String) throws {
    let error = #expect(throws: SettingError.self) {
      try JSONDecoder().decode(Sample.self, from: Data(json.utf8))
    }
    #expect(error?.name == name && error?.reason == reason, "\(String(describing: error?.reason))")
  }

  @Test func theFirstOutsideItsRangeIsTold() {
    func error(_ change: (inout Sample) -> Void) -> String? {
      var sample = Sample()
      change(&sample)
      do {
        try sample.checkRanges()
        return nil
      } catch {
        return error.description
      }
    }
    #expect(error { _ in } == nil)
    #expect(error { $0.levelCount = 0 } == "`levelCount` takes a whole number from 1 to 50, not 0")
    #expect(error { $0.ratio = .nan } == "`ratio` takes a number above 1, up to 10, not nan")
    #expect(error { $0.ratio = .infinity } == "`ratio` takes a number above 1, up to 10, not inf")
    #expect(error { $0.sides = [] } == "`sides` takes whole numbers from 8 to 4096, not ")
    #expect(error { $0.sides = [8, 4] } == "`sides` takes whole numbers from 8 to 4096, not 8,4")
  }

  @Test func unknownKeysAreFound() throws {
    func unknown(_ json: String) throws -> String? {
      try JSONDecoder().decode(UnknownKey.self, from: Data(json.utf8)).key
    }
    #expect(try unknown(#"{"seed": 1, "layers": []}"#) == nil)
    #expect(try unknown(#"{"seeds": 1, "ratios": 2}"#) == "ratios")
  }

  @Test func rangesHaveWords() {
    #expect(SettingRange<Double>.from(0, below: 1).words == "a number from 0, less than 1")
    #expect(SettingRange<Double>.from(0, to: 180, "degrees").words == "a number of degrees from 0 to 180")
    #expect(SettingRange<Double>.above(0).words == "a number above 0")
    #expect(!SettingRange<Double>.above(0).contains(.infinity) && !SettingRange<Double>.above(0).contains(0))
    #expect(!SettingRange<Double>.from(0, below: 1).contains(1) && SettingRange<Double>.from(0).contains(0))
  }
}
