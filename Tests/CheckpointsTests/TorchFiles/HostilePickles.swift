/// Pickles that mean harm or make no sense, each with a word of what the error must say.
enum HostilePickles {
  private typealias P = PickleBytes

  /// What a command in them would write, had it been run.
  static let command = "touch /tmp/reverie-was-here"

  static var all: [(name: String, bytes: [UInt8], reason: String)] {
    code.map { ($0, P.pickle($1), $2) } + layouts.map { ($0, P.pickle($1), $2) } + broken
  }

  private static let code: [(String, [UInt8], String)] = [
    ("a command", P.system(command), "but what running posix.system would give"),
    (
      "a command in a dictionary", P.dictionary([("a", P.system(command))]),
      "under 'a' what running posix.system"
    ),
    (
      "a command beside a tensor", P.dictionary([("a", P.tensor()), ("b", P.system(command))]),
      "'b' is what running posix.system would give"
    ),
    (
      "a name from two texts",
      P.text("builtins") + P.text("eval") + [0x93] + P.tuple([P.text("1")]) + P.reduce,
      "builtins.eval"
    ),
    (
      "a new object", P.global("subprocess", "Popen") + P.tuple([P.text(command)]) + [0x81],
      "subprocess.Popen"
    ),
    (
      "a new object with keywords",
      P.global("subprocess", "Popen") + P.emptyTuple + P.dictionary([("args", P.text(command))]) + [0x92],
      "subprocess.Popen"
    ),
    (
      "a state that runs", P.global("a", "B") + P.emptyTuple + [0x81] + P.system(command) + Array("b".utf8),
      "what running a.B would give"
    ),
    ("a call of what a call gave", P.system(command) + P.emptyTuple + P.reduce, "posix.system"),
    (
      "a storage by a command", P.dictionary([("a", P.tensor(storage: P.system(command)))]),
      "posix.system"
    ),
    (
      "a subclass by a command",
      P.dictionary([
        (
          "a",
          P.call(
            "torch._tensor", "_rebuild_from_type_v2",
            [P.global("posix", "system"), P.none, P.tuple([P.text(command)]), P.none])
        )
      ]), "under 'a' what running posix.system"
    ),
    (
      "a parameter of a command",
      P.dictionary([("a", P.call("torch._utils", "_rebuild_parameter", [P.system(command), P.none, P.none]))]
      ),
      "posix.system"
    ),
    (
      "a tensor with attributes", P.dictionary([("a", P.tensor() + P.dictionary([]) + Array("b".utf8))]),
      "'a' has attributes of its own"
    ),
    (
      "a storage of another name", P.dictionary([("a", P.tensor(storage: P.storage(type: "EvilStorage")))]),
      "torch.EvilStorage"
    ),
    (
      "a name that would leave its line", P.call("a\u{1b}[2J", "b\r", []), "what running a [2J.b  would give"
    ),
  ]

  private static let layouts: [(String, [UInt8], String)] = [
    ("no storage record", named(P.tensor(storage: P.storage("1"))), "no record data/1"),
    (
      "a path as a key", named(P.tensor(storage: P.storage("../../etc/passwd"))),
      "no record data/../../etc/passwd"
    ),
    ("a storage that is too long", named(P.tensor(storage: P.storage(count: 7))), "too few for 7"),
    ("2⁶⁰ elements", named(P.tensor([1 << 60], storage: P.storage(count: 1 << 60))), "too few"),
    ("2⁶² elements", named(P.tensor([1 << 62], storage: P.storage(count: 1 << 62))), "too few"),
    ("−1 elements in the storage", named(P.tensor(storage: P.storage(count: -1))), "too few"),
    ("2⁶⁰ times the same", named(P.tensor([1 << 60], strides: [0])), "far more memory"),
    ("2⁶² times the same", named(P.tensor([1 << 62], strides: [0])), "more elements than"),
    (
      "2⁶² times the same in two", named(P.tensor([1 << 31, 1 << 31], strides: [0, 0])), "more elements than"
    ),
    (
      "many with a little each",
      P.dictionary((0..<200).map { ("\($0)", P.tensor([1 << 18], strides: [0])) }), "far more memory"
    ),
    ("hidden by a 0", named(P.tensor([0, 1 << 40, 1 << 40], strides: [1, 1, 1])), "more elements than"),
    ("beyond the storage", named(P.tensor([7])), "'a': its 7 elements reach beyond its storage"),
    ("offset beyond the storage", named(P.tensor([1], offset: 6)), "reach beyond"),
    ("stride beyond the storage", named(P.tensor([2], strides: [6])), "reach beyond"),
    ("stride overflows", named(P.tensor([3], strides: [1 << 62])), "more elements than"),
    ("offset overflows", named(P.tensor([2], strides: [1 << 62], offset: .max)), "more elements than"),
    ("negative size", named(P.tensor([-1])), "do not belong together"),
    ("negative stride", named(P.tensor([2], strides: [-1], offset: 3)), "do not belong together"),
    ("negative offset", named(P.tensor([2], offset: -1)), "do not belong together"),
    ("no strides", named(P.tensor([2, 2], strides: [])), "do not belong together"),
    (
      "65 dimensions",
      named(P.tensor(Array(repeating: 1, count: 65), strides: Array(repeating: 1, count: 65))),
      "at most 64"
    ),
    ("a size that is a text", named(P.call("torch", "Size", [P.text("2")])), "torch.Size"),
    ("a tensor of nothing", named(P.call("torch._utils", "_rebuild_tensor", [])), "0 arguments"),
    (
      "a tensor of a text",
      named(P.call("torch._utils", "_rebuild_tensor", [P.text("a"), P.int(0), P.emptyTuple, P.emptyTuple])),
      "no storage"
    ),
    ("a persistent id that is a text", P.text("0") + Array("Q".utf8), "no tuple"),
    ("a persistent id of another kind", P.tuple([P.text("file")]) + Array("Q".utf8), "no storage"),
    (
      "a name of 1,025 bytes", P.dictionary([(String(repeating: "x", count: 1025), P.tensor())]), "1025 bytes"
    ),
    (
      "a subclass of a subclass",
      P.global("torch._tensor", "_rebuild_from_type_v2") + P.put(0) + P.mark + P.get(0) + P.none
        + P.emptyTuple
        + P.none + Array("tR".utf8), "subclass of a subclass"
    ),
    (
      "itself, under every usual name",
      Array("}".utf8) + P.put(0) + P.mark + P.text("model") + P.get(0) + P.text("state_dict") + P.get(0)
        + P.text("b") + P.get(0) + Array("u".utf8), "no state dictionary"
    ),
    ("a list that holds itself", P.emptyList + P.put(0) + P.get(0) + Array("a".utf8), "but a list"),
    (
      "an OrderedDict of a list that holds itself",
      P.global("collections", "OrderedDict") + P.mark + P.emptyList + P.put(0) + P.get(0) + Array("atR".utf8),
      "not made of pairs"
    ),
  ]

  private static let broken: [(String, [UInt8], String)] = [
    ("nothing", [], "ends within its pickle"),
    ("no end", P.proto + P.none, "ends within its pickle"),
    ("an end without a value", P.pickle([]), "more from its stack"),
    ("protocol 0", [0x80, 0] + P.none + P.stop, "protocol 0"),
    ("protocol 6", [0x80, 6] + P.none + P.stop, "protocol 6"),
    ("a buffer outside the file", P.pickle([0x97]), "0x97"),
    ("an extension", P.pickle([0x82, 1]), "0x82"),
    ("a frame beyond the file", P.pickle([0x95] + P.little(UInt64.max)), "ends within its pickle"),
    ("a text of 2³² − 1 bytes", P.pickle(Array("X".utf8) + P.little(UInt32.max)), "ends within its pickle"),
    ("a text of 2⁶³ bytes", P.pickle([0x8d] + P.little(UInt64(1) << 63)), "ends within its pickle"),
    ("bytes of 2⁶⁴ − 1 bytes", P.pickle([0x8e] + P.little(UInt64.max)), "ends within its pickle"),
    ("a byte array of 2⁶² bytes", P.pickle([0x96] + P.little(UInt64(1) << 62)), "ends within its pickle"),
    ("a string of −1 bytes", P.pickle(Array("T".utf8) + P.little(Int32(-1))), "ends within its pickle"),
    ("a number of −1 bytes", P.pickle([0x8b] + P.little(Int32(-1))), "ends within its pickle"),
    ("a string without quotation marks", P.pickle(Array("Sabc\n".utf8)), "quotation marks"),
    ("a string of one quotation mark", P.pickle(Array("S'\n".utf8)), "quotation marks"),
    ("a line without an end", P.pickle(Array("cposix".utf8)), "ends within its pickle"),
    ("a value that was not stored", P.pickle(P.get(7)), "did not store"),
    ("no mark", P.pickle(P.none + Array("t".utf8)), "no mark"),
    ("a mark that is not taken", P.pickle(P.none + P.mark), "more from its stack"),
    ("below a mark", P.pickle(P.none + P.mark + [0x85]), "more from its stack"),
    ("nothing stored", P.pickle(P.put(0)), "more from its stack"),
    ("a key without a value", P.pickle(Array("}(".utf8) + P.none + Array("u".utf8)), "without a value"),
    ("an item for a list", P.pickle(P.emptyList + P.none + P.none + Array("s".utf8)), "no dictionary"),
    ("a list's item for a dictionary", P.pickle(Array("}Na".utf8)), "no list"),
    ("a list's item for a tuple", P.pickle(Array(")Na".utf8)), "no list"),
    ("a state for a tuple", P.pickle(Array(")Nb".utf8)), "has none"),
    ("a call without arguments", P.pickle(P.global("a", "b") + P.none + P.reduce), "no arguments"),
    ("a call of a text", P.pickle(P.text("a") + P.emptyTuple + P.reduce), "no function"),
    ("a name that is no text", P.pickle(P.none + P.none + [0x93]), "no text"),
  ]

  /// Few bytes that ask for much.
  static let bombs: [(String, [UInt8], String)] = [
    ("a million values", P.pickle(repeated(P.none, 1_100_000)), "too deep"),
    ("a million marks", P.pickle(repeated(P.mark, 1_100_000)), "too deep"),
    ("a million nested tuples", P.pickle(P.none + repeated(P.tuple1, 1_000_000)), "more values"),
    ("a million lists", P.pickle(repeated(P.emptyList + P.pop, 1_000_000)), "more values"),
    ("a million stored values", P.pickle(P.none + repeated(P.memoize, 1_000_000)), "more values"),
    ("four million instructions", P.pickle(repeated(P.none + P.pop, 2_100_000)), "does not end within"),
    ("a hundred thousand names of one tensor", P.pickle(manyNames), "more than 65536 tensors"),
    ("the same thousand entries again and again", P.pickle(sameEntries), "more values"),
  ]

  /// A list of a thousand pairs, of which one dictionary after the other is made.
  private static var sameEntries: [UInt8] {
    let pair = P.list([P.none, P.none])
    let list = P.list(Array(repeating: pair, count: 1000))
    let dictionary = P.global("collections", "OrderedDict") + P.get(0) + P.reduce + P.pop
    return list + P.tuple1 + P.put(0) + repeated(dictionary, 2000) + P.none
  }

  private static var manyNames: [UInt8] {
    var entries = P.tensor() + P.put(0) + P.pop + Array("}(".utf8)
    for index in 0..<100_000 { entries += P.text(String(index, radix: 36)) + P.get(0) }
    return entries + Array("u".utf8)
  }

  private static func repeated(_ bytes: [UInt8], _ count: Int) -> [UInt8] {
    var all: [UInt8] = []
    for _ in 0..<count { all += bytes }
    return all
  }

  private static func named(_ value: [UInt8]) -> [UInt8] { P.dictionary([("a", value)]) }
}
