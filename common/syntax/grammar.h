#pragma once

#include <string_view>

struct TSLanguage;

namespace assay::syntax {

// tree-sitter's own, for who walks trees by the million; null: no grammar. Names as in HasGrammar.
const TSLanguage* Grammar(std::string_view language);

}  // namespace assay::syntax
