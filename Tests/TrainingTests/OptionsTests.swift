import Foundation
import Testing

@testable import Training

@Suite("Options of a training run")
struct OptionsTests {
  @Test(arguments: [(196, 60, 16), (800, 30, 16), (1600, 30, 32), (6942, 20, 32), (5, 60, 16)])
  func fewPicturesGetMoreEpochs(_ pictures: Int, epochs: Int, batchSize: Int) {
    #expect(TrainingOptions.usual(forPictures: pictures) == (epochs, batchSize))
  }

  @Test func stagesFollowOneAnother() {
    var options = TrainingOptions()
    options.sizes = [32, 64, 96]
    options.epochs = [2, 1, 3]
    #expect((0..<7).map(options.size(inEpoch:)) == [32, 32, 64, 96, 96, 96, 96])
    #expect(options.totalEpochs == 6)
    #expect(options.testSize(for: 64) == 80)
    #expect(options.testSize(for: 224) == 256)
    options.network = "vgg11_paper"
    #expect(options.testSize(for: 224) == 224)
  }

  @Test func theRateWarmsUpAndFallsLikeACosine() {
    var options = TrainingOptions()
    options.learningRate = 0.1
    options.epochs = [10]
    options.warmUpEpochs = 2
    let rates = (0..<100).map { options.learningRate(step: $0, stepsPerEpoch: 10) }
    #expect(abs(rates[0] - 0.005) < 1e-12)
    #expect(abs(rates[19] - 0.1) < 1e-12)
    #expect(abs(rates[60] - 0.05) < 1e-12)
    #expect(rates[99] > 0 && rates[99] < 1e-4)
    #expect(zip(rates[20...], rates[21...]).allSatisfy { $0 > $1 })
    options.schedule = .constant
    #expect(options.learningRate(step: 99, stepsPerEpoch: 10) == 0.1)
  }

  @Test func eachRangeIsChecked() {
    func expect(_ name: String, _ change: (inout TrainingOptions) -> Void) {
      var options = TrainingOptions()
      change(&options)
      #expect {
        try options.validate()
      } throws: {
        "\($0)".hasPrefix("`\(name)` must be ")
      }
    }
    expect("sizes") { $0.sizes = [4] }
    expect("epochs") { $0.epochs = [1, 2] }
    expect("batchSize") { $0.batchSize = 1 }
    expect("learningRate") { $0.learningRate = .nan }
    expect("momentum") { $0.momentum = 1 }
    expect("weightDecay") { $0.weightDecay = -1 }
    expect("warmUpEpochs") { $0.warmUpEpochs = .infinity }
    expect("labelSmoothing") { $0.labelSmoothing = 1 }
    expect("mixup") { $0.mixup = 1.5 }
    expect("averageDecay") { $0.averageDecay = 1 }
    expect("smallestCrop") { $0.smallestCrop = 0 }
    expect("split") { $0.split = .share(1) }
    #expect(throws: Never.self) { try TrainingOptions().validate() }
  }

  @Test func optionsSurviveJSON() throws {
    var options = TrainingOptions()
    options.learningRate = 0.1 + 0.2
    options.seed = .max
    let copy = try JSONDecoder().decode(TrainingOptions.self, from: JSONEncoder().encode(options))
    #expect(copy == options)
    #expect(try options.texts()["sizes"] == "[128]")
  }
}
