import Testing

@testable import Dreaming

@Suite struct RecipeTests {
  @Test func thereAndBack() throws {
    var options = DreamOptions()
    options.objective = try Objective("relu4_1 - 0.5*layer3.5:3,40-44@0.5,0.25 + 2*class(crane (bird) é\")")
    options.layerBalance = false
    options.style = "wave.jpg"
    options.guide = "flowers.jpg"
    options.gradientSmoothing = .laplacian
    options.gradientNormalization = .magnitude
    options.totalVariation = 0.1
    options.l2 = 0.01
    options.imageSpace = .fourier
    options.mask = "face.png"
    options.keepColors = true
    options.strength = 0.7
    options.pyramidRatio = 1.4
    options.learningRate = 0.06
    options.width = 600
    options.seed = .max
    options.precision = .bfloat16
    options.start = .noise
    options.pyramid = .detail
    let recipe = DreamRecipe(
      options: options, model: "caltech101-vgg16", modelSHA256: String(repeating: "0f", count: 32),
      photo: "bridge.jpg", reverie: "0.1.0", libtorch: "2.13.0", threads: 2)
    #expect(try DreamRecipe(json: recipe.json) == recipe)
    #expect(try DreamRecipe(json: DreamRecipe(options: DreamOptions()).json).options == DreamOptions())
  }

  @Test func keysAreSorted() {
    #expect(
      DreamRecipe(options: DreamOptions(), model: "a/b").json == """
        {"model":"a/b","options":{"gradientNormalization":"magnitude","gradientSmoothing":"none",\
        "imageSpace":"decorrelated","iterations":15,"keepColors":false,"l2":0,"layerBalance":true,"learningRate":0.025,\
        "objective":"","precision":"auto","pyramid":"detail","pyramidRatio":1.4,"pyramidSize":5,"seed":0,\
        "smoothing":0.5,"spatialShift":32,"start":"photo","strength":1,"totalVariation":0}}
        """)
  }

  @Test func aByteOrderMarkIsNoMistake() throws {
    #expect(try DreamRecipe(json: "\u{FEFF}{}") == DreamRecipe(options: DreamOptions()))
  }

  @Test func missingFieldsAreDefaults() throws {
    #expect(try DreamRecipe(json: "{}") == DreamRecipe(options: DreamOptions()))
    let recipe = try DreamRecipe(json: #"{"options": {"iterations": 20, "width": null}}"#)
    var expected = DreamOptions()
    expected.iterations = 20
    #expect(recipe.options == expected)
  }

  @Test func recipesOfTheFirstVersionAreRead() throws {
    let recipe = try DreamRecipe(json: #"{"options": {"layers": ["relu2_2", "relu3_1"], "seed": 4}}"#)
    #expect(recipe.options.objective == energy("relu2_2", "relu3_1"))
    // That version added the energies as they were.
    #expect(!recipe.options.layerBalance)
    #expect(try DreamRecipe(json: #"{"options": {"layers": []}}"#).options == DreamOptions())
  }

  static let wrong = [
    (
      #"{"options":{"pyramidsize":3}}"#,
      "the recipe has an unknown key 'pyramidsize'; nearest: pyramidSize, pyramid, pyramidRatio"
    ),
    (#"{"modle":"x"}"#, "the recipe has an unknown key 'modle'; nearest: model, photo, reverie"),
    (
      #"{"options":{"objective":"relu2 +"}}"#,
      "`objective` 'relu2 +' is wrong at character 8: a layer, class(NAME), style, content or guide belongs there,"
        + " not the end"
    ),
    (
      #"{"options":{"precision":"float16"}}"#,
      "the recipe cannot be read: options.precision: 'float16' is none of auto, float32, bfloat16"
    ),
    (
      #"{"options":{"iterations":"ten"}}"#,
      "the recipe cannot be read: options.iterations: 'ten' is not a whole number from 1 to 100000"
    ),
    (
      #"{"options":{"seed":-1}}"#,
      "the recipe cannot be read: options.seed: -1 is not a whole number from 0 to 18446744073709551615"
    ),
    (
      #"{"options":{"width":600.5}}"#,
      "the recipe cannot be read: options.width: 600.5 is not a whole number from 10 to 30000"
    ),
    (
      #"{"options":{"learningRate":1e999}}"#,
      "the recipe cannot be read: options.learningRate: "
    ),
    ("a text", "the recipe cannot be read: "),
    ("[]", "the recipe cannot be read: "),
    ("", "the recipe cannot be read: "),
  ]

  @Test(arguments: wrong) func mistakesHaveOneLine(_ json: String, _ message: String) throws {
    let error = #expect(throws: DreamError.self) { _ = try DreamRecipe(json: json) }
    let line = try #require(error?.description)
    #expect(line.hasPrefix(message), "\(line)")
    #expect(!line.contains("\n"))
  }
}
