public import Imaging

/// What a folder of pictures holds, every file decoded.
public struct FolderReport: Sendable, Encodable {
  /// A class.
  public struct Class: Sendable, Encodable, Equatable {
    /// Its name, how many files it has and how many of them are broken.
    public let name: String, pictures: Int, broken: Int
  }

  /// Pictures of the same bytes.
  public struct Duplicates: Sendable, Encodable, Equatable {
    /// Their paths, two or more.
    public let paths: [String]
    /// Whether they are in more than one class, so that no answer can be right.
    public let isAcrossClasses: Bool
  }

  /// A picture whose extension is another format's.
  public struct Misnamed: Sendable, Encodable, Equatable {
    /// Its path.
    public let path: String
    /// What it is.
    public let format: PictureFormat
  }

  /// The smallest, the middle and the largest of some numbers.
  public struct Range: Sendable, Encodable, Equatable {
    /// The numbers; 0 where there are none.
    public let smallest: Int, median: Int, largest: Int

    /// Those of `numbers`.
    public init(of numbers: [Int]) {
      let sorted = numbers.sorted()
      smallest = sorted.first ?? 0
      median = sorted.isEmpty ? 0 : sorted[sorted.count / 2]
      largest = sorted.last ?? 0
    }
  }

  /// The folder.
  public let folder: String
  /// The files that are named as pictures.
  public let pictures: Int
  /// Their bytes.
  public let bytes: Int
  /// The classes, by name.
  public let classes: [Class]
  /// How many sound pictures there are of each format, by its name.
  public let formats: [String: Int]
  /// The width and the height of the sound pictures, upright, in pixels.
  public let width: Range, height: Range
  /// What cannot be decoded.
  public let broken: [BrokenPicture]
  /// Sound pictures whose name lies.
  public let misnamed: [Misnamed]
  /// Sound pictures that are there more than once.
  public let duplicates: [Duplicates]
  /// Files that are no pictures, neither by their names nor by their first bytes; training leaves them out.
  public let ignored: [String]
  /// What else is left out, a line each.
  public let notes: [String]
}
