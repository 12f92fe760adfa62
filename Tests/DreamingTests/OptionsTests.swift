import Testing

@testable import Dreaming

@Suite struct OptionsTests {
  @Test func defaultsAreAsDocumented() throws {
    let options = DreamOptions()
    #expect(options.objective.isEmpty && options.pyramidSize == 5 && options.pyramidRatio == 1.4)
    #expect(options.iterations == 15 && options.learningRate == 0.025 && options.spatialShift == 32)
    #expect(options.smoothing == 0.5 && options.width == nil && options.seed == 0)
    #expect(options.layerBalance && options.style == nil && options.guide == nil && options.mask == nil)
    #expect(options.gradientSmoothing == .none && options.gradientNormalization == .magnitude)
    #expect(options.totalVariation == 0 && options.l2 == 0 && options.imageSpace == .decorrelated)
    #expect(!options.keepColors && options.strength == 1)
    #expect(options.precision == .auto && options.start == .photo && options.pyramid == .detail)
    try options.validate()
  }

  @Test func someDreamsAskForClasses() throws {
    var options = DreamOptions()
    options.objective = try Objective("relu4_3")
    #expect(!options.asksForClasses)
    options.objective = try Objective("relu4_3 + class(owl)")
    #expect(options.asksForClasses)
    options.objective = Objective()
    options.whereSeen = "cam"
    #expect(options.asksForClasses)
  }

  struct Case: Sendable {
    let change: @Sendable (inout DreamOptions) -> Void
    let message: String
  }

  static let cases = [
    Case(
      change: { $0.pyramidSize = 0 }, message: "`pyramidSize` takes a whole number from 1 to 50, not 0"),
    Case(
      change: { $0.pyramidRatio = 1 }, message: "`pyramidRatio` takes a number above 1, up to 10, not 1.0"),
    Case(
      change: { $0.pyramidRatio = .infinity },
      message: "`pyramidRatio` takes a number above 1, up to 10, not inf"),
    Case(
      change: { $0.iterations = -3 },
      message: "`iterations` takes a whole number from 1 to 100000, not -3"),
    Case(
      change: { $0.learningRate = 0 },
      message: "`learningRate` takes a number above 0, up to 100, not 0.0"),
    Case(
      change: { $0.learningRate = .nan },
      message: "`learningRate` takes a number above 0, up to 100, not nan"),
    Case(
      change: { $0.spatialShift = -1 },
      message: "`spatialShift` takes a whole number from 0 to 10000, not -1"),
    Case(change: { $0.smoothing = .nan }, message: "`smoothing` takes a number from 0 to 100, not nan"),
    Case(change: { $0.strength = 1.5 }, message: "`strength` takes a number from 0 to 1, not 1.5"),
    Case(
      change: { $0.totalVariation = -1 }, message: "`totalVariation` takes a number from 0 to 10, not -1.0"),
    Case(change: { $0.l2 = .infinity }, message: "`l2` takes a number from 0 to 10, not inf"),
    Case(change: { $0.width = 9 }, message: "`width` takes a whole number from 10 to 30000, not 9"),
  ]

  @Test(arguments: cases) func rangesHaveMessages(_ item: Case) throws {
    var options = DreamOptions()
    item.change(&options)
    let error = #expect(throws: DreamError.self) { try options.validate() }
    #expect(error?.description == item.message)
  }
}
