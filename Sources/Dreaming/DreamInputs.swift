public import Imaging
public import Torch

/// What a dream needs beside the photo, its settings and its weights, as plain values: whoever calls reads the files.
public struct DreamInputs {
  /// The names of the classes in the order of the network's scores; empty when they are not known.
  public var classNames: [String] = []
  /// The picture whose style `style(…)` takes.
  public var style: Image?
  /// The picture that `guide(…)` follows.
  public var guide: Image?
  /// Where to dream: `[1, 1, H, W]` of the photo's size, float32 from 0 (the photo stays) to 1 (all of the dream).
  public var mask: Tensor?
  /// The numbers of each file that a `layer:file(NAME)` names, one for each channel.
  public var directions: [String: [Float]] = [:]

  /// Nothing.
  public init() {}

  /// A mask of a picture: the mean of red, green and blue, `[1, 1, H, W]` in 0…1.
  public static func mask(_ picture: Image) throws(TorchError) -> Tensor {
    try picture.tensor().mean([1], keepingDimensions: true)
  }
}
