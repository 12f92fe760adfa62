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
}
