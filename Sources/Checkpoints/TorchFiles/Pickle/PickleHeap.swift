/// Everything that a pickle makes and that holds more than itself.
///
/// It has a budget: what a file asks for is charged before it is made, so that a few bytes that ask for much end in
/// an error and not in memory.
struct PickleHeap {
  /// A list, a tuple, or a dictionary as keys and values in turn.
  struct Node {
    enum Kind { case list, tuple, dictionary }

    let kind: Kind
    var items: [PickleValue]
  }

  /// A global that means nothing here, by where its module and its name stand in the pickle.
  struct Name {
    let module: Range<Int>
    let name: Range<Int>
  }

  /// A storage as a persistent id describes it.
  struct Storage {
    /// A part of another storage, counted in elements; only legacy files have it.
    struct View {
      let key: Range<Int>
      let offset: Int
      let count: Int
    }

    let type: Symbol
    let key: Range<Int>
    /// The number of elements, of bytes where it is untyped.
    let count: Int
    let view: View?
  }

  /// A tensor as its rebuild function would get it, not yet held against the storage.
  struct Layout {
    let storage: Int
    /// The type where it is not the storage's own.
    let dtype: Symbol?
    let offset: Int
    let shape: [Int]
    let strides: [Int]
  }

  /// A numpy array whose elements stand in the pickle itself.
  struct NumpyArray {
    let type: NumpyType
    let shape: [Int]
    /// Whether the first index runs fastest.
    let isFortran: Bool
    /// Where its elements stand in the pickle.
    var place: Range<Int>
    /// Whether they stand there as a text in UTF-8 whose characters are the bytes.
    var isLatin1 = false
  }

  enum Tensor {
    case dense(Layout)
    case array(NumpyArray)
    /// A numpy array before it gets its elements.
    case empty
    /// Not a plain tensor; the text says what it has besides.
    case refused(String)
  }

  /// Bytes that a pickle may ask for: some two million values, far more than checkpoints of networks hold.
  static let budget = 48 << 20

  private(set) var nodes: [Node] = []
  private(set) var names: [Name] = []
  private(set) var storages: [Storage] = []
  private(set) var tensors: [Tensor] = []
  private var left = budget

  /// Takes from the budget.
  mutating func charge(_ bytes: Int) throws(TorchFileFlaw) {
    left -= bytes
    guard left >= 0 else { throw .damaged("it asks for more values than a checkpoint needs") }
  }

  mutating func add(_ kind: Node.Kind, _ items: some Collection<PickleValue>) throws(TorchFileFlaw)
    -> PickleValue
  {
    try charge(96 + items.count * MemoryLayout<PickleValue>.stride)
    nodes.append(Node(kind: kind, items: Array(items)))
    return .node(nodes.count - 1)
  }

  mutating func append(_ items: some Collection<PickleValue>, to node: Int) throws(TorchFileFlaw) {
    try charge(items.count * MemoryLayout<PickleValue>.stride)
    nodes[node].items.append(contentsOf: items)
  }

  mutating func add(_ name: Name) throws(TorchFileFlaw) -> Int {
    try charge(64)
    names.append(name)
    return names.count - 1
  }

  mutating func add(_ storage: Storage) throws(TorchFileFlaw) -> PickleValue {
    try charge(192)
    storages.append(storage)
    return .storage(storages.count - 1)
  }

  mutating func add(_ tensor: Tensor) throws(TorchFileFlaw) -> PickleValue {
    try charge(256)
    tensors.append(tensor)
    return .tensor(tensors.count - 1)
  }

  /// Gives an empty array its elements.
  mutating func fill(tensor: Int, _ array: NumpyArray) { tensors[tensor] = .array(array) }

  /// Makes a tensor one that cannot be read.
  mutating func refuse(tensor: Int, _ reason: String) { tensors[tensor] = .refused(reason) }

  /// The items of a value that is a node of that kind.
  func items(_ kind: Node.Kind, of value: PickleValue) -> [PickleValue]? {
    guard case .node(let index) = value, nodes[index].kind == kind else { return nil }
    return nodes[index].items
  }
}
