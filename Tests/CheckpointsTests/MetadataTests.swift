@testable import Checkpoints
import Foundation
import Networks
import Testing
import TestSupport
import Torch

@Suite struct MetadataTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// The description in a file that carries `json`.
  private func metadata(_ json: String) throws -> ModelMetadata {
    let path = folder.path("x.safetensors")
    try Safetensors.write([:], metadata: ["reverie": json], to: path)
    return try ModelMetadata(of: try Safetensors(path: path))
  }

  private func json(
    version: String = "1", network: String = "resnet18", classes: String = "2",
    deviation: String = "[1, 1, 1]", more: String = ""
  ) -> String {
    """
    {"formatVersion": \(version), "architecture": {"network": "\(network)", "head": "standard", \
    "classes": \(classes)}, "normalization": {"mean": [0, 0, 0], "deviation": \(deviation)}\(more)}
    """
  }

  @Test func theLeastThatAFileMustSay() throws {
    let found = try metadata(json())
    #expect(
      found
        == ModelMetadata(
          architecture: try Architecture(network: "resnet18", classes: 2), normalization: .none))
  }

  @Test func unknownFieldsArePassedOver() throws {
    let found = try metadata(
      json(more: #", "mood": [1, {}], "training": {"epochs": 4, "weather": "rain"}, "license": null"#))
    #expect(found.training == TrainingRecord(epochs: 4))
    #expect(found.license == nil)
  }

  @Test func aFileWithoutADescriptionSaysSo() throws {
    let path = folder.path("x.safetensors")
    try Safetensors.write(["a": try .ones([1])], metadata: ["format": "pt"], to: path)
    let error = #expect(throws: CheckpointError.noDescription(path: path)) { try Model.load(path) }
    #expect(error?.description.contains("does not describe its network") == true)
  }

  @Test func aLaterFormatAsksForALaterReverie() throws {
    let path = folder.path("x.safetensors")
    #expect(throws: CheckpointError.laterFormat(path: path, version: 7, known: 1)) {
      try metadata(#"{"formatVersion": 7, "architecture": "something new"}"#)
    }
  }

  @Test func whatCannotBeUsedSaysWhy() throws {
    let hostile = [
      ("", "JSON"), ("[]", "JSON"), ("{}", "formatVersion is missing"),
      (#"{"formatVersion": 1}"#, "architecture is missing"),
      (json(version: "\"one\""), "formatVersion"), (json(version: "1e999"), "JSON"),
      (json(version: "1.5"), "JSON"),
      (json(network: "resnet19"), "nearest: resnet18"), (json(classes: "0"), "classes"),
      (json(classes: "-1"), "classes"), (json(classes: "4611686018427387904"), "classes"),
      (json(more: #", "classNames": ["one"]"#), "1 names for 2 classes"),
      (json(more: #", "classNames": [1, 2]"#), "classNames"),
      (json(more: #", "defaultLayers": ["relu3_1"]"#), "there is no layer 'relu3_1'"),
      (json(deviation: "[1, 0, 1]"), "deviations above 0"),
      (json(deviation: "[1, 1]"), "three finite numbers"),
      (String(repeating: "[", count: 100_000), "JSON"),
      (String(repeating: #"{"a":"#, count: 100_000), "JSON"),
      (json(more: #", "x": "# + String(repeating: "[", count: 100_000)), "JSON"),
    ]
    for (text, reason) in hostile {
      let error = #expect(throws: CheckpointError.self, "\(text.prefix(200))") { try metadata(text) }
      let line = error?.description ?? ""
      #expect(
        line.hasPrefix(folder.path("x.safetensors")) && line.contains(reason), "\(text.prefix(200)): \(line)")
      #expect(!line.contains("\n") && line.count < 700, "\(line)")
    }
  }
}
