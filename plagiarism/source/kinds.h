#pragma once

#include <vector>

#include "plagiarism/source/tree.h"

struct TSLanguage;

namespace assay::plagiarism {

// What the symbols of a grammar mean, by symbol. Immutable, one for each grammar, made once.
struct GrammarKinds {
  std::vector<NodeKind> kind;
  std::vector<bool> named;
  std::vector<Role> role;  // by field
};

// `grammar` is a name of common/syntax that has a grammar.
const GrammarKinds& KindsOf(std::string_view grammar, const TSLanguage* language);

}  // namespace assay::plagiarism
