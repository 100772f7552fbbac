#pragma once

#include <string>
#include <string_view>

namespace assay::runtime_images {

// The binary name of the class that `java` is to start for this source: "a.b.Main", "Outer$Inner".
// The top-level type that is called as the file, `stem`, where it is there and has a main method or
// none has; else the first type with one; else what the file's name says. Comments, strings and
// text blocks are passed over; what does not lex as Java gives the file's name, and the compiler
// then says what is wrong with it.
std::string JavaMainClass(std::string_view text, std::string_view stem);

}  // namespace assay::runtime_images
