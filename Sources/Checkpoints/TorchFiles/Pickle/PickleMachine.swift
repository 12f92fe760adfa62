internal import Files

/// Runs the instructions of a pickle as far as they build data.
///
/// A pickle is a program for a machine with a stack. This one has no instruction that looks a name up or calls
/// anything: a global stays a name, and a call of one that is not known stays the note that it was asked for. Each
/// instruction takes at least one byte of the file and time in proportion to what it takes from the stack.
struct PickleMachine {
  /// Values that may be on the stack at one time; Python's own pickler writes lists and dictionaries by the thousand.
  private static let deepest = 1 << 20
  /// Instructions in one pickle: a network with its optimizer has some ten thousand.
  private static let longest = 1 << 22

  var reader: ByteReader
  var heap = PickleHeap()
  private var stack: [PickleValue] = []
  /// Where in the stack each mark stands.
  private var marks: [Int] = []
  private var memo: [UInt32: PickleValue] = [:]

  init(_ reader: ByteReader) { self.reader = reader }

  /// Runs up to the end of the pickle, and gives what is on the stack then.
  mutating func run() throws(TorchFileFlaw) -> PickleValue {
    for _ in 0..<Self.longest {
      let code: UInt8 = try number()
      guard let opcode = Opcode(rawValue: code) else {
        throw .unsupported(
          "it has the pickle instruction 0x\(String(code, radix: 16)), which PyTorch does not write")
      }
      if opcode == .stop { return try pop() }
      try run(opcode)
    }
    throw .damaged("its pickle does not end within \(Self.longest) instructions")
  }

  private mutating func run(_ opcode: Opcode) throws(TorchFileFlaw) {
    switch opcode {
    case .stop: break
    case .proto: try checkProtocol()
    case .frame: try checkFrame()
    case .mark: try pushMark()
    case .pop: try popValueOrMark()
    case .popMark: _ = try popToMark()
    case .get, .longGet, .put, .longPut, .memoize: try remember(opcode)
    case .none: try push(.none)
    case .newTrue: try push(.boolean(true))
    case .newFalse: try push(.boolean(false))
    case .int: try push(.integer(Int(try number(Int32.self))))
    case .int1: try push(.integer(Int(try number(UInt8.self))))
    case .int2: try push(.integer(Int(try number(UInt16.self))))
    case .long1: try pushLong(try number(UInt8.self))
    case .long4: try pushLong(try number(Int32.self))
    case .float:
      _ = try stretch(8)
      try push(.opaque)
    case .shortUnicode, .shortBytes, .shortString: try push(.text(try stretch(try number(UInt8.self))))
    case .unicode, .bytes: try push(.text(try stretch(try number(UInt32.self))))
    case .string: try push(.text(try stretch(try number(Int32.self))))
    case .unicode8, .bytes8, .byteArray8: try push(.text(try stretch(try number(UInt64.self))))
    case .quotedString: try push(.text(try quoted()))
    case .emptyTuple: try push(try heap.add(.tuple, []))
    case .emptyList: try push(try heap.add(.list, []))
    case .emptyDictionary: try push(try heap.add(.dictionary, []))
    case .tuple: try push(try heap.add(.tuple, try popToMark()))
    case .tuple1: try pushTuple(1)
    case .tuple2: try pushTuple(2)
    case .tuple3: try pushTuple(3)
    case .append: try append([try pop()])
    case .appends: try append(try popToMark())
    case .setItem: try setItems(try pop(2))
    case .setItems: try setItems(try popToMark())
    case .emptySet: try push(.opaque)
    case .addItems: _ = try popToMark()
    case .frozenSet:
      _ = try popToMark()
      try push(.opaque)
    case .global: try pushGlobal(module: try line(), name: try line())
    case .stackGlobal:
      let parts = try pop(2)
      guard case (.text(let module), .text(let name)) = (parts[0], parts[1]) else {
        throw .damaged("a global's name is no text")
      }
      try pushGlobal(module: module, name: name)
    case .reduce, .newObject:
      let parts = try pop(2)
      try push(try call(parts[0], parts[1]))
    case .newObjectWithKeywords:
      let parts = try pop(3)
      try push(try call(parts[0], parts[1]))
    case .build:
      try build(try pop())
    case .persistentID: try push(try persistent(try pop()))
    }
  }
}

// MARK: - The stream

extension PickleMachine {
  private mutating func number<Number: FixedWidthInteger>(_ type: Number.Type = Number.self)
    throws(TorchFileFlaw)
    -> Number
  {
    do { return try reader.integer() } catch { throw .endsEarly }
  }

  private mutating func stretch(_ count: some BinaryInteger) throws(TorchFileFlaw) -> Range<Int> {
    do { return try reader.stretch(count) } catch { throw .endsEarly }
  }

  private mutating func line() throws(TorchFileFlaw) -> Range<Int> {
    do { return try reader.line() } catch { throw .endsEarly }
  }

  private mutating func checkProtocol() throws(TorchFileFlaw) {
    let version: UInt8 = try number()
    guard (2...5).contains(version) else { throw .unsupported("its pickle has protocol \(version)") }
  }

  /// Frames say how far a reader may look ahead, which this one does not need.
  private mutating func checkFrame() throws(TorchFileFlaw) {
    guard try number(UInt64.self) <= reader.rest else { throw .endsEarly }
  }

  /// A number in two's complement; what exceeds 64 bits is let be.
  private mutating func pushLong(_ count: some BinaryInteger) throws(TorchFileFlaw) {
    let place = try stretch(count)
    guard let top = reader.bytes[place].last else { return try push(.integer(0)) }
    guard place.count <= 8 else { return try push(.opaque) }
    let sign: Int = top < 0x80 ? 0 : -1
    try push(.integer(reader.bytes[place].reversed().reduce(sign) { $0 << 8 | Int($1) }))
  }

  /// A string of Python 2 between quotation marks that takes a whole line.
  private mutating func quoted() throws(TorchFileFlaw) -> Range<Int> {
    let line = try line()
    let bytes = reader.bytes[line]
    guard line.count >= 2, bytes.first == bytes.last, let quote = bytes.first, [0x22, 0x27].contains(quote),
      !bytes.contains(UInt8(ascii: "\\"))
    else { throw .damaged("a string is not between quotation marks, or has escapes") }
    return line.dropFirst().dropLast()
  }
}

// MARK: - Stack and memo

extension PickleMachine {
  private mutating func push(_ value: PickleValue) throws(TorchFileFlaw) {
    guard stack.count < Self.deepest else { throw .damaged("its stack is too deep") }
    stack.append(value)
  }

  private mutating func pushMark() throws(TorchFileFlaw) {
    guard marks.count < Self.deepest else { throw .damaged("its stack is too deep") }
    marks.append(stack.count)
  }

  /// Takes the topmost value, which must lie above the last mark.
  private mutating func pop() throws(TorchFileFlaw) -> PickleValue {
    let top = try top()
    stack.removeLast()
    return top
  }

  /// The topmost values, the lowest first.
  private mutating func pop(_ count: Int) throws(TorchFileFlaw) -> [PickleValue] {
    guard stack.count - count >= marks.last ?? 0 else { throw .emptyStack }
    defer { stack.removeLast(count) }
    return Array(stack.suffix(count))
  }

  private mutating func popValueOrMark() throws(TorchFileFlaw) {
    if marks.last == stack.count { marks.removeLast() } else { _ = try pop() }
  }

  private mutating func popToMark() throws(TorchFileFlaw) -> [PickleValue] {
    guard let mark = marks.popLast() else { throw .damaged("its stack has no mark") }
    defer { stack.removeLast(stack.count - mark) }
    return Array(stack[mark...])
  }

  private func top() throws(TorchFileFlaw) -> PickleValue {
    guard stack.count > marks.last ?? 0, let top = stack.last else { throw .emptyStack }
    return top
  }

  private mutating func pushTuple(_ count: Int) throws(TorchFileFlaw) {
    try push(try heap.add(.tuple, try pop(count)))
  }

  private mutating func remember(_ opcode: Opcode) throws(TorchFileFlaw) {
    let index: UInt32 =
      switch opcode {
      case .get, .put: UInt32(try number(UInt8.self))
      case .memoize: UInt32(truncatingIfNeeded: memo.count)
      default: try number()
      }
    guard opcode == .get || opcode == .longGet else {
      try heap.charge(memo[index] == nil ? 64 : 0)
      memo[index] = try top()
      return
    }
    guard let value = memo[index] else { throw .damaged("it asks for a value that it did not store") }
    try push(value)
  }
}

// MARK: - What is on top

extension PickleMachine {
  private mutating func append(_ values: [PickleValue]) throws(TorchFileFlaw) {
    switch try top() {
    case .node(let node) where heap.nodes[node].kind == .list: try heap.append(values, to: node)
    case .inert, .opaque: break
    default: throw .damaged("it appends to what is no list")
    }
  }

  private mutating func setItems(_ values: [PickleValue]) throws(TorchFileFlaw) {
    guard values.count.isMultiple(of: 2) else { throw .damaged("a dictionary has a key without a value") }
    switch try top() {
    case .node(let node) where heap.nodes[node].kind == .dictionary: try heap.append(values, to: node)
    case .inert, .opaque: break
    default: throw .damaged("it sets items of what is no dictionary")
    }
  }

  /// Attributes are dropped, those of dictionaries (`_metadata`) too. A tensor that has some is more than its numbers;
  /// numpy's arrays and types get their content this way.
  private mutating func build(_ state: PickleValue) throws(TorchFileFlaw) {
    switch try top() {
    case .tensor(let index):
      switch heap.tensors[index] {
      case .empty: return try fill(array: index, state)
      case .refused: return
      case .dense, .array: break
      }
      heap.refuse(tensor: index, "has attributes of its own")
    case .node(let node) where heap.nodes[node].kind == .dictionary: break
    case .elementType(let type): stack[stack.count - 1] = .elementType(try completed(type, state))
    case .inert, .opaque, .symbol: break
    default: throw .damaged("it sets attributes of what has none")
    }
  }

  private mutating func pushGlobal(module: Range<Int>, name: Range<Int>) throws(TorchFileFlaw) {
    if let known = Symbol(reader.bytes.text(module), reader.bytes.text(name)) {
      return try push(.symbol(known))
    }
    try push(.symbol(.other(try heap.add(PickleHeap.Name(module: module, name: name)))))
  }
}

extension TorchFileFlaw {
  static let endsEarly = Self.damaged("it ends within its pickle")
  static let emptyStack = Self.damaged("its pickle takes more from its stack than there is")
}
