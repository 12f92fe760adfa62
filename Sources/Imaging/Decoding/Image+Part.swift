extension Image {
  /// Decodes a part of a file, chosen once the size of the whole is known.
  ///
  /// A JPEG comes out at 1/2, 1/4 or 1/8 of its size where both sides of the part keep at least `minimumSide` pixels
  /// (never without it), and only the part's pixels are computed: at full size they are those of a full decode, to the
  /// bit. What lies after the part in the file is not looked at, so damage there does not show. Other types are
  /// decoded whole, as ``init(contentsOf:limits:depth:minimumSide:)-(String,_,_,_)`` does, and cut.
  ///
  /// - Parameter part: Gets the picture's width and height, gives a part that lies within.
  /// - Throws: ``ImageError``, with a line for the user.
  public init(
    contentsOf path: String, limits: ImageLimits = ImageLimits(), minimumSide: Int? = nil,
    part: (_ width: Int, _ height: Int) -> PixelRectangle
  ) throws(ImageError) {
    let bytes = try FileReader(path).readAll(limit: limits.maximumFileBytes)
    guard !bytes.isEmpty else { throw .empty(path: path) }
    if bytes.starts(with: JPEGDecoder.signature),
      let image = try JPEGDecoder.decode(
        bytes, name: path, limits: limits, minimumSide: minimumSide, part: part)
    {
      self = image
    } else {
      let whole = try GeneralDecoder.decode(bytes, name: path, limits: limits).converted(to: .eight)
      self = whole.cut(to: part(whole.width, whole.height))
    }
  }

  /// A part of the picture, which must lie within it.
  func cut(to part: PixelRectangle) -> Image {
    guard part.width < width || part.height < height else { return self }
    let pixel = 3 * depth.byteCount
    var cut: [UInt8] = []
    cut.reserveCapacity(part.width * part.height * pixel)
    for row in part.y..<part.y + part.height {
      let start = (row * width + part.x) * pixel
      cut += bytes[start..<start + part.width * pixel]
    }
    return Image(width: part.width, height: part.height, depth: depth, bytes: cut)
  }
}
