import ArgumentParser
import Checkpoints

/// How a file keeps weights.
struct StorageOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Keep weights as float32, float16 or bfloat16. (default: as they are)", valueName: "type"))
  var precision: Precision?
}
