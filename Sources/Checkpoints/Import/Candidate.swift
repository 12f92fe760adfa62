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

  /// `nil` when the head's last layer, which tells the number of classes, is not there.
  init?(_ network: String, _ head: Head, _ prefix: String, _ shapes: [String: [Int]]) {
    var classes = 0
    if head != .absent {
      let weights = (try? Architecture(network: network, head: head, classes: 1))?.graph.parameters
      guard let last = weights?.last(where: { $0.role == .weight }),
        let shape = shapes[prefix + last.key], shape.count == last.shape.count
      else { return nil }
      classes = shape[0]
    }
    guard let architecture = try? Architecture(network: network, head: head, classes: classes) else {
      return nil
    }
    self.architecture = architecture
    self.prefix = prefix
    parameters = architecture.graph.parameters
    let needed = parameters.filter { $0.role != .batchCount }
    lacking = needed.filter { shapes[prefix + $0.key] != $0.shape }
    matches = needed.count - lacking.count
  }
}
