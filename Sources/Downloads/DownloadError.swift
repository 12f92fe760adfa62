import Files

/// Why a file could not be fetched, as data; ``description`` says it in one line.
public enum DownloadError: Error, Sendable, Equatable {
  /// That is no address of a file on the web.
  case badAddress(String)
  /// The server cannot be reached, or does not answer as servers of files do.
  case unreachable(address: String, reason: String)
  /// The server answered that it does not give the file.
  case refused(address: String, status: Int)
  /// The server sends from place to place, or from a secured one to one that is not.
  case redirected(address: String, reason: String)
  /// The server declares a size that the file does not have.
  case wrongSize(address: String, declared: Int, mebibytes: Double?)
  /// More came than the file has.
  case tooLong(address: String, limit: Int)
  /// The connection ended early; what came is kept.
  case interrupted(address: String, received: Int, total: Int?)
  /// Another process fetches the same file.
  case busy(name: String)
  /// Something that is not a file is in the way.
  case notAFile(path: String)
  /// The system refused to write the file.
  case unwritable(path: String, reason: String)
}

extension DownloadError: CustomStringConvertible {
  /// One line: what is wrong, and the way out.
  public var description: String {
    switch self {
    case .badAddress(let address):
      "'\(address)' is no file and no address; give one that begins with https://"
    case .unreachable(let address, let reason):
      "\(address) cannot be fetched (\(reason.onOneLine)); try again, or name a mirror or a file with --from"
    case .refused(let address, let status):
      "\(address) is not to be had (the server answered \(status)); name a mirror or a file with --from"
    case .redirected(let address, let reason):
      "\(address) leads astray: \(reason.onOneLine); name a mirror or a file with --from"
    case .wrongSize(let address, let declared, let mebibytes):
      "\(address) is said to have \(declared) bytes, "
        + (mebibytes.map { "where the file has \($0) MiB" } ?? "more than is fetched")
        + "; nothing was fetched; name a mirror or a file with --from"
    case .tooLong(let address, let limit):
      "\(address) sends more than the \(limit) bytes that the file can have; nothing was kept"
    case .interrupted(let address, let received, let total):
      "the connection to \(address) ended after \(received)" + (total.map { " of \($0)" } ?? "")
        + " bytes; run the same command again to go on from there"
    case .busy(let name):
      "another reverie is fetching \(name); wait for it to end"
    case .notAFile(let path):
      "\(path) is not a plain file; remove it"
    case .unwritable(let path, let reason):
      "\(path) cannot be written (\(reason)); free some space or choose another place"
    }
  }
}
