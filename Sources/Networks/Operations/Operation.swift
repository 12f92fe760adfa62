public import Torch

/// What a layer computes: everything that the house knows about one kind of layer, in one type.
///
/// A new kind needs the four requirements without a default (``kind``, ``reach``, ``outputShape(of:)``,
/// ``forward(_:_:)``). It can then be trained, listed, dreamt on (in tiles too) and explained; its gradient is
/// libtorch's own until ``backward(_:_:_:)`` says it faster.
///
///     struct LeakyReLU: Operation {
///       let kind = "leaky ReLU", reach = Reach.ownPlace
///       func outputShape(of inputs: [[Int]]) -> [Int] { inputs[0] }
///       func forward(_ inputs: [Tensor], _ run: OperationRun) throws(TorchError) -> Tensor {
///         try inputs[0].relu() - (inputs[0] * -1).relu() * 0.01
///       }
///     }
public protocol Operation: Sendable, Equatable {
  // MARK: What it is

  /// The word for the kind of operation, as `max pool`.
  var kind: String { get }

  /// What an element of the output sees of the inputs.
  var reach: Reach { get }

  /// The output's shape, without the batch: `[C, H, W]` or `[C]`.
  ///
  /// - Throws: ``ShapeError`` for inputs that the operation does not take.
  func outputShape(of inputs: [[Int]]) throws(ShapeError) -> [Int]

  /// What it keeps in a state dictionary, in PyTorch's order, under keys without the layer's own; none by default.
  var parameters: [Parameter] { get }

  /// Multiplications for one picture, for shapes without the batch; none by default.
  func multiplyAdds(inputs: [[Int]], output: [Int]) -> Int

  /// Whether parameters of a role stay float32 where a network trains in another type; none does by default.
  func staysFloat32(_ role: Parameter.Role) -> Bool

  // MARK: What it does

  /// The output for its inputs, recorded for gradients where the thread's mode says so.
  func forward(_ inputs: [Tensor], _ run: OperationRun) throws(TorchError) -> Tensor

  /// ``forward(_:_:)`` in a pass that goes back, with what ``backward(_:_:_:)`` needs beside inputs and output, as the
  /// indices of a pool; nothing by default.
  func forwardKeeping(
    _ inputs: [Tensor], _ run: OperationRun
  ) throws(TorchError) -> (output: Tensor, extras: [Tensor])

  /// The gradients to each of the inputs, given the one to the output (before the ReLU, where it ``endsInReLU``). By
  /// default libtorch differentiates ``forward(_:_:)``, run once more on the inputs that were kept.
  func backward(
    _ gradient: Tensor, _ kept: KeptValues, _ run: OperationRun
  ) throws(TorchError) -> [PendingGradient]

  // MARK: What it keeps

  /// What a pass keeps of it for the way back; its inputs by default.
  func kept(in pass: PassKind) -> KeptTensors

  /// Bytes that a pass keeps beside those, for an output of that shape; none by default.
  func extraBytes(for output: [Int], in pass: PassKind) -> Int

  /// Whether it writes over its input where nobody else looks at that; not by default.
  var overwritesInput: Bool { get }

  /// Whether a ReLU may write over its output: that is memory of its own, which the way back does not read. Not by default.
  var allowsOverwriting: Bool { get }

  // MARK: With fixed weights

  /// Whether a ReLU ends it, whose output is its mask on the way back; not by default.
  var endsInReLU: Bool { get }

  /// The operation with a ReLU at its end; a ``ThenReLU`` by default.
  func withReLU() -> any Operation

  /// The form that is fastest with weights that do not change, and its parameters in that form; by default itself, with
  /// the parameters in the target's type and place.
  ///
  /// - Parameter parameters: float32, by their keys without the layer's.
  func frozen(
    _ parameters: [String: Tensor], for target: FrozenTarget
  ) throws(TorchError) -> FrozenForm
}

/// What an element of an operation's output sees of the inputs.
public enum Reach: Sendable, Equatable {
  /// What lies at its own place in each input.
  case ownPlace
  /// What lies under a window.
  case window(Window)
  /// All places, however large the input is.
  case everything
}

/// Why inputs do not fit an operation.
public enum ShapeError: Error, Sendable, Equatable {
  /// No window fits into them.
  case tooSmall
  /// They must have one size, and have another.
  case fixedSize
}

/// What a pass is for.
public enum PassKind: Sendable {
  /// Gradients to weights, by libtorch's differentiation.
  case training
  /// Gradients to the picture alone, with fixed weights.
  case frozen
}

/// The tensors that an operation keeps for the way back.
public struct KeptTensors: OptionSet, Sendable {
  /// The bits.
  public let rawValue: Int

  /// A set of those bits.
  public init(rawValue: Int) { self.rawValue = rawValue }

  /// What it was given.
  public static let inputs = KeptTensors(rawValue: 1)
  /// What it put out.
  public static let output = KeptTensors(rawValue: 2)
}

/// For what a network with fixed weights is made.
public struct FrozenTarget: Sendable {
  /// The type of activations and weights.
  public let precision: DType
  /// Where it runs.
  public let device: Device
  /// What Winograd's convolutions compute together.
  public let tiles: WinogradTiles
}

/// An operation in the form that suits fixed weights, with its parameters in that form.
public struct FrozenForm {
  /// The operation.
  public let operation: any Operation
  /// Its parameters, by their keys without the layer's.
  public let parameters: [String: Tensor]

  /// A form.
  public init(_ operation: any Operation, _ parameters: [String: Tensor]) {
    self.operation = operation
    self.parameters = parameters
  }
}

// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
extension Operation {
  public var parameters: [Parameter] { [] }
  public func multiplyAdds(inputs: [[Int]], output: [Int]) -> Int { 0 }
  public func staysFloat32(_ role: Parameter.Role) -> Bool { false }
  public func kept(in pass: PassKind) -> KeptTensors { .inputs }
  public func extraBytes(for output: [Int], in pass: PassKind) -> Int { 0 }
  public var overwritesInput: Bool { false }
  public var allowsOverwriting: Bool { false }
  public var endsInReLU: Bool { false }
  public func withReLU() -> any Operation { ThenReLU(base: self) }

  public func forwardKeeping(
    _ inputs: [Tensor], _ run: OperationRun
  ) throws(TorchError) -> (output: Tensor, extras: [Tensor]) {
    (try forward(inputs, run), [])
  }

  public func backward(
    _ gradient: Tensor, _ kept: KeptValues, _ run: OperationRun
  ) throws(TorchError) -> [PendingGradient] {
    try differentiated(gradient, kept, run)
  }

  /// libtorch's differentiation of the forward pass.
  func differentiated(
    _ gradient: Tensor, _ kept: KeptValues, _ run: OperationRun
  ) throws(TorchError) -> [PendingGradient] {
    var leaves: [Tensor] = []
    for index in kept.inputShapes.indices {
      let leaf = try kept.input(index).detached()
      try leaf.requireGradient()
      leaves.append(leaf)
    }
    let output = try withGradients { () throws(TorchError) in try forward(leaves, run) }
    let gradients = try Tensor.gradients(of: [output], outputGradients: [gradient], to: leaves)
    var pending: [PendingGradient] = []
    for gradient in gradients {
      pending.append(
        PendingGradient(gradient: try gradient.rank == 4 ? gradient.channelsLast() : gradient))
    }
    return pending
  }

  public func frozen(
    _ parameters: [String: Tensor], for target: FrozenTarget
  ) throws(TorchError) -> FrozenForm {
    var placed: [String: Tensor] = [:]
    for (key, tensor) in parameters { placed[key] = try target.place(tensor) }
    return FrozenForm(self, placed)
  }

  /// Whether outputs cannot be had from a part of the picture: each depends on all of it, or rows and columns go apart.
  var isGlobal: Bool {
    switch reach {
    case .ownPlace: false
    case .window(let window): window.vertical.stride != window.horizontal.stride
    case .everything: true
    }
  }

  /// Whether the other is the same operation with the same settings.
  public func isEqual(to other: any Operation) -> Bool { (other as? Self) == self }
}

extension FrozenTarget {
  /// A tensor in the target's type, there.
  func place(_ tensor: Tensor) throws(TorchError) -> Tensor { try tensor.to(precision).to(device) }
}
