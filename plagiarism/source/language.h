#pragma once

#include <string_view>

namespace assay::plagiarism {

// How a file is read. `grammar` is a name of common/syntax, empty where there is none; then
// `words` says whether it is prose or code in a language that has no grammar here.
struct SourceLanguage {
  std::string_view name;     // "java", "ruby", "text"
  std::string_view grammar;  // "java", ""
  bool prose = false;
};

// By the end of the file's name. Never fails: what nobody knows is code without a grammar, and
// text files are prose.
SourceLanguage LanguageOf(std::string_view path);

}  // namespace assay::plagiarism
