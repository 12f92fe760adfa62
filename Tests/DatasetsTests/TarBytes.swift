import Foundation

/// Builds tar archives byte by byte, sound and hostile ones.
struct TarBytes {
  private(set) var bytes: [UInt8] = []

  /// Appends an entry; `size` is what the header claims.
  mutating func add(_ name: String, _ content: [UInt8] = [], type: Character = "0", size: Int? = nil) {
    var header = [UInt8](repeating: 0, count: 512)
    func put(_ text: String, at offset: Int) {
      header.replaceSubrange(offset..<offset + text.utf8.count, with: text.utf8)
    }
    put(String(name.prefix(100)), at: 0)
    put("0000644\0", at: 100)
    put(String(format: "%011lo", size ?? content.count) + "\0", at: 124)
    put("        ", at: 148)
    put(String(type), at: 156)
    put("ustar\0" + "00", at: 257)
    put(String(format: "%06lo", header.reduce(0) { $0 + Int($1) }) + "\0 ", at: 148)
    bytes += header + content
    bytes += [UInt8](repeating: 0, count: (512 - content.count % 512) % 512)
  }

  /// The archive with its end.
  var archive: [UInt8] { bytes + [UInt8](repeating: 0, count: 1024) }
}
