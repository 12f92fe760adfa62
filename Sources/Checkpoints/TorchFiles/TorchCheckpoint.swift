internal import Files
internal import Networks
public import Torch

/// The state dictionary in a PyTorch checkpoint, read without running anything of it.
///
/// Both forms that `torch.save` writes are read, the zip archive (PyTorch 1.6 and later) and the legacy file, and bare
/// pickles of nested dictionaries with numpy arrays, as flax and older converters write. A
/// checkpoint is a pickle, a program that may call any Python function; here its names stay names, and only the calls
/// that make dictionaries and plain tensors are understood. What else a training checkpoint holds is passed over.
/// Opening reads the pickle alone and holds every tensor against the file; the elements lie over the mapped file and
/// cost memory where they are touched, or are copied when they are asked for and do not lie there in order.
public struct TorchCheckpoint {
  /// The file's path.
  public let path: String
  /// The tensors' names in the file's order, without the parts that `DataParallel` (`module.`) and `torch.compile`
  /// (`_orig_mod.`) add.
  public let keys: [String]

  private let tensors: [String: StoredTensor]
  private let file: MappedFile

  /// Opens the file at `path` and finds its state dictionary: the saved object itself, or what a training program
  /// put under `state_dict`, `model` or another usual name.
  ///
  /// - Throws: ``CheckpointError``: mostly ``CheckpointError/noSuchFile(path:)``,
  ///   ``CheckpointError/damagedCheckpoint(path:reason:)``, ``CheckpointError/needsCode(path:key:name:)``,
  ///   ``CheckpointError/noStateDictionary(path:found:)`` and ``CheckpointError/torchScript(path:)``.
  public init(path: String) throws(CheckpointError) {
    let file = try MappedFile(opening: path)
    do throws(TorchFileFlaw) {
      let entries = try withExtendedLifetime(file) { () throws(TorchFileFlaw) in try Self.entries(of: file) }
      tensors = Dictionary(uniqueKeysWithValues: entries)
      keys = entries.map(\.key)
    } catch {
      throw error.error(path)
    }
    self.path = path
    self.file = file
  }

  /// The length of each dimension; `nil` when there is no tensor of that name.
  public func shape(of key: String) -> [Int]? { tensors[key]?.shape }

  /// The type of the elements; `nil` when there is no tensor of that name.
  public func dtype(of key: String) -> DType? { tensors[key]?.dtype }

  /// The tensor of that name, contiguous, with the type and shape that it has in the file.
  ///
  /// Changing it in place never reaches the file; tensors that share a storage there may share memory here.
  ///
  /// - Throws: ``CheckpointError/noSuchTensor(path:name:nearest:)``.
  public func tensor(_ key: String) throws(CheckpointError) -> Tensor {
    guard let tensor = tensors[key] else {
      throw .noSuchTensor(path: path, name: key, nearest: nearestNames(to: key, among: keys))
    }
    do {
      return try tensor.tensor(in: file)
    } catch {
      throw .failed(path: path, reason: error.description)
    }
  }

  private static func entries(of file: MappedFile) throws(TorchFileFlaw) -> [(
    key: String, value: StoredTensor
  )] {
    let container = try container(file)
    var entries: [(key: String, value: StoredTensor)] = []
    // Views may name the same bytes again and again: what would have to be copied may fill the file twice.
    var left = 2 * file.bytes.count + 64 << 20
    for (key, tensor) in try StateDictionary.entries(of: container.pickle) {
      let stored = try stored(tensor, in: container, key: key)
      if !stored.liesOver(file) { left -= stored.byteCount }
      guard left >= 0 else {
        throw .damaged("its tensors would fill far more memory than the file has bytes")
      }
      do { try stored.check(in: file) } catch { throw error.about(key) }
      entries.append((key, stored))
    }
    return entries
  }

  private static func container(_ file: MappedFile) throws(TorchFileFlaw) -> any TorchContainer {
    if ZipArchive.begins(file.bytes) { return try ZipContainer(file) }
    if LegacyContainer.begins(file.bytes) { return try LegacyContainer(file) }
    if PickleContainer.begins(file.bytes) { return try PickleContainer(file) }
    throw .unsupported("it begins neither as a zip archive nor as a pickle")
  }

  private static func stored(
    _ tensor: PickleHeap.Tensor, in container: any TorchContainer, key: String
  ) throws(TorchFileFlaw) -> StoredTensor {
    switch tensor {
    case .empty: throw .damaged("\(key.quoted) is an array without elements")
    case .array(let array):
      guard case .elements(let dtype) = array.type else {
        throw .unsupported("\(key.quoted) \(array.type.refusal ?? "has no type")")
      }
      do { return try StoredTensor(array, dtype: dtype, pickleStart: container.pickleStart) } catch {
        throw error.about(key)
      }
    case .refused(let reason): throw .unsupported("\(key.quoted) \(reason)")
    case .dense(let layout):
      let storage = container.pickle.heap.storages[layout.storage]
      guard let dtype = (layout.dtype ?? storage.type).elements else {
        let name = container.pickle.name(layout.dtype ?? storage.type)
        throw .unsupported("\(key.quoted) has elements of \(name)")
      }
      let place = try container.place(of: storage)
      do { return try StoredTensor(layout, dtype: dtype, in: place) } catch { throw error.about(key) }
    }
  }
}

extension Symbol {
  /// The type of the elements that a storage class or an element type stands for.
  fileprivate var elements: DType? {
    switch self {
    case .storage(let dtype), .element(let dtype): dtype
    default: nil
    }
  }
}
