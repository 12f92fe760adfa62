/// A TIFF of one strip, written entry by entry, for the kinds that no common program saves.
struct TIFFWriter {
  var width = 33
  var height = 21
  /// 0 and 1 gray, 2 RGB, 3 palette, 5 CMYK, 6 YCbCr, 8 CIELAB, 32844 and 32845 LogLuv.
  var photometric = 2
  var samples = 3
  var bits = 8
  /// 1 unsigned, 2 signed, 3 floating point, 5 and 6 complex.
  var format = 1
  /// What each sample beyond the colors is: 0 unknown, 1 associated alpha, 2 alpha. `nil` leaves the tag out.
  var extra: [Int]?
  /// The bytes of the pixels; short of a whole picture they repeat.
  var pixels: [UInt8] = [10, 200, 90, 33, 120]
  /// 1 interleaved, 2 a plane for each sample.
  var planes = 1

  /// The file, little-endian.
  var bytes: [UInt8] {
    let row = (width * bits * (planes == 1 ? samples : 1) + 7) / 8
    let size = row * height * (planes == 1 ? 1 : samples)
    let content = (0..<size).map { pixels[$0 % pixels.count] }
    var entries: [(tag: Int, type: Int, values: [Int])] = [
      (256, 4, [width]), (257, 4, [height]), (258, 3, .init(repeating: bits, count: samples)),
      (259, 3, [1]), (262, 3, [photometric]), (273, 4, []), (277, 3, [samples]), (278, 4, [height]),
      (279, 4, []), (284, 3, [planes]),
    ]
    if photometric == 3 && bits <= 16 {
      entries.append((320, 3, (0..<3 << bits).map { ($0 * 7919) & 0xFFFF }))
    }
    if photometric == 6 { entries.append((530, 3, [1, 1])) }
    if let extra { entries.append((338, 3, extra)) }
    entries.append((339, 3, .init(repeating: format, count: samples)))
    let strips = planes == 1 ? 1 : samples
    let start = 8
    var file = number(0x2A_4949, 4) + number(start + size, 4) + content
    var beyond: [UInt8] = []
    let directory = start + size
    let place = directory + 2 + 12 * entries.count + 4
    file += number(entries.count, 2)
    for (tag, type, values) in entries {
      let values =
        switch tag {
        case 273: (0..<strips).map { start + $0 * size / strips }
        case 279: [Int](repeating: size / strips, count: strips)
        default: values
        }
      let length = type == 3 ? 2 : 4
      let data = values.flatMap { number($0, length) }
      file += number(tag, 2) + number(type, 2) + number(values.count, 4)
      if data.count <= 4 {
        file += data + [UInt8](repeating: 0, count: 4 - data.count)
      } else {
        file += number(place + beyond.count, 4)
        beyond += data
      }
    }
    return file + number(0, 4) + beyond
  }

  private func number(_ value: Int, _ length: Int) -> [UInt8] {
    (0..<length).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
}
