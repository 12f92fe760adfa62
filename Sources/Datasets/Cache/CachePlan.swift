internal import Downloads
internal import Files
internal import Foundation
internal import Imaging
internal import Torch

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
    mostBytes <= DiskSpace(of: URL(filePath: path).deletingLastPathComponent().path).limit
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

/// How large a cache keeps pictures: small, but so that nothing cut from them comes out smaller than what is wanted
/// where the originals would have given it whole. A picture never gets more pixels than the original has.
public enum CachedSize: Sendable, Equatable {
  /// For random crops of at least that share of a picture's area, between 3:4 and 4:3 wide, to squares of up to `side`
  /// pixels: a picture keeps its shape and gets about side² / (¾ · smallestArea) pixels, so that the shorter side of the
  /// smallest crop still has `side`.
  case crops(side: Int, smallestArea: Double)
  /// For whole pictures stretched to squares of up to `side` pixels: that square. Those of `side` are then the ones of
  /// the originals, to the bit.
  case stretched(side: Int)

  /// About the most pixels that a picture is kept in.
  var pixels: Int {
    switch self {
    case .crops(let side, let smallestArea): Int((Double(side * side) / (0.75 * smallestArea)).rounded(.up))
    case .stretched(let side): side * side
    }
  }

  /// The size that a picture of `width` × `height` pixels is kept in.
  func callAsFunction(width: Int, height: Int) -> (width: Int, height: Int) {
    guard width * height > pixels else { return (width, height) }
    switch self {
    case .crops:
      let factor = (Double(pixels) / Double(width * height)).squareRoot()
      func scaled(_ length: Int) -> Int { min(max(Int((Double(length) * factor).rounded(.up)), 1), length) }
      return (scaled(width), scaled(height))
    case .stretched(let side):
      return (side, side)
    }
  }

  /// A picture of a file as the cache keeps it.
  ///
  /// - Throws: `ImageError` or `TorchError`.
  func picture(contentsOf path: String) throws -> Image {
    let image = try Image(contentsOf: path, minimumSide: decodedSide)
    let (width, height) = self(width: image.width, height: image.height)
    guard (width, height) != (image.width, image.height) else { return image }
    let resized = try image.byteTensor().resized(height: height, width: width, antialias: true)
    return Image(
      width: width, height: height, bytes: try resized.permuted([0, 2, 3, 1]).elements(UInt8.self))
  }

  /// How small a JPEG may be decoded before it is resized; `nil` where the pixels must be those of a full decode.
  private var decodedSide: Int? {
    switch self {
    case .crops: Int(Double(pixels).squareRoot().rounded(.up))
    case .stretched: nil
    }
  }
}
