import Foundation

/// Which file a path leads to, whatever the path looks like.
struct FileIdentity: Equatable {
  private let device: dev_t
  private let node: ino_t

  /// `nil` where there is no file.
  init?(_ path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    device = status.st_dev
    node = status.st_ino
  }
}
