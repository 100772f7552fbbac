#include "plagiarism/comparison.h"

namespace assay::plagiarism {

std::string_view EvidenceName(Evidence kind) {
  switch (kind) {
    case Evidence::kTokens:
      return "tokens";
    case Evidence::kStructure:
      return "structure";
    case Evidence::kIdentifiers:
      return "identifiers";
    case Evidence::kLiterals:
      return "literals";
    case Evidence::kComments:
      return "comments";
    case Evidence::kLayout:
      return "layout";
    case Evidence::kRarity:
      return "rarity";
  }
  return "";
}

}  // namespace assay::plagiarism
