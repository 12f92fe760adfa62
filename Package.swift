// swift-tools-version: 6.2
import Foundation
import PackageDescription

// Where libtorch lies: `LIBTORCH`, or the link that Scripts/setup.sh leaves here. It must hold `lib/` and `include/`.
let libtorch = URL(
  fileURLWithPath: Context.environment["LIBTORCH"] ?? Context.packageDirectory + "/.libtorch"
).resolvingSymlinksInPath().path

let swiftSettings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

// Optimized in debug builds too: some of its functions are arithmetic, and tests wait for them.
let torchHeaders: [CXXSetting] = [
  .unsafeFlags([
    "-O2",
    "-isystem", libtorch + "/include",
    "-isystem", libtorch + "/include/torch/csrc/api/include",
  ])
]

// SwiftPM drops an rpath that comes from a pkg-config file, hence the unsafe flags.
let torchLibraries: [LinkerSetting] = [
  .unsafeFlags(["-L" + libtorch + "/lib", "-Xlinker", "-rpath", "-Xlinker", libtorch + "/lib"]),
  .linkedLibrary("torch_cpu"),
  .linkedLibrary("c10"),
]

func module(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = []) -> Target {
  .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: swiftSettings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource] = []) -> Target {
  .testTarget(
    name: name + "Tests", dependencies: [.byName(name: name)] + dependencies,
    resources: resources, swiftSettings: swiftSettings)
}

// What makes the API documentation, fetched by `make docs` alone.
let documentation: [Package.Dependency] =
  Context.environment["REVERIE_DOCS"] == nil
  ? [] : [.package(url: "https://github.com/swiftlang/swift-docc-plugin", exact: "1.5.0")]

let package = Package(
  name: "reverie",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "reverie", targets: ["reverie"]),
    .library(name: "Networks", targets: ["Networks", "Torch"]),
    .library(name: "Checkpoints", targets: ["Checkpoints"]),
    .library(name: "Imaging", targets: ["Imaging"]),
    .library(name: "Training", targets: ["Training", "Datasets"]),
    .library(name: "Dreaming", targets: ["Dreaming"]),
    .library(name: "Explaining", targets: ["Explaining"]),
    .library(name: "FakeCUDA", type: .dynamic, targets: ["FakeCUDA"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2")
  ] + documentation,
  targets: [
    .target(
      name: "CTorch", exclude: ["gloo_names"], cxxSettings: torchHeaders + [.headerSearchPath("gloo_names")],
      linkerSettings: torchLibraries),
    module("Torch", ["CTorch"]),
    // Optimized in debug builds too: it goes over whole models.
    .target(name: "CDigests", cSettings: [.unsafeFlags(["-O2"])]),
    module("Files", ["CDigests"]),
    module("Settings", []),
    module("Networks", ["Files", "Settings", "Torch"]),
    module("Downloads", ["Files"]),
    .systemLibrary(
      name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    module("Archives", ["CZlib", "Files"]),
    module(
      "Checkpoints", ["Archives", "Downloads", "Files", "Networks", "Torch"], resources: [.copy("Resources")]),
    // Not pkgConfig "vips": it has a flag that SwiftPM refuses, and gobject-2.0 every include path needed.
    .systemLibrary(
      name: "CVips", pkgConfig: "gobject-2.0", providers: [.apt(["libvips-dev"]), .brew(["vips"])]),
    .systemLibrary(
      name: "CTurbo", pkgConfig: "libjpeg", providers: [.apt(["libjpeg62-turbo-dev"]), .brew(["jpeg-turbo"])]),
    .target(name: "CImage", dependencies: ["CVips", "CTurbo"], linkerSettings: [.linkedLibrary("vips")]),
    module("Imaging", ["CImage", "Files", "Torch"]),
    module("Datasets", ["Archives", "CZlib", "Downloads", "Files", "Imaging", "Torch"]),
    // What pages are made of is embedded, so that they need no bundle beside the program.
    module("Pages", [], resources: ["chart.css", "page.css"].map { .embedInCode("Resources/\($0)") }),
    module(
      "Training", ["Checkpoints", "Datasets", "Files", "Imaging", "Networks", "Pages", "Settings", "Torch"],
      resources: ["report.css", "report.js"].map { .embedInCode("Resources/\($0)") }),
    module(
      "Dreaming", ["Files", "Imaging", "Networks", "Pages", "Settings", "Torch"],
      resources: ["gallery.body.html", "gallery.css", "gallery.js"].map { .embedInCode("Resources/\($0)") }),
    module(
      "Explaining", ["Files", "Imaging", "Networks", "Pages", "Settings", "Torch"],
      resources: ["explanation.body.html", "explanation.css", "explanation.js"].map {
        .embedInCode("Resources/\($0)")
      }),
    .executableTarget(
      name: "reverie",
      dependencies: [
        "Checkpoints", "Datasets", "Dreaming", "Explaining", "Files", "Imaging", "Networks",
        "Settings", "Torch", "Training",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: swiftSettings),
    // The example package's source, built and run by a test: `make example` builds the package itself.
    .executableTarget(
      name: "ExampleDream", dependencies: ["Checkpoints", "Dreaming", "Imaging"],
      path: "Examples/DreamInTwentyLines/Sources/DreamInTwentyLines"),
    // Optimized in debug builds too: it computes hundreds of millions of weights by a formula.
    .target(
      name: "TestSupport", dependencies: ["Checkpoints", "Imaging", "Networks", "Torch"],
      path: "Tests/TestSupport",
      swiftSettings: swiftSettings + [.unsafeFlags(["-O"])]),
    // Stands for libtorch's CUDA library and for NCCL, where there is no GPU; tests name it to the program.
    .target(
      name: "FakeCUDA", path: "Tests/FakeCUDA", cxxSettings: torchHeaders, linkerSettings: torchLibraries),
    tests("Files", ["TestSupport"]),
    tests("Torch", ["TestSupport"]),
    tests("Networks", ["Checkpoints", "TestSupport", "Torch"]),
    tests(
      "Checkpoints", ["Downloads", "Files", "Networks", "TestSupport", "Torch"],
      resources: [.copy("Fixtures")]),
    tests("Imaging", resources: [.copy("Fixtures")]),
    tests("Datasets", ["Archives", "Downloads", "Files", "Imaging", "TestSupport", "Torch"]),
    tests("Downloads", ["TestSupport"]),
    tests("Pages"),
    tests("Settings"),
    tests("Training", ["Checkpoints", "Datasets", "Imaging", "Networks", "TestSupport", "Torch"]),
    tests(
      "Dreaming", ["Checkpoints", "Files", "Imaging", "Networks", "Settings", "TestSupport", "Torch"]),
    tests("Explaining", ["Checkpoints", "Imaging", "Networks", "TestSupport", "Torch"]),
    tests(
      "reverie",
      [
        "Checkpoints", "Dreaming", "ExampleDream", "Files", "Imaging", "Networks", "TestSupport", "Torch",
        "Training",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
  ],
  cxxLanguageStandard: .cxx20
)
