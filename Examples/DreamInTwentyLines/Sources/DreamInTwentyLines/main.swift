// Dreams a photo: DreamInTwentyLines photo.jpg dream.png
import Checkpoints
import Dreaming
import Imaging

let photo = try Image(contentsOf: CommandLine.arguments[1])
let model = try Model.builtIn

var options = DreamOptions()
options.objective = try Objective("relu4_1")
options.width = 200
options.pyramidSize = 2
options.iterations = 5

let dreamer = try Dreamer(
  architecture: model.graph, weights: model.weights, normalization: model.metadata.normalization,
  options: options)
let dream = try dreamer.dream(photo) { snapshot in
  print("step \(snapshot.progress.stepsDone) of \(snapshot.progress.steps)")
}
try Image(dream).write(to: CommandLine.arguments[2])
