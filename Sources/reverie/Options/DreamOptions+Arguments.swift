import Dreaming

extension DreamOptions {
  /// The flags of the command line that make these settings, only where they differ from the defaults.
  var arguments: [String] {
    let defaults = DreamOptions()
    var arguments: [String] = []
    func add<Value: Equatable>(_ flag: String, _ value: Value, _ other: Value, _ text: (Value) -> String) {
      if value != other { arguments += [flag, text(value)] }
    }
    func add(_ flag: String, _ value: some RawRepresentable<String>, _ other: some RawRepresentable<String>) {
      if value.rawValue != other.rawValue { arguments += [flag, value.rawValue] }
    }
    // With "=", as an objective may begin with a minus.
    if !objective.isEmpty { arguments.append("--layer=\(objective)") }
    add("--layer-balance", layerBalance, defaults.layerBalance) { $0 ? "on" : "off" }
    add("--style", style, defaults.style) { $0 ?? "" }
    add("--guide", guide, defaults.guide) { $0 ?? "" }
    add("--pyramid-size", pyramidSize, defaults.pyramidSize) { "\($0)" }
    add("--pyramid-ratio", pyramidRatio, defaults.pyramidRatio) { "\($0)" }
    add("--iterations", iterations, defaults.iterations) { "\($0)" }
    add("--learning-rate", learningRate, defaults.learningRate) { "\($0)" }
    add("--spatial-shift", spatialShift, defaults.spatialShift) { "\($0)" }
    add("--smoothing", smoothing, defaults.smoothing) { "\($0)" }
    add("--gradient-smoothing", gradientSmoothing, defaults.gradientSmoothing)
    add("--gradient-normalization", gradientNormalization, defaults.gradientNormalization)
    add("--total-variation", totalVariation, defaults.totalVariation) { "\($0)" }
    add("--l2", l2, defaults.l2) { "\($0)" }
    add("--image-space", imageSpace, defaults.imageSpace)
    add("--mask", mask, defaults.mask) { $0 ?? "" }
    add("--where", whereSeen, defaults.whereSeen) { $0 ?? "" }
    if keepColors != defaults.keepColors {
      arguments.append(keepColors ? "--keep-colors" : "--no-keep-colors")
    }
    add("--strength", strength, defaults.strength) { "\($0)" }
    add("--width", width, defaults.width) { "\($0 ?? 0)" }
    add("--seed", seed, defaults.seed) { "\($0)" }
    add("--precision", precision, defaults.precision)
    add("--from", start, defaults.start)
    add("--pyramid", pyramid, defaults.pyramid)
    return arguments
  }
}

extension String {
  /// The text as one word of a POSIX shell.
  var shellQuoted: String {
    let plain = "._-/+=:,@%".unicodeScalars
    let isPlain = unicodeScalars.allSatisfy { scalar in
      scalar.isASCII
        && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil || plain.contains(scalar))
    }
    return isPlain && !isEmpty ? self : "'" + replacing("'", with: #"'\''"#) + "'"
  }
}
