internal import Archives
public import Files
internal import Imaging

/// A dataset that somebody has published, as far as it takes to fetch, verify and unpack it.
public struct PublishedDataset: Sendable {
  /// How the pictures are packed.
  enum Packing: Sendable {
    /// A tar archive.
    case tar
    /// A zip archive with a gzipped tar archive of that name in it.
    case tarInZip(String)
  }

  /// The name to ask for, and that of the folder that it becomes.
  public let name: String
  /// What it is, in words.
  public let title: String
  /// Under what it may be used, in words.
  public let license: String
  /// Where the archive is.
  public let archive: String
  /// The digest of the archive in hexadecimal, and its kind.
  public let digest: String, digestKind: Digest
  /// The addresses of the official lists; empty where there are none.
  public let lists: [String]
  /// The most bytes that the archive may have.
  let mostBytes: Int
  let packing: Packing
  /// The folder in the archive that holds the classes.
  let root: String
  /// Classes that are left out.
  let leftOut: Set<String>

  /// The datasets that can be fetched.
  public static let all = [mitIndoor67, caltech101]

  /// The dataset of that name.
  ///
  /// - Throws: ``FetchError/unknownDataset(_:known:)``.
  public static func named(_ name: String) throws(FetchError) -> PublishedDataset {
    guard let dataset = all.first(where: { $0.name == name }) else {
      throw .unknownDataset(name, known: all.map(\.name))
    }
    return dataset
  }

  /// Quattoni & Torralba, "Recognizing Indoor Scenes", 2009. The digest is the one that the `vipy` package checks.
  static let mitIndoor67 = PublishedDataset(
    name: "mit-indoor-67", title: "MIT Indoor 67, 15,620 photos of 67 kinds of rooms, 2.4 GB",
    license: "for research only",
    archive: "http://groups.csail.mit.edu/vision/LabelMe/NewImages/indoorCVPR_09.tar",
    digest: "0b252516e746ba428b96af408d2e8162d9b08ac5", digestKind: .sha1,
    lists: OfficialLists.names.map { "http://web.mit.edu/torralba/www/\($0)" }, mostBytes: 3 << 30,
    packing: .tar,
    root: "Images", leftOut: [])

  /// Fei-Fei, Fergus & Perona, 2004. The digest is the one that torchvision checks.
  static let caltech101 = PublishedDataset(
    name: "caltech-101", title: "Caltech-101, 8,677 photos of 101 kinds of things, 137 MB",
    license: "CC BY 4.0",
    archive: "https://data.caltech.edu/records/mzrjq-6wc02/files/caltech-101.zip",
    digest: "3138e1922a9193bfa496528edbbc45d0", digestKind: .md5, lists: [], mostBytes: 256 << 20,
    packing: .tarInZip("101_ObjectCategories.tar.gz"), root: "101_ObjectCategories",
    leftOut: ["BACKGROUND_Google"])

  /// Where a file of the archive belongs in the dataset's folder; `nil` when it does not.
  func place(of name: String) -> String? {
    let parts = name.split(separator: "/")
    guard let root = parts.firstIndex(of: root[...]) else { return nil }
    let rest = parts[(root + 1)...]
    guard rest.count >= 2, let className = rest.first, !leftOut.contains(String(className)),
      rest.allSatisfy({ !$0.hasPrefix(".") }), PictureFormat.isPicture(named: name)
    else { return nil }
    return rest.joined(separator: "/")
  }

  /// The pictures' archive within the file that is fetched.
  func stream(of path: String) throws -> any ByteStream {
    switch packing {
    case .tar: return try FileStream(path)
    case .tarInZip(let inner):
      let packed = try ZipMember.open(in: path) {
        $0 == inner || $0.hasSuffix("/" + inner) && !$0.hasPrefix("__MACOSX")
      }
      return try InflatedStream(packed, .gzip)
    }
  }
}
