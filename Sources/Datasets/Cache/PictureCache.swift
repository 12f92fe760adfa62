internal import Files
internal import Foundation
internal import Torch

/// Training pictures decoded once and kept small, in one file.
///
/// Where a picture is not in it, or the file has come to harm since it was opened, the picture comes from its own file, at
/// the size that the cache keeps it in: the squares are the same.
public final class PictureCache: Sendable {
  private let file: CacheFile
  private let size: CachedSize
  private let entries: [CacheIndex.Entry]
  private let places: [String: Int]
  private let checked: Checked

  /// Opens the cache that `plan` asks for; `nil` when it is not there, of other pictures, cut off, or damaged.
  init?(_ plan: CachePlan) {
    guard let file = CacheFile(plan.path),
      let index = CacheIndex(of: file, samples: plan.samples.count, fingerprint: plan.fingerprint)
    else { return nil }
    self.file = file
    size = plan.size
    entries = index.entries
    places = Dictionary(plan.samples.enumerated().map { ($1.path, $0) }) { first, _ in first }
    checked = Checked(count: index.entries.count)
  }

  /// The bytes of the file.
  public var byteCount: Int { file.byteCount }

  /// The square of a picture as bytes `[1, 3, side, side]`.
  ///
  /// - Throws: `ImageError` or `TorchError` for a picture that neither the cache nor its file gives.
  func square(of path: String, _ transform: Transform, random: inout SplitMix64) throws -> Tensor {
    guard let place = places[path], entries[place].count > 0 else {
      return try transform(size.picture(contentsOf: path), random: &random)
    }
    var draws = random
    let entry = entries[place]
    if let square = try square(of: entry, isChecked: checked.contains(place), transform, random: &draws) {
      checked.insert(place)
      random = draws
      return square
    }
    return try transform(size.picture(contentsOf: path), random: &random)
  }

  /// `nil` when the picture's bytes are not what they were. All of them are looked at once, then the rows of the part alone.
  private func square(
    of entry: CacheIndex.Entry, isChecked: Bool, _ transform: Transform, random: inout SplitMix64
  ) throws -> Tensor? {
    let (width, height) = (Int(entry.width), Int(entry.height))
    let part = transform.part(width: width, height: height, random: &random)
    let start = isChecked ? part.y * width * 3 : 0
    let count = isChecked ? part.height * width * 3 : entry.count
    guard let bytes = file.read(at: Int(entry.offset) + start, count: count),
      isChecked || checksum(of: bytes) == entry.checksum
    else { return nil }
    let first = isChecked ? 0 : part.y
    let pixels = try Tensor(bytes, shape: [1, count / (width * 3), width, 3]).permuted([0, 3, 1, 2])
      .narrowed(2, first..<first + part.height).narrowed(3, part.x..<part.x + part.width)
    return try transform.square(pixels, random: &random)
  }
}

/// The pictures whose bytes were found to be what they were.
private final class Checked: @unchecked Sendable {
  private let lock = NSLock()
  private var flags: [Bool]

  init(count: Int) { flags = [Bool](repeating: false, count: count) }

  func contains(_ place: Int) -> Bool { lock.withLock { flags[place] } }

  func insert(_ place: Int) { lock.withLock { flags[place] = true } }
}

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
