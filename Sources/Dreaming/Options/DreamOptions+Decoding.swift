extension DreamOptions {
  /// Decodes options; what is missing keeps its default.
  ///
  /// - Throws: `DreamError.unknownKey` for a key that is none of the fields, so that a slip of the pen does not pass
  ///   as a default; `DecodingError` for a value of the wrong type. Ranges are `validate()`'s business.
  public init(from decoder: any Decoder) throws {
    try decoder.refuseUnknownKeys(besides: CodingKeys.self, former: FormerKeys.allCases.map(\.rawValue))
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init()
    try container.read(.objective, into: &objective)
    let former = try decoder.container(keyedBy: FormerKeys.self)
    if let layers = try former.decodeIfPresent([String].self, forKey: .layers), !layers.isEmpty {
      objective = try layers.reduce(objective) { try $0 + Objective($1) }
      layerBalance = false
    }
    try container.read(.layerBalance, into: &layerBalance)
    style = try container.decodeIfPresent(String.self, forKey: .style)
    guide = try container.decodeIfPresent(String.self, forKey: .guide)
    try container.read(.pyramidSize, into: &pyramidSize)
    try container.read(.pyramidRatio, into: &pyramidRatio)
    try container.read(.iterations, into: &iterations)
    try container.read(.learningRate, into: &learningRate)
    try container.read(.spatialShift, into: &spatialShift)
    try container.read(.smoothing, into: &smoothing)
    try container.readWord(.gradientSmoothing, into: &gradientSmoothing)
    try container.readWord(.gradientNormalization, into: &gradientNormalization)
    try container.read(.totalVariation, into: &totalVariation)
    try container.read(.l2, into: &l2)
    try container.readWord(.imageSpace, into: &imageSpace)
    mask = try container.decodeIfPresent(String.self, forKey: .mask)
    whereSeen = try container.decodeIfPresent(String.self, forKey: .whereSeen)
    try container.read(.keepColors, into: &keepColors)
    try container.read(.strength, into: &strength)
    width = try container.decodeIfPresent(Int.self, forKey: .width)
    tile = try container.decodeIfPresent(Int.self, forKey: .tile)
    try container.read(.seed, into: &seed)
    try container.readWord(.precision, into: &precision)
    try container.readWord(.start, into: &start)
    try container.readWord(.pyramid, into: &pyramid)
  }
}

extension KeyedDecodingContainer {
  fileprivate func read<Value: Decodable>(_ key: Key, into value: inout Value) throws {
    if let found = try decodeIfPresent(Value.self, forKey: key) { value = found }
  }

  /// Reads one of a few words; the error lists them.
  fileprivate func readWord<Word>(_ key: Key, into value: inout Word) throws
  where Word: RawRepresentable & CaseIterable, Word.RawValue == String {
    guard let found = try decodeIfPresent(String.self, forKey: key) else { return }
    guard let word = Word(rawValue: found) else {
      let words = Word.allCases.map(\.rawValue).joined(separator: ", ")
      throw DecodingError.dataCorruptedError(
        forKey: key, in: self, debugDescription: "'\(found)' is none of \(words)")
    }
    value = word
  }
}
