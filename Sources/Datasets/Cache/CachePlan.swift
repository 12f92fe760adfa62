internal import Downloads
internal import Files
internal import Foundation

/// Which pictures a cache is to hold, how large, and where.
public struct CachePlan: Sendable {
  /// The cache's file.
  public let path: String
  /// What the pictures are: their paths, sizes and times, and the size that they are kept in.
  let fingerprint: String
  let samples: [Sample]
  let size: CachedSize

  /// A cache of `samples`, which lie under `folder`, in a file of the folder `place`. The file is named for the pictures'
  /// folder and for what the cache holds, so that several runs can share a place, and those of the same pictures the file.
  public init(_ samples: [Sample], of folder: String, size: CachedSize, in place: String) {
    self.size = size
    self.samples = samples.sorted { $0.path < $1.path }
    let root = URL(filePath: folder).standardizedFileURL
    let names = self.samples.map {
      $0.path.hasPrefix(folder) ? String($0.path.dropFirst(folder.count)) : $0.path
    }
    let key = Self.digest(["\(size)"] + names)
    path = "\(place)/\(root.lastPathComponent.prefix(32))-\(key.prefix(12)).cache"
    fingerprint = Self.digest([key] + self.samples.map { Self.state(of: $0.path) })
  }

  /// About the most bytes that the file can get.
  public var mostBytes: Int { samples.count * (size.pixels * 3 + CacheIndex.Entry.byteCount) }

  /// Whether the disk has room for it, and a reserve beside it.
  public var hasRoom: Bool {
    mostBytes <= DiskRoom(of: URL(filePath: path).deletingLastPathComponent().path).limit
  }

  /// The cache, when it is there, whole, and of the pictures as they are now.
  public func open() -> PictureCache? { PictureCache(self) }

  /// The size of a file and when it was written last; nothing for one that is not there.
  private static func state(of path: String) -> String {
    var status = stat()
    guard stat(path, &status) == 0 else { return "" }
    #if os(Linux)
      let time = status.st_mtim
    #else
      let time = status.st_mtimespec
    #endif
    return "\(status.st_size) \(time.tv_sec) \(time.tv_nsec)"
  }

  private static func digest(_ lines: [String]) -> String {
    let text = Array((lines.joined(separator: "\n")).utf8)
    return text.withUnsafeBytes { Digest.sha256($0) }
  }
}
