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

// Optimised in debug builds too: some of its functions are arithmetic, and tests wait for them.
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

let package = Package(
  name: "reverie",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "reverie", targets: ["reverie"]),
    .library(name: "FakeCUDA", type: .dynamic, targets: ["FakeCUDA"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2")
  ],
  targets: [
    .target(
      name: "CTorch", exclude: ["gloo_names"], cxxSettings: torchHeaders + [.headerSearchPath("gloo_names")],
      linkerSettings: torchLibraries),
    module("Torch", ["CTorch"]),
    module("Networks", ["Torch"]),
    .systemLibrary(
      name: "CGLib", pkgConfig: "glib-2.0", providers: [.apt(["libvips-dev"]), .brew(["glib"])]),
    module("Downloads", ["CGLib"]),
    module("Checkpoints", ["Downloads", "Torch", "Networks"], resources: [.copy("Resources")]),
    // Not pkgConfig "vips": it has a flag that SwiftPM refuses, and gobject-2.0 every include path needed.
    .systemLibrary(
      name: "CVips", pkgConfig: "gobject-2.0", providers: [.apt(["libvips-dev"]), .brew(["vips"])]),
    .systemLibrary(
      name: "CTurbo", pkgConfig: "libjpeg", providers: [.apt(["libjpeg62-turbo-dev"]), .brew(["jpeg-turbo"])]),
    .target(name: "CImage", dependencies: ["CVips", "CTurbo"], linkerSettings: [.linkedLibrary("vips")]),
    module("Imaging", ["CImage", "Torch"]),
    .systemLibrary(
      name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    module("Datasets", ["CZlib", "Downloads", "Imaging", "Torch"]),
    // What pages are made of is embedded, so that they need no bundle beside the program.
    module("Pages", [], resources: ["chart.css", "page.css"].map { .embedInCode("Resources/\($0)") }),
    module(
      "Training", ["Networks", "Checkpoints", "Datasets", "Pages"],
      resources: ["report.css", "report.js"].map { .embedInCode("Resources/\($0)") }),
    module(
      "Dreaming", ["Networks", "Imaging", "Pages"],
      resources: ["gallery.body.html", "gallery.css", "gallery.js"].map { .embedInCode("Resources/\($0)") }),
    module(
      "Explaining", ["Networks", "Imaging", "Dreaming", "Pages"],
      resources: ["explanation.body.html", "explanation.css", "explanation.js"].map {
        .embedInCode("Resources/\($0)")
      }),
    .executableTarget(
      name: "reverie",
      dependencies: [
        "Checkpoints", "Datasets", "Downloads", "Training", "Dreaming", "Explaining",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: swiftSettings),
    // Optimised in debug builds too: it computes hundreds of millions of weights by a formula.
    .target(
      name: "TestSupport", dependencies: ["Torch", "Networks", "Checkpoints", "Imaging"],
      path: "Tests/TestSupport",
      swiftSettings: swiftSettings + [.unsafeFlags(["-O"])]),
    // Stands for libtorch's CUDA library and for NCCL, where there is no GPU; tests name it to the program.
    .target(
      name: "FakeCUDA", path: "Tests/FakeCUDA", cxxSettings: torchHeaders, linkerSettings: torchLibraries),
    tests("Torch", ["TestSupport"]),
    tests("Networks", ["TestSupport"]),
    tests("Checkpoints", ["TestSupport"], resources: [.copy("Fixtures")]),
    tests("Imaging", resources: [.copy("Fixtures")]),
    tests("Datasets", ["TestSupport"]),
    tests("Downloads", ["TestSupport"]),
    tests("Pages"),
    tests("Training", ["TestSupport"]),
    tests("Dreaming", ["TestSupport"]),
    tests("Explaining", ["TestSupport"]),
    tests("reverie", ["TestSupport"]),
  ],
  cxxLanguageStandard: .cxx20
)
