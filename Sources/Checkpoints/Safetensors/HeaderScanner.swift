internal import Files

/// What is wrong in a header, in words.
struct HeaderFlaw: Error {
  let reason: String
}

/// Reads the JSON of a safetensors header.
///
/// It knows that one shape alone: an object of objects whose fields are known. Nothing in it recurses, so no nesting
/// can exhaust the stack; numbers are whole and fit 63 bits; no key comes twice.
struct HeaderScanner {
  /// A tensor as the header declares it, not yet held against the file.
  struct Declaration {
    var name: String
    var type = ""
    var shape: [Int] = []
    var offsets: [Int] = []
  }

  private let bytes: UnsafeRawBufferPointer
  private var position = 0

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  /// The whole header: its metadata and the tensors in the order in which they stand.
  mutating func header() throws(HeaderFlaw) -> (metadata: [String: String], tensors: [Declaration]) {
    var metadata: [String: String] = [:]
    var tensors: [Declaration] = []
    guard bytes.first == ascii("{") else { throw flaw("the header is not a JSON object") }
    try members { scanner, key throws(HeaderFlaw) in
      if key == Safetensors.metadataKey {
        try scanner.members { scanner, key throws(HeaderFlaw) in metadata[key] = try scanner.string() }
      } else {
        tensors.append(try scanner.declaration(of: key))
      }
    }
    skipSpace()
    guard position == bytes.count else { throw flaw("something follows the header's JSON") }
    return (metadata, tensors)
  }

  private mutating func declaration(of name: String) throws(HeaderFlaw) -> Declaration {
    var declaration = Declaration(name: name)
    var fields = 0
    try members { scanner, key throws(HeaderFlaw) in
      fields += 1
      switch key {
      case "dtype": declaration.type = try scanner.string()
      case "shape": declaration.shape = try scanner.integers()
      case "data_offsets": declaration.offsets = try scanner.integers()
      default: throw scanner.flaw("\(name.quoted) has the unknown field \(key.quoted)")
      }
    }
    guard fields == 3, declaration.offsets.count == 2 else {
      throw flaw("\(name.quoted) needs dtype, shape and two data_offsets")
    }
    return declaration
  }
}

// MARK: - JSON

extension HeaderScanner {
  private typealias Member = (inout HeaderScanner, String) throws(HeaderFlaw) -> Void

  /// An object; `body` reads the value of each key.
  private mutating func members(_ body: Member) throws(HeaderFlaw) {
    try expect("{")
    guard !take("}") else { return }
    var seen: Set<String> = []
    repeat {
      let key = try string()
      guard seen.insert(key).inserted else { throw flaw("the key \(key.quoted) comes twice") }
      try expect(":")
      try body(&self, key)
    } while take(",")
    try expect("}")
  }

  private mutating func integers() throws(HeaderFlaw) -> [Int] {
    var list: [Int] = []
    try expect("[")
    guard !take("]") else { return list }
    repeat { list.append(try integer()) } while take(",")
    try expect("]")
    return list
  }

  private mutating func integer() throws(HeaderFlaw) -> Int {
    skipSpace()
    let start = position
    while let byte = current, (ascii("0")...ascii("9")).contains(byte) { position += 1 }
    let digits = String(decoding: bytes[start..<position], as: UTF8.self)
    let endsThere = current.map { ![ascii("."), ascii("e"), ascii("E")].contains($0) } ?? true
    guard let value = Int(digits), endsThere, digits.count == 1 || !digits.hasPrefix("0") else {
      throw flaw("a number is not a whole one from 0 to 2⁶³ − 1")
    }
    return value
  }

  private mutating func string() throws(HeaderFlaw) -> String {
    try expect("\"")
    var text: [UInt8] = []
    while let byte = current {
      position += 1
      switch byte {
      case ascii("\""):
        guard let string = String(validating: text, as: UTF8.self) else {
          throw flaw("a string is not UTF-8")
        }
        return string
      case ascii("\\"): text += String(try escaped()).utf8
      case 0..<0x20: throw flaw("a string holds a control character")
      default: text.append(byte)
      }
    }
    throw flaw("a string does not end")
  }

  /// What a backslash stands for, after it was taken.
  private mutating func escaped() throws(HeaderFlaw) -> Unicode.Scalar {
    let plain: [Unicode.Scalar: Unicode.Scalar] = [
      "\"": "\"", "\\": "\\", "/": "/", "b": "\u{8}", "f": "\u{c}", "n": "\n", "r": "\r", "t": "\t",
    ]
    guard let letter = current.map({ Unicode.Scalar($0) }) else { throw flaw("a string does not end") }
    position += 1
    if let scalar = plain[letter] { return scalar }
    guard letter == "u" else { throw flaw("a string holds an unknown escape") }
    var code = try hexadecimal()
    // Beyond the first plane UTF-16 has two units: six and ten, then ten bits more.
    if 0xd800..<0xdc00 ~= code, takeEscapeStart() {
      let low = try hexadecimal()
      guard 0xdc00..<0xe000 ~= low else { throw flaw("a string holds half a surrogate pair") }
      code = 0x10000 + (code - 0xd800) << 10 + (low - 0xdc00)
    }
    guard let scalar = Unicode.Scalar(code) else { throw flaw("a string holds half a surrogate pair") }
    return scalar
  }

  private mutating func takeEscapeStart() -> Bool {
    guard bytes[position...].starts(with: "\\u".utf8) else { return false }
    position += 2
    return true
  }

  private mutating func hexadecimal() throws(HeaderFlaw) -> UInt32 {
    let digits = bytes[position...].prefix(4)
    let text = String(decoding: digits, as: UTF8.self)
    guard digits.count == 4, text.allSatisfy(\.isHexDigit), let value = UInt32(text, radix: 16) else {
      throw flaw("a string holds an unknown escape")
    }
    position += 4
    return value
  }

  private mutating func expect(_ character: Unicode.Scalar) throws(HeaderFlaw) {
    guard take(character) else { throw flaw("its JSON has no '\(character)'") }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard current == ascii(character) else { return false }
    position += 1
    return true
  }

  private mutating func skipSpace() {
    while let byte = current, byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 { position += 1 }
  }

  private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

  private func ascii(_ character: Unicode.Scalar) -> UInt8 { UInt8(ascii: character) }

  private func flaw(_ reason: String) -> HeaderFlaw {
    HeaderFlaw(reason: "\(reason) (byte \(8 + position))")
  }
}
