internal import Files

/// The form of PyTorch 1.6 and later: a zip archive of stored records in one folder, `data.pkl` and `data/KEY`.
struct ZipContainer: TorchContainer {
  let pickle: Pickle
  let pickleStart: Int
  private let records: [String: Range<Int>]
  private let folder: String

  init(_ file: MappedFile) throws(TorchFileFlaw) {
    let archive = try ZipArchive(file.bytes)
    guard let folder = try Self.folder(archive), let data = archive.records[folder + "data.pkl"] else {
      throw .unsupported("it is a zip archive without the data.pkl of a PyTorch checkpoint")
    }
    guard !Self.isProgram(archive, folder) else { throw .torchScript }
    self.folder = folder
    records = archive.records
    if let order = records[folder + "byteorder"], !file.bytes[order].elementsEqual("little".utf8) {
      throw .unsupported("its numbers are not little-endian")
    }
    pickleStart = data.lowerBound
    var reader = ByteReader(UnsafeRawBufferPointer(rebasing: file.bytes[data]))
    pickle = try Pickle(&reader)
  }

  /// The folder that holds `data.pkl`, with its slash; its name is the archive's own choice.
  static func folder(_ archive: ZipArchive) throws(TorchFileFlaw) -> String? {
    let name = "data.pkl"
    let found = archive.records.keys.filter { $0 == name || $0.hasSuffix("/" + name) }
    guard found.count <= 1 else { throw .damaged("it has more than one data.pkl") }
    return found.first.map { String($0.dropLast(name.count)) }
  }

  /// Whether it is TorchScript: its constants and its code lie beside its data.
  static func isProgram(_ archive: ZipArchive, _ folder: String) -> Bool {
    archive.records.keys.contains { $0 == folder + "constants.pkl" || $0.hasPrefix(folder + "code/") }
  }

  func place(of storage: PickleHeap.Storage) throws(TorchFileFlaw) -> Range<Int> {
    let key = pickle.text(storage.key)
    guard let record = records["\(folder)data/\(key)"] else { throw .damaged("it has no record data/\(key)") }
    guard let bytes = Self.byteCount(storage.count, of: storage.type), bytes <= record.count else {
      throw .damaged(
        "the record data/\(key) has \(record.count) bytes, too few for \(storage.count) elements")
    }
    return record.prefix(bytes)
  }
}
