// swift-tools-version: 6.2
import PackageDescription

// Another package says `.package(url: "…", branch: "main")` here, and names the folder of libtorch in `LIBTORCH`.
let package = Package(
  name: "DreamInTwentyLines",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "reverie", path: "../..")],
  targets: [
    .executableTarget(
      name: "DreamInTwentyLines",
      dependencies: ["Checkpoints", "Dreaming", "Imaging"].map { .product(name: $0, package: "reverie") })
  ]
)
