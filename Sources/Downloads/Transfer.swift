internal import Foundation
#if canImport(FoundationNetworking)
  internal import FoundationNetworking
#endif

/// What happens on one connection: it is held against what the file must be before a byte of it is kept.
///
/// The session calls it on a queue of its own, one call after the other; the lock is for those who look on.
final class Transfer: NSObject, URLSessionDataDelegate, @unchecked Sendable {
  private static let mostRedirects = 5

  private let file: PartialFile
  private let address: String
  private let isSecured: Bool
  private let expected: ExpectedSize
  private let ended = DispatchSemaphore(value: 0)
  private let lock = NSLock()
  private var current: Download.State
  private var failure: (any Error)?
  private var isAccepted = false
  private var redirects = 0

  init(_ file: PartialFile, address: URL, expected: ExpectedSize) {
    self.file = file
    self.address = address.absoluteString
    isSecured = address.scheme?.lowercased() == "https"
    self.expected = expected
    current = Download.State(received: file.count, total: nil)
  }

  /// Where it stands.
  var state: Download.State { lock.withLock { current } }

  /// Waits for the end; `false` when it has not come by then.
  func waitForEnd(seconds: Double) -> Bool { ended.wait(timeout: .now() + seconds) == .success }

  /// Throws what went wrong, once it has ended.
  func check() throws {
    if let failure = lock.withLock({ failure }) { throw failure }
  }

  // MARK: - The session's calls

  func urlSession(
    _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
    newRequest request: URLRequest, completionHandler: @escaping (URLRequest?) -> Void
  ) {
    redirects += 1
    if redirects > Self.mostRedirects {
      fail(
        DownloadError.redirected(
          address: address, reason: "it sends on more than \(Self.mostRedirects) times"))
    } else if isSecured, request.url?.scheme?.lowercased() != "https" {
      fail(DownloadError.redirected(address: address, reason: "it sends from https to an unsecured place"))
    } else if !["http", "https"].contains(request.url?.scheme?.lowercased()) {
      fail(DownloadError.redirected(address: address, reason: "it sends to what is not on the web"))
    }
    completionHandler(hasFailed ? nil : request)
    if hasFailed { task.cancel() }
  }

  func urlSession(
    _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
    completionHandler: @escaping (URLSession.ResponseDisposition) -> Void
  ) {
    do {
      try accept(response)
      isAccepted = true
      completionHandler(.allow)
    } catch {
      fail(error)
      completionHandler(.cancel)
    }
  }

  func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
    guard isAccepted, !hasFailed else { return }
    do {
      guard file.count + data.count <= expected.byteLimit else {
        try file.empty()
        throw DownloadError.tooLong(address: address, limit: expected.byteLimit)
      }
      try data.withUnsafeBytes { try file.append($0) }
      lock.withLock { current.received = file.count }
    } catch {
      fail(error)
      dataTask.cancel()
    }
  }

  func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
    let (received, total) = lock.withLock { (current.received, current.total) }
    if let error, !isAccepted {
      fail(DownloadError.unreachable(address: address, reason: error.localizedDescription))
    } else if error != nil || total.map({ received != $0 }) ?? false {
      fail(DownloadError.interrupted(address: address, received: received, total: total))
    }
    ended.signal()
  }

  // MARK: - What is accepted

  /// Holds the answer against what must come; a part that does not go on where the file ends, begins anew.
  private func accept(_ response: URLResponse) throws {
    guard let response = response as? HTTPURLResponse else { throw DownloadError.badAddress(address) }
    let total: Int?
    switch response.statusCode {
    case 200:
      total = response.expectedContentLength >= 0 ? Int(response.expectedContentLength) : nil
    case 206:
      let range = ContentRange(response.value(forHTTPHeaderField: "Content-Range") ?? "")
      guard let range, range.start == file.count else {
        throw DownloadError.unreachable(address: address, reason: "it sends another part than was asked for")
      }
      total = range.total
    case 416:
      try file.empty()
      throw DownloadError.interrupted(address: address, received: 0, total: nil)
    default:
      throw DownloadError.refused(address: address, status: response.statusCode)
    }
    if let total, !expected.canHave(byteCount: total) {
      try file.empty()
      throw DownloadError.wrongSize(address: address, declared: total, mebibytes: expected.mebibytes)
    }
    if response.statusCode == 200 { try file.empty() }
    lock.withLock { current = Download.State(received: file.count, total: total) }
  }

  private var hasFailed: Bool { lock.withLock { failure != nil } }

  /// The first failure is the cause of the others.
  private func fail(_ error: any Error) {
    lock.withLock { failure = failure ?? error }
  }
}

/// The part of a file that an answer holds: `bytes 100-199/1234` (RFC 9110, 14.4).
struct ContentRange: Equatable {
  let start: Int
  /// `nil` where the server does not know it.
  let total: Int?

  init?(_ text: String) {
    let words = text.split(separator: " ")
    guard words.count == 2, words[0].lowercased() == "bytes" else { return nil }
    let parts = words[1].split(separator: "/", omittingEmptySubsequences: false)
    let ends = parts[0].split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, ends.count == 2, let start = Int(ends[0]), let end = Int(ends[1]), start >= 0,
      end >= start
    else { return nil }
    let total = Int(parts[1])
    guard total != nil || parts[1] == "*", total.map({ $0 > end }) ?? true else { return nil }
    self.start = start
    self.total = total
  }
}
