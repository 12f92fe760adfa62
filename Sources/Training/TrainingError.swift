import Files
import Networks
public import Settings
import Torch

/// What stops a training run, with the way out.
public enum TrainingError: Error, Sendable, Equatable, CustomStringConvertible {
  /// A setting is outside its range.
  case setting(SettingError)
  case unknownKey(String, nearest: [String])
  case unknownRecipe(String, nearest: [String])
  case badRecipe(String)
  /// The folder does not hold a run.
  case notARun(folder: String)
  /// The folder holds a run already.
  case runExists(folder: String)
  /// The file that says where the run stands cannot be read.
  case damagedState(file: String, reason: String)
  /// The state lacks what the optimizer remembers of a parameter.
  case missingMemory(key: String)
  /// The pictures are no longer those that the run began with.
  case otherPictures(folder: String)
  /// The model to start from is another network than the one to train.
  case otherNetwork(model: String, network: String, head: String, wanted: String)
  /// The loss, or a number of the state, is not finite.
  case notFinite
  /// The system does not let a file of the run be written.
  case cannotWrite(file: String, reason: String)
  /// Another process of the run is gone, or has not come.
  case rankLost(rank: Int, reason: String)
  /// This process has no memory for a step.
  case outOfMemory(rank: Int)
  /// A batch gives some of the processes fewer than two pictures.
  case tooManyRanks(ranks: Int, batchSize: Int)
  /// A batch of so many pictures takes more bytes than there are.
  case tooLittleMemory(pictures: Int, needed: Int, available: Int)

  /// One line: what is wrong and what to do.
  public var description: String {
    switch self {
    case .setting(let error):
      "`\(error.name)` must be \(error.takes), not \(error.got)"
    case .unknownKey(let key, let nearest):
      "a recipe has no setting '\(key)'; nearest: \(nearest.joined(separator: ", "))"
    case .unknownRecipe(let name, let nearest):
      "there is no recipe '\(name)' to base one on; nearest: \(nearest.joined(separator: ", "))"
    case .badRecipe(let reason):
      "the recipe cannot be used: \(reason)"
    case .notARun(let folder):
      "\(folder) holds no training run to go on with; start one with 'reverie train PICTURES -o \(folder)'"
    case .runExists(let folder):
      "\(folder) holds a training run already; go on with '`resume` \(folder)' or choose another folder"
    case .damagedState(let file, let reason):
      "the state in \(file) cannot be used: \(reason)"
    case .missingMemory(let key):
      "the state lacks '\(key)', which the optimizer needs to go on; start a new run"
    case .otherPictures(let folder):
      "the pictures in \(folder) are not the ones that the run began with; bring them back or start a new run"
    case .otherNetwork(let model, let network, let head, let wanted):
      "\(model) is a \(network) with the head '\(head)', which no run of \(wanted) can start from; "
        + "add `network` \(network) `head` \(head)"
    case .notFinite:
      "the loss or a weight is no longer a number; the last good state is kept. Start again with a lower `learningRate`"
    case .cannotWrite(let file, let reason):
      "\(file) cannot be written (\(reason)); choose another place or free some space"
    case .rankLost(let rank, let reason):
      "rank \(rank) lost the other ranks and stops; the last saved state is kept (\(reason))"
    case .outOfMemory(let rank):
      "rank \(rank) has too little memory for its part of a batch; choose a smaller `batchSize` or `sizes`, or `accumulation`"
    case .tooManyRanks(let ranks, let batchSize):
      "\(ranks) ranks share a batch of \(batchSize); `batchSize` is for all of them together "
        + "and must be at least \(2 * ranks)"
    case .tooLittleMemory(let pictures, let needed, let available):
      "a batch of \(pictures) pictures takes about \(needed.memorySize) of memory, and \(available.memorySize) are to be had; "
        + "choose a smaller `sizes` or `network`, or name a `batchSize`"
    }
  }
}
