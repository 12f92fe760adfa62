internal import CImage

/// A format of picture files, told by their first bytes.
public enum PictureFormat: String, Sendable, Codable, CaseIterable {
  case jpeg = "JPEG"
  case png = "PNG"
  case gif = "GIF"
  case webp = "WebP"
  case tiff = "TIFF"
  /// HEIC and AVIF.
  case heif = "HEIF"
  /// PPM, PGM and PBM.
  case ppm = "PPM"
  case bmp = "BMP"

  /// The format of a file that begins with `bytes`, of which twelve are enough; `nil` when it is none that is read.
  public init?(of bytes: [UInt8]) {
    guard let name = cimage_format(bytes, bytes.count), let format = Self(rawValue: String(cString: name))
    else {
      return nil
    }
    self = format
  }

  /// Whether a file of that name has the extension of a picture.
  public static func isPicture(named name: String) -> Bool {
    guard let point = name.lastIndex(of: ".") else { return false }
    let ending = name[name.index(after: point)...].lowercased()
    return allCases.contains { $0.extensions.contains(ending) }
  }

  /// The extensions, in lower case, that files of this format have.
  public var extensions: [String] {
    switch self {
    case .jpeg: ["jpg", "jpeg", "jpe", "jfif"]
    case .png: ["png"]
    case .gif: ["gif"]
    case .webp: ["webp"]
    case .tiff: ["tif", "tiff"]
    case .heif: ["heic", "heif", "avif"]
    case .ppm: ["ppm", "pgm", "pbm", "pnm"]
    case .bmp: ["bmp", "dib"]
    }
  }
}
