/// What is wrong with a picture file, as data; ``description`` says it in one line.
public enum ImageError: Error, Equatable {
  /// There is no file at `path`.
  case noSuchFile(path: String)
  /// `path` is a folder where a picture is wanted.
  case isFolder(path: String)
  /// The name leads to a pipe or a device where a plain file is wanted.
  case notAFile(path: String)
  /// The file is there, but the system does not let it be read.
  case unreadable(path: String, reason: String)
  /// The file holds no bytes.
  case empty(path: String)
  /// The file holds more bytes than ``ImageLimits/maximumFileBytes``.
  case fileTooLarge(path: String, bytes: Int, limit: Int)
  /// The header declares more pixels than ``ImageLimits/maximumPixels``.
  case tooManyPixels(path: String, width: Int, height: Int, limit: Int)
  /// The content is of none of the types that are read.
  case unknownFormat(path: String)
  /// The samples are floating-point, signed or wider than 16 bits.
  case unsupportedSamples(path: String)
  /// The file is of a kind of its format that is not read, but may well be sound; `reason` is the decoder's.
  case unsupportedKind(path: String, reason: String)
  /// The content is cut off, damaged or against its format's rules; `reason` is the decoder's, and may be empty.
  case damaged(path: String, reason: String)
  /// The system lets this process open no more files.
  case tooManyOpenFiles(path: String)
  /// There is not enough memory for the picture.
  case outOfMemory(path: String)
  /// The extension of an output file is none of those that are written.
  case unknownOutputType(path: String)
  /// The folder of an output file does not exist.
  case noSuchFolder(path: String, folder: String)
  /// No file can be made in the folder of an output file.
  case unwritableFolder(path: String, folder: String, reason: String)
  /// The system refused to write the file.
  case unwritable(path: String, reason: String)
  /// The picture is larger than the output type allows.
  case tooLargeForType(path: String, width: Int, height: Int, limit: Int)
  /// The recipe is longer than the output type allows.
  case recipeTooLong(path: String, bytes: Int, limit: Int)
}

extension ImageError: CustomStringConvertible {
  /// One line: the file, what is wrong, and the way out.
  public var description: String {
    switch self {
    case .noSuchFile(let path):
      "\(path): there is no such file; check the path"
    case .isFolder(let path):
      "\(path) is a folder; name a picture file"
    case .notAFile(let path):
      "\(path) is no plain file; name one that lies on a disk"
    case .unreadable(let path, let reason):
      "\(path) cannot be read (\(reason)); check its permissions"
    case .empty(let path):
      "\(path) is empty; get the picture again from its source"
    case .fileTooLarge(let path, let bytes, let limit):
      "\(path) is \(mebibytes(bytes)) MiB, more than the limit of \(mebibytes(limit)) MiB for one picture;"
        + " save it smaller"
    case .tooManyPixels(let path, let width, let height, let limit):
      "\(path) declares \(width)×\(height) pixels (\(megapixels(width * height)) megapixels), more than the"
        + " limit of \(megapixels(limit)) megapixels; raise it with --max-megapixels"
    case .unknownFormat(let path):
      "\(path) is not a picture that can be read; use JPEG, PNG, WebP, TIFF, HEIC, AVIF, GIF, BMP or PPM"
    case .unsupportedSamples(let path):
      "\(path) has floating-point samples, or samples wider than 16 bits; save it with 8 or 16 bits per channel"
    case .unsupportedKind(let path, let reason):
      "\(path) is of a kind that is not read\(reason.isEmpty ? "" : " (\(reason))"); save it as 8- or 16-bit RGB,"
        + " such as a PNG"
    case .damaged(let path, let reason):
      "\(path) is cut off or damaged\(reason.isEmpty ? "" : " (\(reason))"); get it again from its source"
    case .tooManyOpenFiles(let path):
      "\(path) cannot be opened: too many files are open; raise the limit with ulimit -n"
    case .outOfMemory(let path):
      "\(path): there is not enough memory to decode it; save it smaller"
    case .unknownOutputType(let path):
      "\(path): the type to write is not known from the name; end it in .jpg, .jpeg or .png"
    case .noSuchFolder(let path, let folder):
      "\(path) cannot be written: there is no folder \(folder); make it first"
    case .unwritableFolder(let path, let folder, let reason):
      "\(path) cannot be written: no file can be made in \(folder) (\(reason)); choose another folder"
    case .unwritable(let path, let reason):
      "\(path) cannot be written (\(reason)); free some space or choose another place"
    case .tooLargeForType(let path, let width, let height, let limit):
      "\(path) cannot be written: \(width)×\(height) pixels are more than the \(grouped(limit)) a side that its"
        + " type allows; write a .png, or a smaller picture"
    case .recipeTooLong(let path, let bytes, let limit):
      "\(path) cannot hold a recipe of \(grouped(bytes)) bytes, at most \(grouped(limit)); write a .png"
    }
  }
}

private func mebibytes(_ bytes: Int) -> String { grouped((bytes + (1 << 20) - 1) >> 20) }

/// Rounded up, so that what is just over a limit does not read as the limit itself.
private func megapixels(_ pixels: Int) -> String {
  let tenths = (pixels + 99_999) / 100_000
  let fraction = tenths % 10
  return grouped(tenths / 10) + (fraction == 0 ? "" : ".\(fraction)")
}

private func grouped(_ number: Int) -> String {
  var text = ""
  for (index, digit) in String(number).reversed().enumerated() {
    if index > 0 && index % 3 == 0 { text.append(",") }
    text.append(digit)
  }
  return String(text.reversed())
}
