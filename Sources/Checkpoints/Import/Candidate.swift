internal import Networks

/// A network held against a state dictionary.
struct Candidate {
  let architecture: Architecture
  let prefix: String
  let parameters: [Parameter]
  /// Parameters that are there, with the right shape.
  let matches: Int
  /// Parameters that are not, other than counts of batches.
  let lacking: [Parameter]

  var isWhole: Bool { lacking.isEmpty }
  /// The share of the parameters that are there; among equals the larger network is likelier.
  var likeness: Double {
    Double(matches) / Double(matches + lacking.count) + Double(matches) * 1e-6
  }

  /// Whether the head's last layer is there, which tells the number of classes.
  private let hasClasses: Bool

  /// `nil` for a network that does not have the head, or cannot have so many classes.
  init?(_ network: String, _ head: Head, _ prefix: String, _ shapes: [String: [Int]]) {
    var classes: Int?
    if head != .absent {
      let weights = (try? Architecture(network: network, head: head, classes: 1))?.graph.parameters
      let last = weights?.last { $0.role == .weight }
      classes = last.flatMap { shapes[prefix + $0.key] }?.first
    }
    let count = head == .absent ? 0 : classes ?? 1
    guard let architecture = try? Architecture(network: network, head: head, classes: count) else {
      return nil
    }
    self.architecture = architecture
    self.prefix = prefix
    hasClasses = classes != nil
    parameters = architecture.graph.parameters
    let needed = parameters.filter { $0.role != .batchCount }
    lacking = needed.filter { shapes[prefix + $0.key] != $0.shape }
    matches = needed.count - lacking.count
  }

  /// The first tensor that is not there.
  var firstLacking: TensorShape? {
    guard let first = lacking.first else { return nil }
    let open = hasClasses ? nil : architecture.headShapes.first { $0.key == first.key }
    return open ?? TensorShape(key: first.key, shape: first.shape)
  }
}
