#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "plagiarism/evidence/features.h"
#include "plagiarism/source/tree.h"

// A student's file, in any language, as the similarity engine reads it. The first byte chooses the
// language.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  constexpr std::string_view kPaths[] = {"a.java", "a.py", "a.cc", "a.c",  "a.js", "a.ts",
                                         "a.go",   "a.rs", "a.cs", "a.kt", "a.rb", "a.txt"};
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data + 1), size - 1);
  const auto source = assay::plagiarism::ReadSource(kPaths[data[0] % std::size(kPaths)], text);
  for (const auto& token : source.tokens) {
    if (token.begin >= token.end || token.end > source.text.size()) std::abort();
  }
  assay::plagiarism::Profile profile;
  assay::plagiarism::AddFeatures(source, 0, profile);
  assay::plagiarism::Seal(profile);
  for (const auto& bag : profile.bags) {
    for (const auto& feature : bag) {
      if (feature.begin > feature.end || feature.end > source.text.size()) std::abort();
    }
  }
  return 0;
}
