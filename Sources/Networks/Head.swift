/// How the features of a network become class scores.
public enum Head: String, Sendable, Codable, CaseIterable {
  /// The published head of the network.
  case standard
  /// Global average pool and one linear layer, for VGG: a tenth of the parameters, any input size.
  case pooled
  /// None at all: the graph ends with the features. Such a network can dream, but not classify.
  case absent = "none"
}
