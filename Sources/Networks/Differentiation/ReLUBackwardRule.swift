/// How a gradient g passes back through a ReLU y = max(x, 0).
public enum ReLUBackwardRule: Sendable {
  /// Where x > 0 alone: the derivative.
  case exact
  /// Also where x ≤ 0, as long as g > 0: what would open a shut unit is let through, so that a layer whose ReLUs are
  /// all shut can be woken (the redirected ReLU of Olah, Mordvintsev & Schubert, "Feature Visualization", 2017).
  case redirected
  /// Where x > 0 and g > 0: guided backpropagation (Springenberg et al., "Striving for Simplicity: The All Convolutional
  /// Net", 2015).
  case guided
  /// Where g > 0, whatever x: the deconvolutional network (Zeiler & Fergus, "Visualizing and Understanding Convolutional
  /// Networks", 2014).
  case deconvolution
}
