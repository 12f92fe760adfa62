/// A text in a JPEG, as a comment segment (ITU-T T.81, section B.2.4.5).
enum JPEGComment {
  /// The marker "start of image".
  static let signature: [UInt8] = [0xFF, 0xD8]

  /// Tells the text from the comments of other programs.
  private static let prefix = Array((ImageMetadata.keyword + "\n").utf8)

  private static let commentMarker: UInt8 = 0xFE
  private static let scanMarker: UInt8 = 0xDA
  private static let endMarker: UInt8 = 0xD9

  /// A segment's length is a 16-bit number that counts its own two bytes.
  private static let maximumLength = 0xFFFF - 2 - prefix.count

  static func inserting(_ text: String, into jpeg: [UInt8], name: String) throws(ImageError) -> [UInt8] {
    let bytes = Array(text.utf8)
    guard bytes.count <= maximumLength else {
      throw .recipeTooLong(path: name, bytes: bytes.count, limit: maximumLength)
    }
    let content = prefix + bytes
    let length = content.count + 2
    // After the JFIF segment, which has to be the first; its length stands at bytes 4 and 5.
    let place = 4 + (Int(jpeg[4]) << 8 | Int(jpeg[5]))
    return jpeg[..<place] + [0xFF, commentMarker, UInt8(length >> 8), UInt8(length & 0xFF)] + content
      + jpeg[place...]
  }

  /// Looks through the segments before the pixels of a file whose signature has been read.
  static func find(in file: borrowing FileReader) throws(ImageError) -> String? {
    while true {
      var marker = try file.read(upTo: 2)
      while marker == [0xFF, 0xFF] { marker = try [0xFF] + file.read(upTo: 1) }  // fill bytes
      guard marker.count == 2, marker[0] == 0xFF, marker[1] != scanMarker, marker[1] != endMarker else {
        return nil
      }
      let length = try file.read(upTo: 2).reduce(0) { $0 << 8 | Int($1) } - 2
      guard length >= 0 else { return nil }
      guard marker[1] == commentMarker else {
        file.skip(length)
        continue
      }
      let content = try file.read(upTo: length)
      if content.count == length, content.starts(with: prefix) {
        return String(validating: content.dropFirst(prefix.count), as: UTF8.self)
      }
    }
  }
}
