@testable import Checkpoints
import Files
import Foundation
import Testing
import TestSupport

/// Transcripts of `reverie models` and what stands below it, each with a folder of models of its own.
@Suite("reverie models")
struct ModelsTests {
  private let folder: TemporaryFolder

  /// The features of AlexNet by the formula, in the file `alex.safetensors` without a word about it.
  init() throws {
    folder = try TemporaryFolder()
    try folder.write(Fixtures.model.get(), to: "mine.safetensors")
    try folder.write(Fixtures.features.get(), to: "alex.safetensors")
  }

  private func models(_ arguments: String...) throws -> Run {
    try reverie(["models"] + arguments, in: folder, environment: ["XDG_DATA_HOME": folder.url.path])
  }

  private func path(_ name: String) -> String { folder.path("reverie/models/\(name).safetensors") }

  private func ownModels() throws -> [String] {
    let models = folder.path("reverie/models")
    return try FileManager.default.fileExists(atPath: models)
      ? FileManager.default.contentsOfDirectory(atPath: models).sorted() : []
  }

  @Test func importSaysWhatItFound() throws {
    let run = try models("import", "alex.safetensors", "--normalization", "none")
    let said = """
      alex.safetensors holds alexnet, no head
        missing: 'classifier.1.weight' [4096, 9216], 'classifier.1.bias' [4096], 'classifier.4.weight' [4096, 4096], \
      'classifier.4.bias' [4096] and 2 more; without a head it can dream, but not classify

      """
    #expect(run == Run(code: 0, output: "alex: \(path("alex"))\n", error: said))
    #expect(
      try models("import", "alex.safetensors", "--name", "b", "-q") == Run(code: 0, output: "", error: ""))
    #expect(try ownModels() == ["alex.safetensors", "b.safetensors"])
  }

  @Test func anImportedModelIsUsedByName() throws {
    #expect(try models("import", "mine.safetensors", "--name", "animals").code == 0)
    try folder.write(Fixtures.photo.get(), to: "photo.png")
    let run = try reverie(
      ["classify", "photo.png", "-m", "animals"], in: folder, environment: ["XDG_DATA_HOME": folder.url.path])
    #expect(run.code == 0 && run.output.contains("newt"), "\(run)")
    #expect(try models("list").output.contains("\nanimals           vgg11_bn, pooled        5    20.0 %"))
  }

  @Test func withoutAHeadThereIsNothingToClassify() throws {
    #expect(try models("import", "alex.safetensors").code == 0)
    let environment = ["XDG_DATA_HOME": folder.url.path]
    let classify = try reverie(["classify", "photo.png", "-m", "alex"], in: folder, environment: environment)
    let line = "reverie: alex: the network has no head: it can dream, but not name what it sees\n"
    #expect(classify == Run(code: 1, output: "", error: line))
    let layers = try reverie(["layers", "-m", "alex"], in: folder, environment: environment)
    #expect(layers.output.contains("\n\nalexnet, no head, for a picture of 224×224 pixels: 13 layers, "))
  }

  @Test func averageWritesAModelOfSeveral() throws {
    let run = try models(
      "average", "mine.safetensors", "mine.safetensors", "--shares", "2,1", "-o", "mean.safetensors")
    #expect(run == Run(code: 0, output: "mean.safetensors: the mean of 2 models, vgg11_bn\n", error: ""))
    let (mean, mine) = (
      try Model.load(folder.path("mean.safetensors")), try Model.load(folder.path("mine.safetensors"))
    )
    #expect(mean.metadata.classNames == mine.metadata.classNames)
    let key = "features.0.weight"
    let difference = try Difference(key, #require(mean.weights[key]), #require(mine.weights[key]))
    #expect(difference.relative < 2e-3, "\(difference)")
    #expect(
      try models("average", "mine.safetensors", "-o", "mean.safetensors").error.contains("two models or more")
    )
    let wrong = try models(
      "average", "mine.safetensors", "mine.safetensors", "--shares", "0,0", "-o", "mean.safetensors")
    #expect(wrong.error.contains("--shares takes a number for each of the 2 models"), "\(wrong)")
  }

  @Test func showTellsAll() throws {
    #expect(try models("import", "mine.safetensors", "--precision", "float16").code == 0)
    let run = try models("show", "mine")
    let lines = run.output.split(separator: "\n").map(String.init)
    #expect(run.code == 0 && run.error == "")
    #expect(
      lines.prefix(5) == [
        "mine",
        "  network        vgg11_bn, pooled head, 5 classes, 9,228,549 parameters",
        "  classes        owl, fox, newt, bee, elk",
        "  dream on       relu3_1",
        "  normalization  ImageNet's mean and standard deviation",
      ])
    #expect(lines.contains("  accuracy       20.0 % of held-out pictures of 64×64 pixels"))
    #expect(lines.contains("  file           \(path("mine"))"))
    let json = try models("show", "mine", "--json")
    let sheet = try #require(JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
    #expect(sheet["network"] as? String == "vgg11_bn")
    #expect(sheet["dreamLayers"] as? [String] == ["relu3_1"])
  }

  @Test func showTellsTheOriginOfWhatWasImported() throws {
    #expect(try models("import", "alex.safetensors", "--normalization", "0.5,0.5,0.5,0.2,0.2,0.2").code == 0)
    let lines = try models("show", "alex").output.split(separator: "\n").map(String.init)
    #expect(
      lines.prefix(5) == [
        "alex",
        "  network        alexnet, no head: it can dream, but not classify, 2,469,696 parameters",
        "  dream on       relu3, relu4, relu5",
        "  normalization  mean 0.5, 0.5, 0.5; deviation 0.2, 0.2, 0.2",
        "  origin         alex.safetensors",
      ])
  }

  @Test(arguments: ["out.safetensors", "out.pth", "out.PT"]) func exportIsImportedAgain(_ file: String) throws
  {
    let output = "\(file): mine, vgg11_bn\n"
    #expect(try models("export", "mine.safetensors", "-o", file) == Run(code: 0, output: output, error: ""))
    let run = try models("import", file, "--classes", "names.txt")
    #expect(run.code == 1)
    #expect(run.error.contains("reverie: names.txt: there is no such file"))
    try folder.write(Data("a\nb\nc\nd\ne\n".utf8), to: "names.txt")
    let again = try models("import", file, "--classes", "names.txt")
    let said = "\(file) holds vgg11_bn, pooled head, 5 classes\n"
    #expect(again == Run(code: 0, output: "out: \(path("out"))\n", error: said))
    let (before, after) = (try Model.load(folder.path("mine.safetensors")), try Model.load(path("out")))
    #expect(after.metadata.classNames == ["a", "b", "c", "d", "e"])
    for (key, weight) in before.weights {
      #expect(
        try after.weights[key]?.to(.float32).elements(Float.self) == weight.to(.float32).elements(Float.self))
    }
  }

  @Test func removeTakesAway() throws {
    #expect(try models("import", "alex.safetensors").code == 0)
    #expect(try models("remove", "alex") == Run(code: 0, output: "alex: removed\n", error: ""))
    #expect(try ownModels() == [])
    let run = try models("remove", "caltech101-vgg16")
    let line = "reverie: caltech101-vgg16 belongs to the program and stays; name one of your own models\n"
    #expect(run == Run(code: 1, output: "", error: line))
    #expect(try models("remove", "alex").error.hasPrefix("reverie: there is no model 'alex'; "))
  }

  @Test(arguments: [
    (["none.pth"], "none.pth: there is no such file; check the path"),
    (["text.txt"], "text.txt is neither a safetensors file nor a PyTorch checkpoint; name a file of weights"),
    (["alex.safetensors", "--network", "alexnot"], "there is no network 'alexnot'; nearest: alexnet"),
    (
      ["alex.safetensors", "--network", "vgg11"],
      "alex.safetensors holds 10 tensors, 'features.0.bias' [64] and so on, which is not vgg11, which needs "
        + "'features.0.weight' [64, 3, 3, 3] where the file has [64, 3, 11, 11] and "
    ),
    (
      ["alex.safetensors", "--head", "standard"],
      "alex.safetensors holds 10 tensors, 'features.0.bias' [64] and so on, of no network that is known; "
        + "nearest: alexnet, which needs 'classifier.1.weight' [4096, 9216] and 5 more"
    ),
    (
      ["alex.safetensors", "--classes", "imagenet"],
      "alex.safetensors has no head, so its classes cannot be named"
    ),
    (
      ["mine.safetensors", "--classes", "places365"],
      "places365 names 365 classes, and the network has 5; give one name a line"
    ),
    (["alex.safetensors", "--name", "../x"], "a model cannot be named '../x'; "),
    (["alex.safetensors", "--name", "caltech101-vgg16"], "there is a model caltech101-vgg16 already; "),
  ])
  func importRefuses(_ arguments: [String], _ start: String) throws {
    try folder.write(Data("This is no file of weights.\n".utf8), to: "text.txt")
    let run = try reverie(
      ["models", "import"] + arguments, in: folder, environment: ["XDG_DATA_HOME": folder.url.path])
    #expect(run.code == 1 && run.output == "")
    #expect(run.error.hasPrefix("reverie: \(start)"), "\(run.error)")
    #expect(run.error.filter(\.isNewline).count == 1, "\(run.error)")
    #expect(try ownModels() == [])
  }

  @Test(arguments: [
    ["import"], ["import", "x", "--normalization", "gray"],
    ["import", "x", "--normalization", "0,0,0,1,1,0"],
    ["import", "x", "--precision", "int8"], ["export", "x"], ["export", "x", "-o", "x.onnx"], ["show"],
    ["remove"], ["pull", "--from", "x"],
  ])
  func wrongCommandLines(_ arguments: [String]) throws {
    let run = try reverie(["models"] + arguments, in: folder)
    #expect(run.code == 64 && run.error.hasPrefix("Error: "), "\(run)")
  }

  @Test func pullListsWhatThereIs() throws {
    let run = try models("pull")
    #expect(run.code == 0 && run.error == "")
    let lines = run.output.split(separator: "\n").map(String.init)
    #expect(lines.count == 20)
    #expect(lines[0] == "weights             network           trained on          accuracy      size")
    #expect(lines.contains("googlenet           googlenet         ImageNet-1K           69.8 %  49.7 MiB"))
    #expect(lines.contains("imagenet-vgg16      vgg16, no head    ImageNet-1K                -  60.8 MiB"))
    #expect(lines.contains("vgg16-features      vgg16, no head    ImageNet-1K                -   528 MiB"))
  }

  @Test(.enabled(if: withoutNetwork(["/bin/true"]) != nil)) func withoutANetworkPullSaysSoAtOnce() throws {
    try folder.publish([.init("alex", network: "alexnet", sha256: "0123abcd", byteCount: 1 << 20)])
    let run = try #require(
      withoutNetwork(
        [programURL.path, "models", "pull", "alex", "--quiet"],
        environment: ["XDG_DATA_HOME": folder.url.path]))
    let line = """
      reverie: https://example.org/alex.pth cannot be fetched (this machine has no network, not even to itself); \
      try again, or name a mirror or a file with --from

      """
    #expect(run == Run(code: 1, output: "", error: line))
  }

  @Test(.enabled(if: LoopbackServer.isAvailable)) func pullFetchesVerifiesAndImports() throws {
    let server = try LoopbackServer(file: folder.url.appending(path: "alex.safetensors"))
    let address = server.address("plain/alex.pth")
    let file = try folder.read("alex.safetensors")
    let digest = file.withUnsafeBytes { Digest.sha256($0) }
    try folder.publish([
      .init(
        "alex", network: "alexnet", address: address, sha256: String(digest.prefix(8)),
        byteCount: file.count)
    ])
    let mirror = server.address("cut/5000000/x")
    let cut = try models("pull", "alex", "--from", mirror)
    let end = """
      \(mirror): insects; license: CC0
      reverie: the connection to \(mirror) ended after 5000000 of \(file.count) bytes; \
      run the same command again to go on from there

      """
    #expect(cut == Run(code: 1, output: "", error: end))
    #expect(try ownModels() == [".alex.partial"])
    let run = try models("pull", "alex")
    let said = """
      \(address): insects; license: CC0
      \(address) holds alexnet, published as alex, no head: it can dream, but not classify

      """
    #expect(run == Run(code: 0, output: "alex: \(path("alex"))\n", error: said))
    #expect(try ownModels() == ["alex.safetensors"])
    #expect(try models("show", "alex").output.contains("\n  its SHA-256    \(digest)\n"))
    #expect(
      try models("pull", "alex").error
        == "reverie: there is a model alex already; choose another --name, or 'reverie models remove alex' first\n"
    )
  }

  @Test(arguments: [
    (["googlenot"], "reverie: nothing is published as 'googlenot'; nearest: googlenet, "),
    (["googlenet", "--from", "ftp://x/y"], "reverie: 'ftp://x/y' is no file and no address; "),
    (["googlenet", "--from", "none.pth"], "none.pth: ImageNet-1K; license: "),
    (["googlenet", "--from", "alex.safetensors"], "alex.safetensors: ImageNet-1K; license: "),
  ])
  func pullRefuses(_ arguments: [String], _ start: String) throws {
    let run = try reverie(
      ["models", "pull"] + arguments, in: folder, environment: ["XDG_DATA_HOME": folder.url.path])
    #expect(run.code == 1 && run.output == "" && run.error.hasPrefix(start), "\(run)")
    #expect(run.error.components(separatedBy: "reverie: ").count == 2)
    #expect(try ownModels() == [])
  }
}

/// What a program does on a machine without any network; `nil` where the system does not give such a one.
private func withoutNetwork(_ command: [String], environment: [String: String] = [:]) -> Run? {
  let process = Process()
  process.executableURL = URL(filePath: "/usr/bin/env")
  process.arguments = ["unshare", "--map-root-user", "--net"] + command
  process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
  process.standardInput = FileHandle.nullDevice
  guard let run = try? result(of: process), !run.error.contains("unshare") else { return nil }
  return run
}
