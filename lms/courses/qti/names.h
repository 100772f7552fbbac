#pragma once

#include <set>
#include <string>

// What a package calls its files and its questions.
namespace assay::courses::qti {

// "items/../a.xml" seen from "tests/" (or "") is "tests/a.xml"; what leaves the package is "".
std::string PathFrom(const std::string& folder, const std::string& href);

// As a quiz has them: small letters, digits, "-", "_" and ".". It is in `taken` from then on.
std::string UniqueId(const std::string& identifier, std::set<std::string>& taken);

}  // namespace assay::courses::qti
