/// How large a picture may be, judged before any memory is taken for its pixels.
public struct ImageLimits: Sendable, Equatable {
  /// Most pixels (width × height) that a header may declare; 100 million unless set.
  public var maximumPixels: Int

  /// Most bytes in a file; 1 GiB unless set.
  public var maximumFileBytes: Int

  /// Limits, by default those for a user's own photos.
  public init(maximumPixels: Int = 100_000_000, maximumFileBytes: Int = 1 << 30) {
    self.maximumPixels = maximumPixels
    self.maximumFileBytes = maximumFileBytes
  }
}
