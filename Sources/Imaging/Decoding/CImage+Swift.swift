import CImage

extension CImageStatus {
  /// Throws the error that a decoder's status stands for.
  func check(_ name: String, reason: UnsafePointer<CChar>) throws(ImageError) {
    switch self {
    case .OK: return
    case .unknownFormat: throw .unknownFormat(path: name)
    case .unsupportedSamples: throw .unsupportedSamples(path: name)
    case .unsupportedKind: throw .unsupportedKind(path: name, reason: String(cString: reason))
    case .outOfMemory: throw .outOfMemory(path: name)
    case .damaged, .notPlain: throw .damaged(path: name, reason: String(cString: reason))
    }
  }
}

extension ImageLimits {
  /// Throws when a header declares no pixels or more than allowed.
  func check(_ header: CImageHeader, _ name: String) throws(ImageError) {
    let (width, height) = (Int(header.width), Int(header.height))
    guard width > 0, height > 0 else { throw .damaged(path: name, reason: "no pixels") }
    guard width * height <= maximumPixels else {
      throw .tooManyPixels(path: name, width: width, height: height, limit: maximumPixels)
    }
  }
}

extension Image {
  /// A picture of a decoder's size, whose samples `read` writes.
  init(
    header: CImageHeader, read: (UnsafeMutablePointer<UInt8>) throws(ImageError) -> Void
  ) throws(ImageError) {
    let (width, height) = (Int(header.width), Int(header.height))
    let depth: BitDepth = header.bits == 16 ? .sixteen : .eight
    let size = width * height * 3 * depth.byteCount
    var failure: ImageError?
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      guard let pixels = buffer.baseAddress else { return }
      do throws(ImageError) {
        try read(pixels)
        count = size
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    self.init(width: width, height: height, depth: depth, bytes: bytes)
  }
}
