// SwiftPM wants a public header; the library is loaded by name, and nothing of it is called from Swift.
#pragma once
