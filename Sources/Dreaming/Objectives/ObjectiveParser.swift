extension Objective {
  /// Reads the text form, as `relu4_3 + 0.5*relu3_1:17 - class(library)`.
  ///
  /// - Throws: `DreamError.objective` with the place and what belongs there.
  public init(_ text: String) throws(DreamError) {
    var parser = ObjectiveParser(text)
    self = try parser.objective()
  }
}

/// Reads an objective from left to right, one character ahead.
private struct ObjectiveParser {
  /// The longest text that is read, in characters.
  static let longest = 10_000
  /// The largest channel that can be written.
  static let largestChannel = 1_000_000

  private let text: String
  private let characters: [Character]
  private var position = 0

  init(_ text: String) {
    self.text = text
    characters = Array(text)
  }

  mutating func objective() throws(DreamError) -> Objective {
    guard characters.count <= Self.longest else {
      throw .option("--layer", takes: "at most \(Self.longest) characters", got: "\(characters.count)")
    }
    var parts = [try part(sign: take("-") ? -1 : 1)]
    while !isAtEnd {
      if take("+") {
        parts.append(try part(sign: 1))
      } else if take("-") {
        parts.append(try part(sign: -1))
      } else {
        throw wrong("'+', '-' or the end")
      }
    }
    return Objective(parts: parts)
  }

  // MARK: Parts

  private mutating func part(sign: Double) throws(DreamError) -> Objective.Part {
    var weight = 1.0
    if let next = peek, next.isDigit || next == "." {
      weight = try number("a weight")
      guard take("*") else { throw wrong("'*' after the weight") }
    }
    return Objective.Part(weight: sign * weight, target: try target())
  }

  private mutating func target() throws(DreamError) -> ObjectiveTarget {
    let name = word()
    guard !name.isEmpty else { throw wrong("a layer, class(NAME), style, content or guide") }
    switch name {
    case "class":
      return .classScore(try argument("the name or the index of a class"))
    case "style":
      return .style(layers: try layers())
    case "content":
      let start = position
      let layers = try layers()
      guard layers.count <= 1 else { throw wrong("one layer", at: start) }
      return .content(layer: layers.first)
    case "guide":
      return try guide()
    default:
      return take(":") ? try selection(of: name) : .energy(layer: name)
    }
  }

  private mutating func guide() throws(DreamError) -> ObjectiveTarget {
    let start = position
    var words = try layers()
    let matching = words.last.flatMap(GuideMatching.init)
    if matching != nil { words.removeLast() }
    guard words.count <= 1 else { throw wrong("one layer, then 'mean' or nothing", at: start) }
    return .guide(layer: words.first, matching ?? .best)
  }

  private mutating func selection(of layer: String) throws(DreamError) -> ObjectiveTarget {
    if peek?.isDigit ?? false { return try channels(of: layer) }
    let start = position
    switch word() {
    case "random":
      let text = try argument("a seed")
      guard let seed = UInt64(text) else { throw wrong("a whole number from 0 as the seed", at: start) }
      return .random(layer: layer, seed: seed)
    case "file":
      return .direction(layer: layer, file: try argument("the name of a file"))
    default:
      throw wrong("a channel, as in 17 or 3,40-44, random(SEED) or file(NAME)", at: start)
    }
  }

  private mutating func channels(of layer: String) throws(DreamError) -> ObjectiveTarget {
    var ranges: [ClosedRange<Int>] = []
    repeat {
      let start = position
      let first = try channel()
      let last = startsRange ? try rangeEnd() : first
      guard first <= last else { throw wrong("a range that rises", at: start) }
      ranges.append(first...last)
    } while take(",")
    guard take("@") else { return .channels(layer: layer, ranges, at: nil) }
    let start = position
    let x = try number("how far right, from 0 to 1")
    guard take(",") else { throw wrong("',' and how far down, from 0 to 1") }
    guard let place = Place(x: x, y: try number("how far down, from 0 to 1")) else {
      throw wrong("a place from 0,0 (top left) to 1,1", at: start)
    }
    return .channels(layer: layer, ranges, at: place)
  }

  private mutating func channel() throws(DreamError) -> Int {
    let start = position
    let digits = take(while: \.isDigit)
    guard let channel = Int(digits), channel <= Self.largestChannel else {
      throw wrong("the number of a channel, from 0", at: start)
    }
    return channel
  }

  /// Whether a hyphen makes a range (`40-44`) and does not subtract a weighted part (`40-0.5*relu2_2`).
  private var startsRange: Bool {
    guard position + 1 < characters.count, characters[position] == "-" else { return false }
    let rest = characters[(position + 1)...]
    let after = rest.drop { $0.isDigit }
    let hasNumber = after.startIndex > rest.startIndex
    let follower = after.first { $0 != " " }
    return hasNumber && after.first != "." && follower != "*"
  }

  private mutating func rangeEnd() throws(DreamError) -> Int {
    position += 1
    return try channel()
  }

  // MARK: Arguments in parentheses

  /// Layers between parentheses, or none.
  private mutating func layers() throws(DreamError) -> [String] {
    guard take("(") else { return [] }
    var names: [String] = []
    repeat {
      skipSpaces()
      let name = word()
      guard !name.isEmpty else { throw wrong("the name of a layer") }
      names.append(name)
    } while take(",")
    guard take(")") else { throw wrong("',' or ')'") }
    return names
  }

  /// The text between two parentheses, which may hold pairs of them.
  private mutating func argument(_ meaning: String) throws(DreamError) -> String {
    guard take("(") else { throw wrong("'(' and \(meaning)") }
    let start = position
    var depth = 1
    while position < characters.count {
      if characters[position] == "(" { depth += 1 }
      if characters[position] == ")" { depth -= 1 }
      position += 1
      if depth == 0 {
        let text = String(characters[start..<position - 1]).trimmed
        guard !text.isEmpty else { throw wrong(meaning, at: start) }
        return text
      }
    }
    throw wrong("')'")
  }

  // MARK: Characters

  private var isAtEnd: Bool {
    mutating get {
      skipSpaces()
      return position == characters.count
    }
  }

  private var peek: Character? {
    mutating get {
      skipSpaces()
      return position < characters.count ? characters[position] : nil
    }
  }

  private mutating func skipSpaces() { _ = take(while: \.isWhitespace) }

  private mutating func take(_ character: Character) -> Bool {
    guard peek == character else { return false }
    position += 1
    return true
  }

  @discardableResult
  private mutating func take(while belongs: (Character) -> Bool) -> String {
    let start = position
    while position < characters.count, belongs(characters[position]) { position += 1 }
    return String(characters[start..<position])
  }

  /// A name of a layer, or a keyword.
  private mutating func word() -> String {
    skipSpaces()
    guard position < characters.count, characters[position].isLetter else { return "" }
    return take(while: { $0.isLetter || $0.isNumber || "_./".contains($0) })
  }

  private mutating func number(_ meaning: String) throws(DreamError) -> Double {
    skipSpaces()
    let start = position
    let text = take(while: { $0.isDigit || $0 == "." })
    guard let number = Double(text), number.isFinite else { throw wrong(meaning, at: start) }
    return number
  }

  private func wrong(_ expected: String, at place: Int? = nil) -> DreamError {
    let place = place ?? position
    let found = place < characters.count ? "'\(characters[place])'" : "the end"
    return .objective(text, position: place + 1, expected: expected, found: found)
  }
}

extension Character {
  fileprivate var isDigit: Bool { isASCII && isNumber }
}

extension String {
  fileprivate var trimmed: String {
    String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
  }
}
