#pragma once

#include <span>
#include <string>
#include <string_view>

namespace assay::gateway::judge0 {

// A number of Judge0's and what stands behind it here.
struct Language {
  int id;
  std::string_view name;         // in Judge0's manner: "Python (3.13)"
  std::string_view language;     // of runtime-images/languages
  std::string_view source_file;  // what source_code is called in the work folder
  std::string_view compile_cmd;  // for people; empty: nothing that options could be given to
  std::string_view run_cmd;
};

inline constexpr int kMultiFile = 89;

// Sorted by name, as Judge0 lists them.
std::span<const Language> Languages();
const Language* FindLanguage(int id);                      // null: there is none
const Language* LanguageNamed(std::string_view language);  // the first number of one of ours

}  // namespace assay::gateway::judge0
