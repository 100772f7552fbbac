#include "plagiarism/source/language.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

namespace assay::plagiarism {
namespace {

struct Suffix {
  std::string_view suffix;
  SourceLanguage language;
};

constexpr std::array kSuffixes = {
    Suffix{"java", {"java", "java"}},
    Suffix{"py", {"python", "python"}},
    Suffix{"pyw", {"python", "python"}},
    Suffix{"c", {"c", "c"}},
    Suffix{"h", {"c++", "cpp"}},
    Suffix{"cc", {"c++", "cpp"}},
    Suffix{"cpp", {"c++", "cpp"}},
    Suffix{"cxx", {"c++", "cpp"}},
    Suffix{"c++", {"c++", "cpp"}},
    Suffix{"hpp", {"c++", "cpp"}},
    Suffix{"hh", {"c++", "cpp"}},
    Suffix{"hxx", {"c++", "cpp"}},
    Suffix{"js", {"javascript", "javascript"}},
    Suffix{"mjs", {"javascript", "javascript"}},
    Suffix{"cjs", {"javascript", "javascript"}},
    Suffix{"jsx", {"javascript", "javascript"}},
    Suffix{"ts", {"typescript", "typescript"}},
    Suffix{"mts", {"typescript", "typescript"}},
    Suffix{"tsx", {"typescript", "tsx"}},
    Suffix{"go", {"go", "go"}},
    Suffix{"rs", {"rust", "rust"}},
    Suffix{"cs", {"c#", "csharp"}},
    Suffix{"kt", {"kotlin", "kotlin"}},
    Suffix{"kts", {"kotlin", "kotlin"}},
    Suffix{"txt", {"text", "", true}},
    Suffix{"md", {"text", "", true}},
    Suffix{"rst", {"text", "", true}},
    Suffix{"tex", {"text", "", true}},
    Suffix{"html", {"text", "", true}},
    Suffix{"rb", {"ruby", ""}},
    Suffix{"php", {"php", ""}},
    Suffix{"pl", {"perl", ""}},
    Suffix{"hs", {"haskell", ""}},
    Suffix{"scala", {"scala", ""}},
    Suffix{"swift", {"swift", ""}},
    Suffix{"r", {"r", ""}},
    Suffix{"m", {"octave", ""}},
    Suffix{"lua", {"lua", ""}},
    Suffix{"sql", {"sql", ""}},
    Suffix{"sh", {"shell", ""}},
    Suffix{"ml", {"ocaml", ""}},
    Suffix{"pas", {"pascal", ""}},
    Suffix{"asm", {"assembly", ""}},
    Suffix{"s", {"assembly", ""}},
};

}  // namespace

SourceLanguage LanguageOf(std::string_view path) {
  const size_t slash = path.rfind('/');
  if (slash != std::string_view::npos) path.remove_prefix(slash + 1);
  const size_t dot = path.rfind('.');
  if (dot == std::string_view::npos || path.size() - dot > 8) return {"code", ""};
  std::string suffix(path.substr(dot + 1));
  std::transform(suffix.begin(), suffix.end(), suffix.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  for (const Suffix& known : kSuffixes) {
    if (known.suffix == suffix) return known.language;
  }
  return {"code", ""};
}

}  // namespace assay::plagiarism
