public import Foundation
#if canImport(FoundationNetworking)
  internal import FoundationNetworking
#endif

/// The fetching of one file over HTTP into a ``PartialFile``, from where an earlier attempt ended.
public struct Download {
  /// Where it stands.
  public struct State: Sendable, Equatable {
    /// Bytes that are there.
    public internal(set) var received: Int
    /// Bytes of the whole file, once the server has said so.
    public internal(set) var total: Int?
  }

  /// Seconds without a byte after which a connection counts as broken.
  static let patience = 60.0

  private let address: URL
  private let expected: ExpectedSize

  /// The fetching of the file at `address`, of which nothing is accepted that has not the size that is expected.
  public init(address: URL, expected: ExpectedSize) {
    self.address = address
    self.expected = expected
  }

  /// Fetches what is missing, and calls `progress` a few times a second on this thread.
  ///
  /// - Throws: ``DownloadError``. After ``DownloadError/interrupted(address:received:total:)`` the partial file can be
  ///   gone on with.
  public func run(into file: PartialFile, progress: (State) -> Void) throws {
    guard Self.hasLoopback else {
      throw DownloadError.unreachable(
        address: address.absoluteString, reason: "this machine has no network, not even to itself")
    }
    let configuration = URLSessionConfiguration.ephemeral
    configuration.timeoutIntervalForRequest = Self.patience
    configuration.urlCache = nil
    configuration.httpCookieAcceptPolicy = .never
    var request = URLRequest(url: address)
    // Compressed, the sizes would say nothing.
    request.setValue("identity", forHTTPHeaderField: "Accept-Encoding")
    if file.count > 0 { request.setValue("bytes=\(file.count)-", forHTTPHeaderField: "Range") }
    let transfer = Transfer(file, address: address, expected: expected)
    let session = URLSession(configuration: configuration, delegate: transfer, delegateQueue: nil)
    defer { session.invalidateAndCancel() }
    session.dataTask(with: request).resume()
    while !transfer.waitForEnd(seconds: 0.1) { progress(transfer.state) }
    progress(transfer.state)
    try transfer.check()
  }

  /// Whether the machine reaches itself.
  ///
  /// Where it does not, Foundation's connections and processes wait without end: they wake their threads that way.
  public static var hasLoopback: Bool {
    // Nothing is sent: a datagram socket's connection is only a look for a way.
    let descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(9).bigEndian
    address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
    return withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
  }
}

/// What is known of a file's size before it is fetched.
public struct ExpectedSize: Sendable, Equatable {
  /// The published size in MiB, rounded to three decimals; `nil` when there is none.
  public let mebibytes: Double?
  /// The most bytes of a file without a published size.
  public let most: Int

  /// A published size, or the most that a file may have.
  public init(mebibytes: Double? = nil, most: Int) {
    self.mebibytes = mebibytes
    self.most = most
  }

  /// Whether a file of `count` bytes can be this one.
  public func canHave(byteCount count: Int) -> Bool {
    guard let mebibytes else { return count <= most }
    // Half a unit of the last decimal, and a little for the rounding of the number itself.
    return abs(Double(count) / 1_048_576 - mebibytes) < 0.00051
  }

  /// The most bytes that a file of this size can have.
  public var byteLimit: Int { mebibytes.map { Int(($0 + 0.00051) * 1_048_576) } ?? most }
}

/// Where a file comes from: the web, or the disk.
public enum FileSource: Sendable, Equatable, CustomStringConvertible {
  /// An address of the schemes http or https.
  case address(URL)
  /// A path.
  case file(String)

  /// Reads an address, which has `://` in it, or a path.
  ///
  /// - Throws: ``DownloadError/badAddress(_:)``.
  public init(_ text: String) throws(DownloadError) {
    guard text.contains("://") else {
      self = .file(text)
      return
    }
    guard let url = URL(string: text), ["http", "https"].contains(url.scheme?.lowercased()), url.host != nil
    else { throw .badAddress(text) }
    self = .address(url)
  }

  /// The address or the path.
  public var description: String {
    switch self {
    case .address(let url): url.absoluteString
    case .file(let path): path
    }
  }
}
