internal import Files
internal import Torch

/// What the few calls that are understood would give.
extension PickleMachine {
  /// `function(*arguments)`: data where the function is known, else a note of its name.
  mutating func call(_ function: PickleValue, _ arguments: PickleValue) throws(TorchFileFlaw) -> PickleValue {
    guard let items = heap.items(.tuple, of: arguments) else { throw .damaged("a call has no arguments") }
    switch function {
    case .symbol(let symbol): return try call(symbol, items)
    case .inert: return function
    default: throw .damaged("it calls what is no function")
    }
  }

  private mutating func call(_ symbol: Symbol, _ arguments: [PickleValue]) throws(TorchFileFlaw)
    -> PickleValue
  {
    switch symbol {
    case .orderedDictionary: return try orderedDictionary(arguments)
    case .rebuildTensor, .rebuildTensorV2, .rebuildTensorV3: return try tensor(symbol, arguments)
    case .rebuildParameter:
      guard arguments.count == 3 else { throw .damaged("a parameter has \(arguments.count) arguments") }
      return arguments[0]
    case .rebuildFromType: return try subclass(arguments)
    case .size:
      guard arguments.count == 1, heap.items(.tuple, of: arguments[0]) != nil else {
        throw .damaged("a torch.Size is not made of a tuple")
      }
      return arguments[0]
    case .newArray: return try newArray(arguments)
    case .arrayOfBuffer: return try arrayOfBuffer(arguments)
    case .arrayType: return try elementType(arguments)
    case .encode: return encoded(arguments)
    case .bytes: return arguments.isEmpty ? .text(0..<0) : .opaque
    case .frozenDictionary:
      guard arguments.count == 1, heap.items(.dictionary, of: arguments[0]) != nil else { return .opaque }
      return arguments[0]
    case .other(let name): return .inert(name)
    case .arrayClass, .plainValue, .storage, .untypedStorage, .element: return .opaque
    }
  }

  /// `encode(text, "latin1")`: bytes, as protocol 2 has them.
  private func encoded(_ arguments: [PickleValue]) -> PickleValue {
    guard arguments.count == 2, case (.text(let text), .text(let encoding)) = (arguments[0], arguments[1]),
      reader.bytes.text(encoding) == "latin1"
    else { return .opaque }
    return .latin1(text)
  }

  /// Empty, or (Python 2) of a list of pairs.
  private mutating func orderedDictionary(_ arguments: [PickleValue]) throws(TorchFileFlaw) -> PickleValue {
    var entries: [PickleValue] = []
    if let first = arguments.first {
      guard let pairs = heap.items(.list, of: first) else {
        throw .damaged("an OrderedDict is not made of a list")
      }
      for pair in pairs {
        guard let items = heap.items(.list, of: pair) ?? heap.items(.tuple, of: pair), items.count == 2 else {
          throw .damaged("an OrderedDict is not made of pairs")
        }
        entries += items
      }
    }
    return try heap.add(.dictionary, entries)
  }

  /// `_rebuild_from_type_v2(function, type, arguments, state)`: what the function gives, as an instance of a subclass.
  private mutating func subclass(_ arguments: [PickleValue]) throws(TorchFileFlaw) -> PickleValue {
    guard arguments.count == 4, case .symbol(let function) = arguments[0] else {
      throw .damaged("a tensor's subclass has \(arguments.count) arguments")
    }
    guard function != .rebuildFromType else { throw .damaged("a tensor is a subclass of a subclass") }
    return try call(arguments[0], arguments[2])
  }

  /// `_rebuild_tensor(storage, offset, size, stride)`; version 2 goes on with `requires_grad, hooks, metadata`, and
  /// version 3 has the type of the elements before the metadata.
  private mutating func tensor(_ symbol: Symbol, _ arguments: [PickleValue]) throws(TorchFileFlaw)
    -> PickleValue
  {
    let counts = symbol == .rebuildTensor ? 4...4 : symbol == .rebuildTensorV2 ? 6...7 : 7...8
    guard counts.contains(arguments.count) else {
      throw .damaged("a tensor has \(arguments.count) arguments")
    }
    if case .inert = arguments[0] { return arguments[0] }
    guard case (.storage(let storage), .integer(let offset)) = (arguments[0], arguments[1]) else {
      throw .damaged("a tensor has no storage")
    }
    let layout = PickleHeap.Layout(
      storage: storage, dtype: try symbol == .rebuildTensorV3 ? element(arguments[6]) : nil, offset: offset,
      shape: try lengths(arguments[2]), strides: try lengths(arguments[3]))
    if arguments.count == counts.upperBound, symbol != .rebuildTensor,
      !isEmpty(arguments[counts.upperBound - 1])
    {
      return try heap.add(.refused("is a conjugate, a negative or another view with metadata"))
    }
    return try heap.add(.dense(layout))
  }

  private func element(_ value: PickleValue) throws(TorchFileFlaw) -> Symbol {
    guard case .symbol(let symbol) = value else { throw .damaged("a tensor has no type of elements") }
    return symbol
  }

  private func isEmpty(_ value: PickleValue) -> Bool {
    if case .none = value { return true }
    return heap.items(.dictionary, of: value)?.isEmpty ?? false
  }

  /// Sizes or strides.
  func lengths(_ value: PickleValue) throws(TorchFileFlaw) -> [Int] {
    guard let items = heap.items(.tuple, of: value) ?? heap.items(.list, of: value),
      items.count <= StoredTensor.mostDimensions
    else { throw .damaged("a tensor's shape is no tuple of at most \(StoredTensor.mostDimensions) numbers") }
    var lengths: [Int] = []
    for item in items {
      guard case .integer(let length) = item else {
        throw .damaged("a tensor's shape holds what is no number")
      }
      lengths.append(length)
    }
    return lengths
  }

  /// What a persistent id stands for: `("storage", class, key, device, count)`, in legacy files with a view behind
  /// it, or `("module", class, …)`.
  mutating func persistent(_ id: PickleValue) throws(TorchFileFlaw) -> PickleValue {
    guard let items = heap.items(.tuple, of: id), let first = items.first, case .text(let kind) = first else {
      throw .damaged("a persistent id is no tuple")
    }
    if items.count > 1, reader.bytes.text(kind) == "module" { return items[1] }
    guard reader.bytes.text(kind) == "storage", 5...6 ~= items.count,
      case (.symbol(let type), .text(let key), .integer(let count)) = (items[1], items[2], items[4])
    else { throw .damaged("a persistent id describes no storage") }
    let view: PickleHeap.Storage.View? = try items.count == 6 ? view(items[5]) : nil
    return try heap.add(PickleHeap.Storage(type: type, key: key, count: count, view: view))
  }

  /// `(key, offset, count)`, or nothing.
  private func view(_ value: PickleValue) throws(TorchFileFlaw) -> PickleHeap.Storage.View? {
    if case .none = value { return nil }
    guard let items = heap.items(.tuple, of: value), items.count == 3,
      case (.text(let key), .integer(let offset), .integer(let count)) = (items[0], items[1], items[2])
    else { throw .damaged("a view of a storage is no triple") }
    return PickleHeap.Storage.View(key: key, offset: offset, count: count)
  }
}
