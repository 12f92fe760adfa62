extension Model {
  /// The model that belongs to the program.
  ///
  /// - Throws: ``CheckpointError/noBuiltInModel(name:folder:)`` when the program's resources are not beside it.
  public static var builtIn: Model {
    get throws(CheckpointError) { try named(ModelCatalog.builtInName) }
  }

  /// Reads a model by its name in a catalog, or by its path.
  ///
  /// - Throws: ``CheckpointError``; for an unknown name it lists what there is.
  public static func named(
    _ name: String, in catalog: ModelCatalog = .standard
  ) throws(CheckpointError) -> Model {
    try load(catalog.path(of: name))
  }

  /// The models that are there, as far as their headers tell.
  public static func available(in catalog: ModelCatalog = .standard) -> [ModelCatalog.Entry] {
    catalog.entries()
  }
}
