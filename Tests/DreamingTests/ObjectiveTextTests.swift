import Settings
import Testing
import Torch

@testable import Dreaming

/// The text form of objectives: what it means, and what it says when it means nothing.
@Suite struct ObjectiveTextTests {
  @Test func everySubjectByHand() throws {
    let expected: [(Double, ObjectiveTarget)] = [
      (1, .energy(layer: "relu4_3")),
      (0.5, .channels(layer: "relu3_1", [17...17], at: nil)),
      (-1, .energy(layer: "layer3.5")),
      (-2, .channels(layer: "relu3_1", [3...3, 17...17, 40...44], at: nil)),
      (1, .channels(layer: "relu3_1", [17...17], at: Place(x: 0.5, y: 0.25))),
      (1, .random(layer: "relu4_3", seed: 7)),
      (1, .direction(layer: "relu4_3", file: "a (b).json")),
      (-0.25, .classScore("crane (bird)")),
      (1, .style(layers: [])),
      (1, .style(layers: ["relu1_1", "relu2_1"])),
      (3, .content(layer: "relu4_2")),
      (1, .guide(layer: nil, .mean)),
      (1, .guide(layer: "relu3_2", .best)),
    ]
    let objective = try Objective(
      """
      relu4_3 + 0.5*relu3_1:17 - layer3.5 - 2 * relu3_1:3,17,40-44 + relu3_1:17@0.5,0.25 + relu4_3:random(7)
        + relu4_3:file(a (b).json) - .25*class( crane (bird) ) + style+style(relu1_1,relu2_1) + 3*content(relu4_2)
        + guide(mean) + guide(relu3_2)
      """)
    #expect(objective.parts.map(\.weight) == expected.map(\.0))
    #expect(objective.parts.map(\.target) == expected.map(\.1))
    #expect(try Objective(objective.description) == objective)
  }

  @Test(arguments: [
    ("-relu1+relu2", "-relu1 + relu2"),
    ("1*relu2", "relu2"),
    ("relu1_1:40-44", "relu1_1:40-44"),
    ("relu1_1:40 - 44*relu2", "relu1_1:40 - 44*relu2"),
    ("relu1_1:40-44*relu2", "relu1_1:40 - 44*relu2"),
    ("relu1_1:40-0.5*relu2", "relu1_1:40 - 0.5*relu2"),
    ("relu1_1:40-relu2", "relu1_1:40 - relu2"),
    ("relu1_1:5-5", "relu1_1:5"),
  ])
  func hyphensAndWeights(text: String, canonical: String) throws {
    #expect(try Objective(text).description == canonical)
    #expect(try Objective(canonical).description == canonical)
  }

  @Test(arguments: [
    ("", 1, "a layer, class(NAME), style, content or guide", "the end"),
    ("relu4_3 + * 2", 11, "a layer, class(NAME), style, content or guide", "'*'"),
    ("0.5 relu2", 5, "'*' after the weight", "'r'"),
    ("relu4_3 relu3", 9, "'+', '-' or the end", "'r'"),
    ("relu4_3:", 9, "a channel, as in 17 or 3,40-44, random(SEED) or file(NAME)", "the end"),
    ("relu4_3:44-40", 9, "a range that rises", "'4'"),
    ("relu4_3:3,", 11, "the number of a channel, from 0", "the end"),
    ("relu4_3:99999999999999999999", 9, "the number of a channel, from 0", "'9'"),
    ("relu4_3:1@2,0.5", 11, "a place from 0,0 (top left) to 1,1", "'2'"),
    ("relu4_3:1@0.5", 14, "',' and how far down, from 0 to 1", "the end"),
    ("relu4_3:random(-1)", 9, "a whole number from 0 as the seed", "'r'"),
    ("class", 6, "'(' and the name or the index of a class", "the end"),
    ("class()", 7, "the name or the index of a class", "')'"),
    ("class(owl", 10, "')'", "the end"),
    ("style(relu1_1", 14, "',' or ')'", "the end"),
    ("content(a, b)", 8, "one layer", "'('"),
    ("guide(a, b)", 6, "one layer, then 'mean' or nothing", "'('"),
    ("1.2.3*relu2", 1, "a weight", "'1'"),
  ])
  func mistakesPointAtThePlace(text: String, position: Int, expected: String, found: String) throws {
    let error = DreamError.objective(text, position: position, expected: expected, found: found)
    #expect(throws: error) { _ = try Objective(text) }
    #expect(
      error.description
        == "`objective` '\(text)' is wrong at character \(position): \(expected) belongs there, not \(found)")
  }

  /// Whatever is typed is an objective that can be written and read again, or an error inside the text.
  @Test func anyTextIsReadOrRefused() throws {
    let pieces = [
      "relu1", "class", "style", "content", "guide", "mean", "random", "file", "(", ")", ",", ":", "@", "+",
      "-", "*",
      ".", "0", "17", "0.5", " ", "é", "\n", "",
    ]
    var random = SplitMix64(seed: 11)
    var read = 0
    for _ in 0..<20_000 {
      let text = (0..<1 + Int(random.next() % 9)).map { _ in pieces[Int(random.next() % 24)] }.joined()
      switch Result(catching: { () throws(DreamError) in try Objective(text) }) {
      case .success(let objective):
        #expect(try Objective(objective.description) == objective, "\(text)")
        read += 1
      case .failure(let error):
        guard case .objective(_, let position, _, _) = error, (1...text.count + 1).contains(position) else {
          Issue.record("\(text): \(error)")
          continue
        }
      }
    }
    #expect(read > 500)
  }

  @Test func veryLongTextIsRefused() {
    #expect(
      throws: DreamError.setting(SettingError("objective", takes: "at most 10000 characters", got: "20000"))
    ) {
      _ = try Objective(String(repeating: "a", count: 20_000))
    }
  }

  @Test func objectivesAddAndScale() throws {
    let (a, b) = (try Objective("relu1 + 2*relu2"), try Objective("relu3"))
    #expect(try a + b == Objective("relu1 + 2*relu2 + relu3"))
    #expect(try a - b == Objective("relu1 + 2*relu2 - relu3"))
    #expect(try 0.5 * a == Objective("0.5*relu1 + relu2"))
    #expect(try -a == Objective("-relu1 - 2*relu2"))
    #expect((a + a).layers == ["relu1", "relu2"])
  }
}
