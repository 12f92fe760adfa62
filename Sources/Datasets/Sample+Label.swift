extension Sample {
  /// The same picture with another number for its class, as in another list of classes.
  public func labelled(_ label: Int) -> Sample { Sample(path: path, label: label) }
}
