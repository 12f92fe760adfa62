import Foundation
internal import Torch

/// One operation for each picture, at an even chance and a random strength (Müller & Hutter, "TrivialAugment:
/// Tuning-free Yet State-of-the-Art Data Augmentation", 2021), with the wide ranges of torchvision's `TrivialAugmentWide`.
enum TrivialAugment {
  /// The steps that a strength can have.
  static let strengths = 31

  /// Draws an operation.
  static func draw(using random: inout SplitMix64) -> PixelOperation {
    let kind = Int(random.next() % 14)
    let strength = Int(random.next() % UInt64(strengths))
    return operation(kind, strength: strength, isNegative: random.next() & 1 == 1)
  }

  /// The operation number `kind`, 0…13, in torchvision's order, at `strength`, 0…30.
  static func operation(_ kind: Int, strength: Int, isNegative: Bool) -> PixelOperation {
    let share = Double(strength) / Double(strengths - 1)
    let sign = isNegative ? -1.0 : 1.0
    return switch kind {
    case 1: .shearX(sign * 0.99 * share)
    case 2: .shearY(sign * 0.99 * share)
    case 3: .translateX(Int(sign * 32 * share))
    case 4: .translateY(Int(sign * 32 * share))
    case 5: .rotate(sign * 135 * share)
    case 6: .brightness(1 + sign * 0.99 * share)
    case 7: .color(1 + sign * 0.99 * share)
    case 8: .contrast(1 + sign * 0.99 * share)
    case 9: .sharpness(1 + sign * 0.99 * share)
    case 10: .posterize(bits: 8 - Int((Double(strength) / 5).rounded(.toNearestOrEven)))
    case 11: .solarize(255 * (1 - share))
    case 12: .autoContrast
    case 13: .equalize
    default: .identity
    }
  }
}

/// One change of a square picture, as torchvision's `autoaugment` applies it to bytes.
enum PixelOperation: Equatable {
  case identity
  /// Moves row y (column x) by `magnitude` · y (· x) pixels, from the upper left corner.
  case shearX(Double), shearY(Double)
  /// Moves the picture by whole pixels.
  case translateX(Int), translateY(Int)
  /// Turns counterclockwise around the center, by degrees.
  case rotate(Double)
  /// Blends with black, the mean gray, the gray picture or a blurred one; 1 leaves the picture as it is.
  case brightness(Double), contrast(Double), color(Double), sharpness(Double)
  /// Keeps the highest bits.
  case posterize(bits: Int)
  /// Inverts what is not below the threshold.
  case solarize(Double)
  case autoContrast, equalize

  /// The changed picture; `pixels` are bytes `[side, side, 3]`. What comes in from outside is black.
  func callAsFunction(_ pixels: [UInt8], side: Int) -> [UInt8] {
    switch self {
    case .identity: return pixels
    case .shearX(let m): return resampled(pixels, side) { ($0 + m * $1, $1) }
    case .shearY(let m): return resampled(pixels, side) { ($0, $1 + m * $0) }
    case .translateX(let shift): return resampled(pixels, side) { ($0 - Double(shift), $1) }
    case .translateY(let shift): return resampled(pixels, side) { ($0, $1 - Double(shift)) }
    case .rotate(let degrees):
      let (cosine, sine, middle) = (cos(degrees * .pi / 180), sin(degrees * .pi / 180), Double(side) / 2)
      return resampled(pixels, side) { x, y in
        let (dx, dy) = (x - middle, y - middle)
        return (cosine * dx - sine * dy + middle, sine * dx + cosine * dy + middle)
      }
    case .brightness(let factor): return pixels.map { blend($0, 0, factor) }
    case .contrast(let factor):
      let gray = Self.gray(pixels)
      let mean = Float(gray.reduce(0) { $0 + Int($1) }) / Float(max(gray.count, 1))
      return pixels.map { blend($0, mean, factor) }
    case .color(let factor):
      let gray = Self.gray(pixels)
      return pixels.indices.map { blend(pixels[$0], Float(gray[$0 / 3]), factor) }
    case .sharpness(let factor):
      let blurred = Self.blurred(pixels, side)
      return pixels.indices.map { blend(pixels[$0], Float(blurred[$0]), factor) }
    case .posterize(let bits): return pixels.map { $0 & ~UInt8((1 << (8 - bits)) - 1) }
    case .solarize(let threshold): return pixels.map { Double($0) >= threshold ? 255 - $0 : $0 }
    case .autoContrast: return mapped(pixels, Self.stretchedContrast)
    case .equalize: return mapped(pixels, Self.equalized)
    }
  }

  // MARK: - Geometry

  /// Takes each pixel from the nearest place that `source` names for its center.
  private func resampled(
    _ pixels: [UInt8], _ side: Int, _ source: (Double, Double) -> (Double, Double)
  ) -> [UInt8] {
    var result = [UInt8](repeating: 0, count: pixels.count)
    for y in 0..<side {
      for x in 0..<side {
        let place = source(Double(x) + 0.5, Double(y) + 0.5)
        let column = Int((place.0 - 0.5).rounded(.toNearestOrEven))
        let row = Int((place.1 - 0.5).rounded(.toNearestOrEven))
        guard (0..<side).contains(column), (0..<side).contains(row) else { continue }
        let (to, from) = ((y * side + x) * 3, (row * side + column) * 3)
        for channel in 0..<3 { result[to + channel] = pixels[from + channel] }
      }
    }
    return result
  }

  // MARK: - Colors

  private func blend(_ value: UInt8, _ other: Float, _ factor: Double) -> UInt8 {
    UInt8(min(max(Float(factor) * Float(value) + Float(1 - factor) * other, 0), 255))
  }

  private static func gray(_ pixels: [UInt8]) -> [UInt8] {
    stride(from: 0, to: pixels.count, by: 3).map { (place: Int) -> UInt8 in
      let red = 0.2989 * Float(pixels[place])
      let green = 0.587 * Float(pixels[place + 1])
      let blue = 0.114 * Float(pixels[place + 2])
      return UInt8(red + green + blue)
    }
  }

  /// The mean of each pixel, five times, and its eight neighbors; the border stays.
  private static func blurred(_ pixels: [UInt8], _ side: Int) -> [UInt8] {
    guard side > 2 else { return pixels }
    var result = pixels
    for y in 1..<side - 1 {
      for x in 1..<side - 1 {
        for channel in 0..<3 {
          let place = (y * side + x) * 3 + channel
          var sum = 4 * Int(pixels[place])
          for row in -1...1 { for column in -1...1 { sum += Int(pixels[place + (row * side + column) * 3]) } }
          result[place] = UInt8((Float(sum) / 13).rounded(.toNearestOrEven))
        }
      }
    }
    return result
  }

  /// Sends each channel through a table made from its histogram.
  private func mapped(_ pixels: [UInt8], _ table: ([Int]) -> [UInt8]) -> [UInt8] {
    let tables = (0..<3).map { channel in
      var histogram = [Int](repeating: 0, count: 256)
      for place in stride(from: channel, to: pixels.count, by: 3) { histogram[Int(pixels[place])] += 1 }
      return table(histogram)
    }
    return pixels.indices.map { tables[$0 % 3][Int(pixels[$0])] }
  }

  private static func stretchedContrast(_ histogram: [Int]) -> [UInt8] {
    let darkest = histogram.firstIndex { $0 > 0 } ?? 0
    let brightest = histogram.lastIndex { $0 > 0 } ?? 0
    guard brightest > darkest else { return (0...255).map { UInt8($0) } }
    let scale = 255 / Float(brightest - darkest)
    return (0...255).map { UInt8(min(max(Float($0 - darkest) * scale, 0), 255)) }
  }

  private static func equalized(_ histogram: [Int]) -> [UInt8] {
    let last = histogram.last { $0 > 0 } ?? 0
    let step = (histogram.reduce(0, +) - last) / 255
    guard step > 0 else { return (0...255).map { UInt8($0) } }
    var below = 0
    return histogram.map { count in
      defer { below += count }
      return below == 0 ? 0 : UInt8(min((below + step / 2) / step, 255))
    }
  }
}
