/// Collects layers; each one follows the one before unless told otherwise.
struct GraphBuilder {
  private(set) var layers: [Layer] = []
  /// The name of the layer added last.
  private(set) var last = Layer.input

  mutating func add(_ name: String, _ operation: Operation, key: String = "", after inputs: [String]? = nil) {
    layers.append(Layer(name: name, operation: operation, inputs: inputs ?? [last], key: key))
    last = name
  }
}
