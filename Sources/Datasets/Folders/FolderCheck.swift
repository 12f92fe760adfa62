internal import Files
internal import Foundation
public import Imaging

/// Decodes every picture of a folder on several threads.
public struct FolderCheck {
  private let pictures: ImageFolder
  private let limits: ImageLimits

  /// Lists a folder.
  ///
  /// - Throws: `DatasetError`.
  public init(path: String, limits: ImageLimits = ImageLimits()) throws(DatasetError) {
    pictures = try ImageFolder(path: path)
    self.limits = limits
  }

  /// How many pictures there are.
  public var count: Int { pictures.samples.count }

  /// Decodes all, and calls `progress` a few times a second on this thread with the number that is done.
  public func run(threads: Int, progress: (Int) -> Void) -> FolderReport {
    let findings = Findings(count: count)
    for _ in 0..<max(threads, 1) {
      Thread { [samples = pictures.samples, limits] in
        while let index = findings.take() {
          findings.put(PictureFinding(path: samples[index].path, limits: limits), at: index)
        }
      }.start()
    }
    while !findings.waitForEnd(seconds: 0.1) { progress(findings.done) }
    return report(findings.all)
  }

  private func report(_ findings: [PictureFinding]) -> FolderReport {
    let found = Array(zip(pictures.samples, findings))
    var broken = [Int](repeating: 0, count: pictures.classNames.count)
    var counts = broken
    for (sample, finding) in found {
      counts[sample.label] += 1
      if finding.picture == nil { broken[sample.label] += 1 }
    }
    let sound = found.compactMap { sample, finding in finding.picture.map { (sample: sample, picture: $0) } }
    return FolderReport(
      folder: pictures.path, pictures: findings.count, bytes: findings.map(\.bytes).reduce(0, +),
      classes: pictures.classNames.enumerated().map { label, name in
        FolderReport.Class(name: name, pictures: counts[label], broken: broken[label])
      },
      formats: Dictionary(grouping: sound, by: \.picture.format.rawValue).mapValues(\.count),
      width: FolderReport.Range(of: sound.map(\.picture.width)),
      height: FolderReport.Range(of: sound.map(\.picture.height)),
      broken: findings.compactMap(\.broken),
      misnamed: sound.compactMap { sample, picture in
        let name = URL(fileURLWithPath: sample.path).pathExtension.lowercased()
        return picture.format.extensions.contains(name)
          ? nil : FolderReport.Misnamed(path: sample.path, format: picture.format)
      },
      duplicates: Dictionary(grouping: sound, by: \.picture.digest).values.filter { $0.count > 1 }
        .map { group in
          FolderReport.Duplicates(
            paths: group.map(\.sample.path).sorted(),
            isAcrossClasses: Set(group.map(\.sample.label)).count > 1)
        }
        .sorted { $0.paths[0] < $1.paths[0] },
      ignored: pictures.otherFiles,
      notes: pictures.notes.compactMap { if case .otherFiles = $0 { nil } else { $0.description } })
  }
}

/// What a file turned out to be.
struct PictureFinding: Sendable {
  /// A picture that can be decoded.
  struct Picture {
    let format: PictureFormat
    let width: Int, height: Int
    let digest: String
  }

  let bytes: Int
  let picture: Picture?
  let broken: BrokenPicture?

  init(path: String, limits: ImageLimits) {
    var bytes = 0
    do {
      let content = try Image.encodedBytes(of: path, limits: limits)
      bytes = content.count
      let image = try Image(encoded: content, name: path, limits: limits)
      guard let format = PictureFormat(of: content) else { throw ImageError.unknownFormat(path: path) }
      let digest = content.withUnsafeBytes { Digest.sha256($0) }
      picture = Picture(format: format, width: image.width, height: image.height, digest: digest)
      broken = nil
    } catch {
      picture = nil
      broken = BrokenPicture(path: path, reason: "\(error)")
    }
    self.bytes = bytes
  }
}

/// What the threads of a check have found so far.
private final class Findings: @unchecked Sendable {
  private let condition = NSCondition()
  private var found: [PictureFinding?]
  private var taken = 0
  private var finished = 0

  init(count: Int) { found = [PictureFinding?](repeating: nil, count: count) }

  /// The next picture to look at; `nil` when all are taken.
  func take() -> Int? {
    condition.withLock {
      guard taken < found.count else { return nil }
      taken += 1
      return taken - 1
    }
  }

  func put(_ finding: PictureFinding, at index: Int) {
    condition.withLock {
      found[index] = finding
      finished += 1
      if finished == found.count { condition.broadcast() }
    }
  }

  var done: Int { condition.withLock { finished } }

  /// All findings, once they are there.
  var all: [PictureFinding] { condition.withLock { found.compactMap(\.self) } }

  /// Whether all are there; waits for it at most so long.
  func waitForEnd(seconds: Double) -> Bool {
    condition.withLock {
      if finished < found.count { _ = condition.wait(until: Date(timeIntervalSinceNow: seconds)) }
      return finished == found.count
    }
  }
}
