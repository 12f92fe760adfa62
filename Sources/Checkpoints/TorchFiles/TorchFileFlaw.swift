internal import Files

/// What keeps a PyTorch checkpoint from being read; the file's path makes a ``CheckpointError`` of it.
enum TorchFileFlaw: Error {
  /// The content is cut off or contradicts itself.
  case damaged(String)
  /// The content is sound, and of a kind that is not read.
  case unsupported(String)
  /// It is a program.
  case torchScript
  /// The entry `key` is what calling `name` would give.
  case needsCode(key: String, name: String)
  /// No state dictionary was found; `found` says what was.
  case noStateDictionary(found: String)

  /// What is wrong with the zip archive around a checkpoint.
  init(_ error: ZipError) {
    switch error {
    case .damaged(let reason): self = .damaged(reason)
    case .unsupported(let reason): self = .unsupported(reason)
    }
  }

  /// The same, said of one entry.
  func about(_ key: String) -> TorchFileFlaw {
    guard case .damaged(let reason) = self else { return self }
    return .damaged("\(key.quoted): \(reason)")
  }

  /// What the user is told.
  func error(_ path: String) -> CheckpointError {
    switch self {
    case .damaged(let reason): .damagedCheckpoint(path: path, reason: reason)
    case .unsupported(let reason): .unsupportedCheckpoint(path: path, reason: reason)
    case .torchScript: .torchScript(path: path)
    case .needsCode(let key, let name): .needsCode(path: path, key: key, name: name)
    case .noStateDictionary(let found): .noStateDictionary(path: path, found: found)
    }
  }
}
