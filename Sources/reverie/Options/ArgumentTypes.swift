public import ArgumentParser
public import Networks

// The modules' own values as words on the command line. Public, as both sides of such a conformance are.
extension Head: ExpressibleByArgument {}
