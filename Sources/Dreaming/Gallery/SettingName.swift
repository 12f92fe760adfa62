import Files

extension DreamOptions {
  /// A setting's name for people, as `relu4_1 · 4 levels · 10 steps`; of the rest, only what differs from the
  /// defaults.
  public var settingName: String {
    ([objective.description] + scaleNames).joined(separator: " · ")
  }

  /// The name without the objective.
  public var scaleName: String { scaleNames.joined(separator: " · ") }

  /// A setting's name for a file, as `relu4_1-p4-n10`: letters, digits and `._+-` alone, at most 100 of them.
  public var settingFileName: String {
    let defaults = DreamOptions()
    var parts = [objective.description, "p\(pyramidSize)", "n\(iterations)"]
    if pyramidRatio != defaults.pyramidRatio { parts.append("r\(pyramidRatio)") }
    if learningRate != defaults.learningRate { parts.append("lr\(learningRate)") }
    if start != defaults.start { parts.append(start.rawValue) }
    return safeFileName(parts.joined(separator: "-"))
  }

  private var scaleNames: [String] { nameParts.dropFirst().filter { !$0.goesWithoutSaying }.map(\.text) }

  /// The objective, the levels, the steps; and what goes without saying where it is the default.
  fileprivate var nameParts: [(text: String, goesWithoutSaying: Bool)] {
    let defaults = DreamOptions()
    func count(_ number: Int, _ word: String) -> String { "\(number) \(word)\(number == 1 ? "" : "s")" }
    return [
      (objective.description, false),
      (count(pyramidSize, "level"), false), (count(iterations, "step"), false),
      ("ratio \(pyramidRatio)", pyramidRatio == defaults.pyramidRatio),
      ("rate \(learningRate)", learningRate == defaults.learningRate),
      ("from \(start.rawValue)", start == defaults.start),
    ]
  }
}

extension [DreamOptions] {
  /// Names for settings that are shown together, as `settingName` without what is the same in all of them.
  public var distinctNames: [String] {
    let parts = map(\.nameParts)
    guard let first = parts.first else { return [] }
    let told = first.indices.filter { index in parts.contains { $0[index].text != first[index].text } }
    guard !told.isEmpty else { return map(\.settingName) }
    return parts.map { parts in
      let shown = told.map { parts[$0] }
      let said = shown.filter { !$0.goesWithoutSaying }
      return (said.isEmpty ? shown : said).map(\.text).joined(separator: " · ")
    }
  }
}
