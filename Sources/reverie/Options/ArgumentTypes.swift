public import ArgumentParser
public import Dreaming
public import Networks

// The modules' own values as words on the command line. Public, as both sides of such a conformance are.
extension Head: ExpressibleByArgument {}
extension DreamPrecision: ExpressibleByArgument {}
extension DreamStart: ExpressibleByArgument {}
extension PyramidKind: ExpressibleByArgument {}
