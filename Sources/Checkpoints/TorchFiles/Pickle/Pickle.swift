internal import Files

/// What a pickle describes: a value and all that it refers to. Nothing of it was run.
struct Pickle {
  let root: PickleValue
  let heap: PickleHeap
  private let bytes: UnsafeRawBufferPointer

  /// Reads one pickle, from where `reader` stands to the end of the pickle.
  ///
  /// - Precondition: The bytes outlive the pickle, whose texts lie in them.
  init(_ reader: inout ByteReader) throws(TorchFileFlaw) {
    bytes = reader.bytes
    var machine = PickleMachine(reader)
    root = try machine.run()
    heap = machine.heap
    reader = machine.reader
  }

  /// A text as UTF-8, or as Latin-1 where it is not that: Python 2's byte strings are either.
  func text(_ place: Range<Int>) -> String { bytes.text(place) }

  /// The text that a value is.
  func text(_ value: PickleValue) -> String? {
    guard case .text(let place) = value else { return nil }
    return text(place)
  }

  /// The full name of the global with that index among the names.
  func name(_ index: Int) -> String {
    "\(text(heap.names[index].module)).\(text(heap.names[index].name))"
  }

  /// What a type of storage or of elements is called.
  func name(_ type: Symbol) -> String {
    switch type {
    case .other(let index): name(index)
    case .storage(let dtype): "torch.\(dtype.storageClass)"
    case .element(let dtype): "torch.\(dtype)"
    default: "bytes"
    }
  }

  /// Keys and values of a dictionary, in the order in which they were put in.
  func entries(_ node: Int) -> [(key: PickleValue, value: PickleValue)] {
    let items = heap.nodes[node].items
    return stride(from: 0, to: items.count, by: 2).map { (items[$0], items[$0 + 1]) }
  }
}
