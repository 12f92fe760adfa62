internal import Downloads
internal import Files
internal import Foundation

/// Where pip finds packages, as pip itself says: nothing about it is known here.
struct PackageIndex {
  /// The address of the index, without a slash at its end.
  let address: String
  /// Folders that pip looks into first.
  let folders: [String]

  /// Asks pip.
  ///
  /// - Throws: ``PullError/noPackageIndex(reason:)`` without a Python that has pip.
  static func ofPip() throws(PullError) -> PackageIndex {
    let help = try say(["download", "--help"])
    guard let address = address(inHelp: help) else {
      throw .noPackageIndex(reason: "pip does not say where its index is")
    }
    return PackageIndex(address: address, folders: folders(inSettings: (try? say(["config", "list"])) ?? ""))
  }

  /// Where a package's archive is: in one of the folders, or at the address that the index gives for it.
  ///
  /// The page follows the simple repository interface (PEP 503).
  ///
  /// - Parameter folder: Where the index's page may lie for a moment.
  /// - Throws: ``PullError``, `DownloadError`.
  func source(of package: PublishedPackage, scratch folder: String) throws -> FileSource {
    for place in folders where FileManager.default.fileExists(atPath: place + "/" + package.file) {
      return .file(place + "/" + package.file)
    }
    let name = package.name.lowercased().replacing("_", with: "-").replacing(".", with: "-")
    guard case .address(let page) = try FileSource("\(address)/\(name)/") else {
      throw PullError.noPackageIndex(reason: "its index is no address")
    }
    let partial = try PartialFile(of: package.name + ".html", in: folder)
    defer {
      partial.remove()
      partial.close()
    }
    try partial.empty()
    try Download(address: page, expected: ExpectedSize(most: 16 << 20)).run(into: partial) { _ in }
    let text = String(decoding: (try? Data(contentsOf: URL(filePath: partial.path))) ?? Data(), as: UTF8.self)
    guard let found = Self.link(to: package.file, in: text, of: page) else {
      throw PullError.noPackageIndex(reason: "\(page.absoluteString) lists no \(package.file)")
    }
    if let digest = found.sha256, digest != package.sha256 {
      throw PullError.wrongDigest(source: page.absoluteString, found: digest, expected: package.sha256)
    }
    return try FileSource(found.address)
  }

  /// The default of `--index-url`, which pip's help gives with what its settings and the environment say.
  static func address(inHelp text: String) -> String? {
    let words = text.split(whereSeparator: \.isWhitespace)
    guard let flag = words.firstIndex(where: { $0 == "--index-url" }),
      let word = words[flag...].prefix(16).first(where: { $0.contains("://") })
    else { return nil }
    let address = word.prefix { $0 != ")" && $0 != "," }
    return String(address.hasSuffix("/") ? address.dropLast() : address)
  }

  /// The folders of `find-links` in pip's list of settings.
  static func folders(inSettings text: String) -> [String] {
    text.split(whereSeparator: \.isNewline).filter { $0.contains("find-links=") }
      .flatMap { line in
        line.drop { $0 != "=" }.dropFirst().split { $0.isWhitespace || $0 == "'" || $0 == "\"" }
      }
      .filter { $0.hasPrefix("/") }.map(String.init)
  }

  /// The address of a file on a page of the index, and the digest behind it.
  static func link(to file: String, in page: String, of address: URL) -> (address: String, sha256: String?)? {
    for part in page.components(separatedBy: "href=").dropFirst() {
      guard let quote = part.first, "\"'".contains(quote) else { continue }
      let text = part.dropFirst().prefix { $0 != quote }.replacing("&amp;", with: "&")
      guard let url = URL(string: String(text), relativeTo: address)?.absoluteURL,
        url.lastPathComponent == file
      else { continue }
      let digest = url.fragment.flatMap { $0.hasPrefix("sha256=") ? String($0.dropFirst(7)) : nil }
      var plain = URLComponents(url: url, resolvingAgainstBaseURL: true)
      plain?.fragment = nil
      return plain?.string.map { ($0, digest) }
    }
    return nil
  }

  /// What pip says to arguments that run nothing of any package.
  private static func say(_ arguments: [String]) throws(PullError) -> String {
    guard Download.hasLoopback else {
      throw .noPackageIndex(reason: "this machine has no network, not even to itself")
    }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-m", "pip"] + arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    var environment = ProcessInfo.processInfo.environment
    environment["COLUMNS"] = "500"
    process.environment = environment
    let data: Data
    do {
      try process.run()
      data = output.fileHandleForReading.readDataToEndOfFile()
      process.waitUntilExit()
    } catch {
      throw .noPackageIndex(reason: "pip cannot be started")
    }
    guard process.terminationStatus == 0 else {
      throw .noPackageIndex(reason: "there is no python3 with pip")
    }
    return String(decoding: data, as: UTF8.self)
  }
}
