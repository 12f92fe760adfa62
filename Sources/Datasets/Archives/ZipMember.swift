internal import Files

/// One file in a zip archive, found by the directory at the archive's end, as a stream.
enum ZipMember {
  /// Opens the first file whose name satisfies `belongs`; it may be stored or deflated.
  ///
  /// - Throws: `ArchiveFlaw` when there is none, or the archive is damaged or of a kind that is not read.
  static func open(in path: String, where belongs: (String) -> Bool) throws -> any ByteStream {
    do {
      let file = try MappedFile(path)
      let directory = try ZipDirectory(file.bytes)
      guard let entry = directory.entries.first(where: { belongs(file.bytes.text($0.name)) }) else {
        throw ArchiveFlaw("it holds no such file as it should")
      }
      let name = file.bytes.text(entry.name)
      guard !entry.isEncrypted else { throw ArchiveFlaw("'\(name)' is encrypted") }
      let stream = try FileStream(path, directory.content(of: entry, in: file.bytes))
      switch entry.method {
      case 0: return stream
      case 8: return try InflatedStream(stream, .none)
      default: throw ArchiveFlaw("'\(name)' is compressed in a way that is not read")
      }
    } catch is FileError {
      throw ArchiveFlaw("it cannot be read")
    } catch ZipError.damaged(let reason), ZipError.unsupported(let reason) {
      throw ArchiveFlaw(reason)
    }
  }
}
