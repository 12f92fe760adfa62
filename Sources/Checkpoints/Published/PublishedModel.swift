internal import Downloads
internal import Files
public import Networks

/// Weights that somebody has published, as far as it takes to fetch, check and use them.
public struct PublishedModel: Codable, Sendable, Equatable {
  /// The name to ask for, and that of the model it becomes.
  public let name: String
  /// The network's name.
  public let network: String
  /// The head that the weights have values for.
  public let head: Head
  /// The classes; `nil` without a head.
  public let classes: ClassList?
  /// A package that holds the weights, tried before ``address``; `nil` when there is none.
  public let package: PublishedPackage?
  /// Where the file is.
  public let address: String
  /// The file's SHA-256 in hexadecimal, or as much of its beginning as is published: at least eight digits.
  public let sha256: String
  /// The file's size in MiB, rounded to three decimals; `nil` when it is not published.
  public let mebibytes: Double?
  /// What pictures must go through before they enter the network.
  public let normalization: Normalization
  /// What it was trained on.
  public let dataset: String
  /// The reported share of test pictures, 0…1, whose class is the network's first choice.
  public let accuracy: Double?
  /// The side in pixels of the pictures on which that was measured.
  public let pictureSize: Int?
  /// The license of the weights, in words where it is not plain.
  public let license: String
  /// Who published them.
  public let attribution: String
  /// Anything else.
  public let note: String?
}

extension PublishedModel {
  /// More bytes than any file of weights that is fetched may have.
  static let mostBytes = 2 << 30

  /// What is known of the file's size.
  var size: ExpectedSize { ExpectedSize(mebibytes: mebibytes, most: Self.mostBytes) }

  /// Whether `digest` is this file's.
  func matches(_ digest: String) -> Bool { digest.hasPrefix(sha256) }

  /// What is wrong with an entry, in words; `nil` when nothing is.
  var flaw: String? {
    if !ModelCatalog.isName(name) { return "\(name.quoted) cannot be a model's name" }
    if !Architecture.networks.contains(network) { return "\(name): there is no network \(network.quoted)" }
    if !Architecture.heads(of: network).contains(head) { return "\(name): \(network) has no such head" }
    if (head == .absent) != (classes == nil) { return "\(name): a head has classes, and nothing else has" }
    if !(8...64).contains(sha256.count) || !sha256.allSatisfy({ "0123456789abcdef".contains($0) }) {
      return "\(name): sha256 needs 8 to 64 digits of 0-9 and a-f"
    }
    if let mebibytes, !(0...Double(Self.mostBytes >> 20) ~= mebibytes) {
      return "\(name): mebibytes lies outside of 0…\(Self.mostBytes >> 20)"
    }
    return package?.flaw
  }
}
