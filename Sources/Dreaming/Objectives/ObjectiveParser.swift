internal import Settings

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
struct ObjectiveParser {
  /// The longest text that is read, in characters.
  static let longest = 10_000
  /// The largest channel that can be written.
  static let largestChannel = 1_000_000

  private let text: String
  private let characters: [Character]
  private(set) var position = 0

  init(_ text: String) {
    self.text = text
    characters = Array(text)
  }

  mutating func objective() throws(DreamError) -> Objective {
    guard characters.count <= Self.longest else {
      throw .setting(
        SettingError(
          "objective", takes: "at most \(Self.longest) characters", got: "\(characters.count)"))
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
    let name = word()
    guard !name.isEmpty else { throw wrong(ObjectiveTarget.beginnings) }
    return Objective.Part(weight: sign * weight, target: try ObjectiveTarget(name, from: &self))
  }

  // MARK: Channels

  /// Whether a digit comes next.
  var isAtDigit: Bool { mutating get { peek?.isDigit ?? false } }

  /// A channel's number, or two of them with a hyphen.
  mutating func channels() throws(DreamError) -> (first: Int, last: Int) {
    let first = try channel()
    guard startsRange else { return (first, first) }
    position += 1
    return (first, try channel())
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

  // MARK: Arguments in parentheses

  /// Layers between parentheses, or none.
  mutating func layers() throws(DreamError) -> [String] {
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
  mutating func argument(_ meaning: String) throws(DreamError) -> String {
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

  mutating func take(_ character: Character) -> Bool {
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
  mutating func word() -> String {
    skipSpaces()
    guard position < characters.count, characters[position].isLetter else { return "" }
    return take(while: { $0.isLetter || $0.isNumber || "_./".contains($0) })
  }

  mutating func number(_ meaning: String) throws(DreamError) -> Double {
    skipSpaces()
    let start = position
    let text = take(while: { $0.isDigit || $0 == "." })
    guard let number = Double(text), number.isFinite else { throw wrong(meaning, at: start) }
    return number
  }

  func wrong(_ expected: String, at place: Int? = nil) -> DreamError {
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
