internal import Files
internal import Torch

/// The names and tensors of a network within a saved object, in their order.
struct StateDictionary {
  /// Where training programs keep the network's state, the likeliest first.
  private static let names = [
    "state_dict", "model_state_dict", "model_state", "model", "module", "network", "net", "weights", "params",
    "ema_state_dict", "state_dict_ema", "model_ema", "ema",
  ]
  /// Far more tensors than a network has.
  private static let most = 1 << 16
  /// How many dictionaries may stand one in another.
  private static let deepest = 4
  /// How many dictionaries of modules may stand one in another, as in flax' `params`.
  private static let deepestModule = 16

  private let pickle: Pickle
  private var seen: Set<Int> = []
  private var keys: [String] = []
  private var tensors: [String: PickleHeap.Tensor] = [:]

  /// The entries of the state dictionary in `pickle`: tensors by name, with the parts of the name that wrappers add
  /// left out. A name that comes twice keeps its place and has the later value, as in Python.
  static func entries(of pickle: Pickle) throws(TorchFileFlaw) -> [(key: String, tensor: PickleHeap.Tensor)] {
    var search = StateDictionary(pickle: pickle)
    if let node = search.find(pickle.root, depth: 0) {
      try search.collect(node)
    } else {
      search.seen = []
      try search.collect(modules: pickle.root, under: "", depth: 0)
      guard !search.keys.isEmpty else {
        throw .noStateDictionary(found: search.description(of: pickle.root))
      }
    }
    let (keys, tensors) = (search.keys, search.tensors)
    return zip(withoutWrappers(keys), keys).compactMap { short, key in tensors[key].map { (short, $0) } }
  }

  private init(pickle: Pickle) { self.pickle = pickle }

  /// The dictionary under the likeliest name; else `value` itself if it has tensors; else the only one that does.
  private mutating func find(_ value: PickleValue, depth: Int) -> Int? {
    guard case .node(let node) = value, pickle.heap.nodes[node].kind == .dictionary, depth < Self.deepest,
      seen.insert(node).inserted
    else { return nil }
    var hasTensors = false
    var named: [(rank: Int, value: PickleValue)] = []
    var others: [PickleValue] = []
    for (key, value) in pickle.entries(node) {
      switch (key, value) {
      case (.text, .tensor): hasTensors = true
      case (.text(let place), .node):
        let rank = Self.names.firstIndex(of: pickle.text(place))
        if let rank { named.append((rank, value)) } else { others.append(value) }
      default: continue
      }
    }
    for (_, value) in named.sorted(by: { $0.rank < $1.rank }) {
      if let found = find(value, depth: depth + 1) { return found }
    }
    if hasTensors { return node }
    var found: [Int] = []
    for value in others { if let node = find(value, depth: depth + 1) { found.append(node) } }
    return found.count == 1 ? found[0] : nil
  }

  /// Takes the tensors of a dictionary.
  private mutating func collect(_ node: Int) throws(TorchFileFlaw) {
    for (key, value) in pickle.entries(node) {
      guard case .text(let place) = key else { continue }
      switch value {
      case .tensor(let index): try add(try name(place), index)
      case .inert(let name): throw .needsCode(key: try self.name(place), name: pickle.name(name))
      default: continue
      }
    }
  }

  /// Takes numpy's arrays out of dictionaries of modules one in another, as flax writes them, under names with dots.
  private mutating func collect(
    modules value: PickleValue, under prefix: String, depth: Int
  ) throws(TorchFileFlaw) {
    guard case .node(let node) = value, pickle.heap.nodes[node].kind == .dictionary,
      depth < Self.deepestModule, seen.insert(node).inserted
    else { return }
    for (key, value) in pickle.entries(node) {
      guard case .text(let place) = key else { continue }
      let key = prefix + (try name(place))
      if case .tensor(let index) = value, pickle.heap.tensors[index].isArray { try add(key, index) }
      try collect(modules: value, under: key + ".", depth: depth + 1)
    }
  }

  private func name(_ place: Range<Int>) throws(TorchFileFlaw) -> String {
    guard place.count <= 1024 else { throw .damaged("a tensor's name has \(place.count) bytes") }
    return pickle.text(place)
  }

  private mutating func add(_ key: String, _ index: Int) throws(TorchFileFlaw) {
    if tensors.updateValue(pickle.heap.tensors[index], forKey: key) == nil { keys.append(key) }
    guard keys.count <= Self.most else { throw .damaged("it has more than \(Self.most) tensors") }
  }

  /// What a value is that holds no state dictionary.
  private func description(of value: PickleValue) -> String {
    switch value {
    case .inert(let name): return "what running \(pickle.name(name)) would give"
    case .tensor: return "a single tensor"
    case .node(let node):
      guard pickle.heap.nodes[node].kind == .dictionary else { return "a list" }
      for case (.text(let key), .inert(let name)) in pickle.entries(node) {
        return "under \(pickle.text(key).quoted) what running \(pickle.name(name)) would give"
      }
      return "a dictionary from which no tensors stand out"
    default: return "a single value"
    }
  }

  /// Without the parts that `DataParallel` (`module.`) and `torch.compile` (`_orig_mod.`) add, unless two names would
  /// become one.
  private static func withoutWrappers(_ keys: [String]) -> [String] {
    let short = keys.map { key in
      let parts = key.split(separator: ".", omittingEmptySubsequences: false)
      return (parts.dropLast().filter { $0 != "module" && $0 != "_orig_mod" } + parts.suffix(1)).joined(
        separator: ".")
    }
    return Set(short).count == short.count ? short : keys
  }
}

extension PickleHeap.Tensor {
  /// Whether it is one of numpy's arrays.
  fileprivate var isArray: Bool {
    switch self {
    case .array, .empty: true
    case .dense, .refused: false
    }
  }
}
