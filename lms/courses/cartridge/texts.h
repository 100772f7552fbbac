#pragma once

#include <memory>
#include <pugixml.hpp>
#include <string>
#include <string_view>

#include "common/status.h"

// Texts of files that nobody vouches for.
namespace assay::courses::cartridge {

// UTF-8, whatever it was: what is none is read as ISO 8859-1.
std::string ToUtf8(std::string_view text);
// Without control characters, its spaces one each, cut to `most` bytes.
std::string OneLine(std::string_view text, size_t most);
// As qti::Parse, also of files that are not UTF-8 though they say so.
Result<std::unique_ptr<pugi::xml_document>> ParseXml(const std::string& text);

}  // namespace assay::courses::cartridge
