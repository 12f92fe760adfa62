/// Files that mean harm, or were harmed.
enum Hostile {
  /// A file of a header's text and the bytes that follow it; `length` says something else about the header.
  static func file(_ header: String, data: [UInt8] = [], length: UInt64? = nil) -> [UInt8] {
    file(Array(header.utf8), data: data, length: length)
  }

  /// The same with a header that need not be text.
  static func file(_ header: [UInt8], data: [UInt8] = [], length: UInt64? = nil) -> [UInt8] {
    let length = length ?? UInt64(header.count)
    return withUnsafeBytes(of: length.littleEndian, Array.init) + header + data
  }

  /// A header with one tensor, and `count` bytes of data.
  static func tensor(dtype: String = "F32", shape: String, offsets: String, count: Int) -> [UInt8] {
    file(
      #"{"a":{"dtype":"\#(dtype)","shape":\#(shape),"data_offsets":\#(offsets)}}"#,
      data: [UInt8](repeating: 0, count: count))
  }

  /// A header with tensors of bytes at the given places, and `count` bytes of data.
  static func places(_ places: [Range<Int>], count: Int) -> [UInt8] {
    let entries = places.enumerated().map { index, place in
      #""\#(index)":{"dtype":"U8","shape":[\#(place.count)],"#
        + #""data_offsets":[\#(place.lowerBound),\#(place.upperBound)]}"#
    }
    return file("{\(entries.joined(separator: ","))}", data: [UInt8](repeating: 0, count: count))
  }

  /// Each with a word of what the error must say.
  static let files: [(name: String, bytes: [UInt8], reason: String)] = [
    ("empty", [], "empty"),
    ("seven bytes", [1, 2, 3, 4, 5, 6, 7], "ends before its header"),
    ("text", Array("This is not a checkpoint at all.".utf8), "more than"),
    ("length 0", file(""), "not a JSON object"),
    ("length beyond the file", file("{}", length: 3), "ends within its header"),
    ("length 2⁶³", file("{}", length: 1 << 63), "more than"),
    ("length 2⁶⁴ − 1", file("{}", length: .max), "more than"),
    ("length 101 MB", file("{}", length: 101_000_000), "more than"),
    ("a list", file("[]"), "not a JSON object"),
    ("a number", file("12345678"), "not a JSON object"),
    ("space first", file(" {}"), "not a JSON object"),
    ("no end", file(#"{"a""#), "':'"),
    ("two objects", file("{}{}"), "follows"),
    ("nesting", file([UInt8](repeating: UInt8(ascii: "["), count: 100_000)), "not a JSON object"),
    ("nesting of objects", file(String(repeating: #"{"a":"#, count: 100_000)), "unknown field"),
    ("nesting in a shape", file(#"{"a":{"shape":"# + String(repeating: "[", count: 100_000)), "whole"),
    ("key twice", file(#"{"a":{"dtype":"U8","dtype":"U8"}}"#), "twice"),
    (
      "tensor twice",
      file(
        #"{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"#
          + #""a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}"#), "twice"
    ),
    ("unknown field", file(#"{"a":{"type":"U8"}}"#), "unknown field"),
    ("missing field", file(#"{"a":{"dtype":"U8","shape":[0]}}"#), "needs dtype"),
    ("metadata not text", file(#"{"__metadata__":{"a":1}}"#), #"'"'"#),
    ("metadata nested", file(#"{"__metadata__":{"a":{}}}"#), #"'"'"#),
    ("bad UTF-8", file(Array(#"{""#.utf8) + [0xff, 0xfe] + Array(#"":{}}"#.utf8)), "UTF-8"),
    ("half a surrogate", file(#"{"\ud83d":{}}"#), "surrogate"),
    ("two high surrogates", file(#"{"\ud83d\ud83d":{}}"#), "surrogate"),
    ("unknown escape", file(#"{"\x41":{}}"#), "escape"),
    ("short escape", file(#"{"\u12"#), "escape"),
    ("signed escape", file(#"{"\u+123":{}}"#), "escape"),
    ("control character", file("{\"a\nb\":{}}"), "control"),
    ("unknown type", tensor(dtype: "F8_E4M3", shape: "[4]", offsets: "[0,4]", count: 4), "not read"),
    ("negative shape", tensor(shape: "[-1]", offsets: "[0,4]", count: 4), "whole"),
    ("fraction", tensor(shape: "[1.0]", offsets: "[0,4]", count: 4), "whole"),
    ("exponent", tensor(shape: "[1e999]", offsets: "[0,4]", count: 4), "whole"),
    ("leading zero", tensor(shape: "[01]", offsets: "[0,4]", count: 4), "whole"),
    ("no number", tensor(shape: "[,]", offsets: "[0,4]", count: 4), "whole"),
    ("2⁶⁴", tensor(shape: "[18446744073709551616]", offsets: "[0,4]", count: 4), "whole"),
    ("2⁶⁰ elements", tensor(shape: "[1152921504606846976]", offsets: "[0,4]", count: 4), "fill"),
    ("2⁶² elements", tensor(shape: "[4611686018427387904]", offsets: "[0,0]", count: 0), "fill"),
    ("shape overflows", tensor(shape: "[4294967296,4294967296]", offsets: "[0,0]", count: 0), "fill"),
    ("hidden overflow", tensor(shape: "[0,4294967296,4294967296]", offsets: "[0,0]", count: 0), "fill"),
    (
      "65 dimensions",
      tensor(
        shape: "[\(Array(repeating: "1", count: 65).joined(separator: ","))]", offsets: "[0,4]", count: 4),
      "dimensions"
    ),
    ("too few bytes", tensor(shape: "[2]", offsets: "[0,4]", count: 4), "fill"),
    ("too many bytes", tensor(shape: "[1]", offsets: "[0,8]", count: 8), "fill"),
    ("scalar without bytes", tensor(shape: "[]", offsets: "[0,0]", count: 0), "fill"),
    ("one offset", tensor(shape: "[1]", offsets: "[0]", count: 4), "needs dtype"),
    ("three offsets", tensor(shape: "[1]", offsets: "[0,4,8]", count: 8), "needs dtype"),
    ("reversed", tensor(shape: "[1]", offsets: "[4,0]", count: 4), "outside"),
    ("out of range", tensor(shape: "[1]", offsets: "[0,4]", count: 3), "outside"),
    (
      "far out", tensor(shape: "[1]", offsets: "[9223372036854775803,9223372036854775807]", count: 4),
      "outside"
    ),
    ("overlap", places([0..<4, 2..<6], count: 6), "overlaps"),
    ("same place", places([0..<4, 0..<4], count: 4), "overlaps"),
    ("inside another", places([0..<8, 2..<4], count: 8), "overlaps"),
    ("nothing inside another", places([0..<8, 4..<4], count: 8), "overlaps"),
    ("hole at the start", places([2..<4], count: 4), "gap"),
    ("hole", places([0..<2, 4..<6], count: 6), "gap"),
    ("bytes left over", places([0..<2], count: 6), "belong to no tensor"),
  ]
}
