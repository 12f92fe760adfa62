internal import Files
public import Networks

/// What is wrong with a file of weights, as data; ``description`` says it in one line.
public enum CheckpointError: Error, Sendable, Equatable {
  /// There is no file at `path`.
  case noSuchFile(path: String)
  /// `path` is a folder, a pipe or a device.
  case notAFile(path: String)
  /// The file is there, but the system does not let it be read.
  case unreadable(path: String, reason: String)
  /// The content is cut off, damaged, against the rules of safetensors, or has elements of a type that is not read.
  case damaged(path: String, reason: String)
  /// A PyTorch checkpoint is cut off, damaged or contradicts itself.
  case damagedCheckpoint(path: String, reason: String)
  /// A PyTorch checkpoint is sound, and of a kind that is not read.
  case unsupportedCheckpoint(path: String, reason: String)
  /// The file is a TorchScript archive: a program with its weights.
  case torchScript(path: String)
  /// The tensor `key` of a PyTorch checkpoint is what running the Python function `name` would give.
  case needsCode(path: String, key: String, name: String)
  /// A PyTorch checkpoint without a state dictionary; `found` says what it holds.
  case noStateDictionary(path: String, found: String)
  /// The file holds no tensor of that name.
  case noSuchTensor(path: String, name: String, nearest: [String])
  /// The file does not say which network its tensors belong to.
  case noDescription(path: String)
  /// What the file says about its network cannot be used.
  case badDescription(path: String, reason: String)
  /// The description follows a later format than this version of Reverie knows.
  case laterFormat(path: String, version: Int, known: Int)
  /// The tensors are not those of the network.
  case wrongWeights(path: String, NetworkError)
  /// A tensor of the network holds whole numbers where it should hold fractions.
  case wrongElements(path: String, key: String, type: String)
  /// No model has that name; `available` is in the order of likeness.
  case unknownModel(String, available: [String], folder: String)
  /// The model that belongs to the program is not beside it.
  case noBuiltInModel(name: String, folder: String)
  /// A file that belongs to the program is not beside it.
  case noResource(path: String)
  /// The first bytes are those of no format that is read.
  case unknownFormat(path: String)
  /// The system refused to write the file.
  case unwritable(path: String, reason: String)
  /// A number is too large for the precision asked for.
  case tooLarge(path: String, key: String, value: Double, precision: Precision)
  /// libtorch could not do its part.
  case failed(path: String, reason: String)
}

extension CheckpointError: CustomStringConvertible {
  /// One line: the file, what is wrong, and the way out.
  public var description: String {
    switch self {
    case .noSuchFile(let path):
      "\(path): there is no such file; check the path"
    case .notAFile(let path):
      "\(path) is not a plain file; name a .safetensors file"
    case .unreadable(let path, let reason):
      "\(path) cannot be read (\(reason)); check its permissions"
    case .damaged(let path, let reason):
      "\(path) cannot be read as safetensors: \(reason); get it again from its source"
    case .damagedCheckpoint(let path, let reason):
      "\(path) cannot be read as a PyTorch checkpoint: \(reason.onOneLine); get it again from its source"
    case .unsupportedCheckpoint(let path, let reason):
      "\(path) is not read: \(reason.onOneLine); save its state_dict() again with torch.save"
    case .torchScript(let path):
      "\(path) is a TorchScript archive, which is a program; save the module's state_dict() with torch.save"
    case .needsCode(let path, let key, let name):
      "\(path): \(key.quoted) is what running \(name.onOneLine) would give, and nothing in a checkpoint is run;"
        + " save it as a plain tensor"
    case .noStateDictionary(let path, let found):
      "\(path) holds no state dictionary but \(found.onOneLine); save the module's state_dict() with torch.save"
    case .noSuchTensor(let path, let name, let nearest):
      "\(path) has no tensor \(name.quoted); nearest: \(nearest.map(\.quoted).joined(separator: ", "))"
    case .noDescription(let path):
      "\(path) does not describe its network (no 'reverie' in its metadata); use a model that Reverie wrote"
    case .badDescription(let path, let reason):
      "\(path) describes its network wrongly: \(reason.onOneLine); get it again from its source"
    case .laterFormat(let path, let version, let known):
      "\(path) is of format \(version), this Reverie knows up to \(known); update Reverie"
    case .wrongWeights(let path, let error):
      "\(path) does not fit the network that it describes: \(error.description.onOneLine)"
    case .wrongElements(let path, let key, let type):
      "\(path): \(key.quoted) holds \(type) numbers where fractions belong; get it again from its source"
    case .unknownModel(let name, let available, let folder):
      "there is no model \(name.quoted); there is \(available.isEmpty ? "none" : available.joined(separator: ", "));"
        + " name one of them, a .safetensors file, or put one into \(folder)"
    case .noBuiltInModel(let name, let folder):
      "the model \(name) is not in \(folder); build or install Reverie again, or choose another with --model"
    case .noResource(let path):
      "\(path) is not there; build or install Reverie again"
    case .unknownFormat(let path):
      "\(path) is neither a safetensors file nor a PyTorch checkpoint; name a file of weights"
    case .unwritable(let path, let reason):
      "\(path) cannot be written (\(reason)); choose another place or free some space"
    case .tooLarge(let path, let key, let value, let precision):
      "\(path) cannot be written: \(key.quoted) holds \(value), too large for \(precision); choose bfloat16 or float32"
    case .failed(let path, let reason):
      "\(path): \(reason.onOneLine)"
    }
  }
}

extension CheckpointError {
  /// Why a file of weights could not be read or written.
  init(_ error: FileError) {
    switch error {
    case .noSuchFile(let path): self = .noSuchFile(path: path)
    case .notAFile(let path): self = .notAFile(path: path)
    case .empty(let path): self = .damaged(path: path, reason: "it is empty")
    case .unreadable(let path, let reason): self = .unreadable(path: path, reason: reason)
    case .unwritableFolder(let path, _, let reason), .unwritable(let path, let reason):
      self = .unwritable(path: path, reason: reason)
    }
  }
}
