/// The forms in which weights are written for other programs.
public enum ExportFormat: Sendable, CaseIterable {
  /// A safetensors file.
  case safetensors
  /// PyTorch's zip container.
  case torch

  /// The form that a file's name asks for by its end; `nil` for any other end.
  public init?(path: String) {
    let name = path.lowercased()
    if name.hasSuffix(".safetensors") {
      self = .safetensors
    } else if name.hasSuffix(".pth") || name.hasSuffix(".pt") {
      self = .torch
    } else {
      return nil
    }
  }
}
