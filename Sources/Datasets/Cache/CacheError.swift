internal import Files

/// Why a cache of pictures cannot be made, with the way out.
public enum CacheError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The disk may be too small.
  case noRoom(folder: String, needed: Int, free: Int)
  /// The file cannot be written.
  case unwritable(path: String, reason: String)

  /// One line: what is wrong and what to do.
  public var description: String {
    switch self {
    case .noRoom(let folder, let needed, let free):
      "a cache of the pictures may take \(needed.memorySize) and a reserve beside it, and \(folder) has \(free.memorySize) free; "
        + "choose another --cache-folder, or --cache off"
    case .unwritable(let path, let reason):
      "the cache \(path) cannot be written (\(reason)); choose another --cache-folder, or --cache off"
    }
  }
}
