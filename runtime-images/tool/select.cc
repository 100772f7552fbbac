#include "runtime-images/tool/select.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "runtime-images/builder/build.h"
#include "runtime-images/suggest.h"

namespace assay::runtime_images {
namespace {

// What most courses need: the ordinary test run builds these.
constexpr std::array<const char*, 4> kCommon = {"gcc", "python", "java", "node"};

}  // namespace

Result<std::vector<ImageRecipe>> SelectRecipes(const ToolOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(const LanguageTable table, LanguageTable::Load(options.languages));
  std::vector<ImageRecipe> all = table.Images();
  all.push_back(ToolsRecipe());
  std::vector<std::string> wanted = options.names;
  if (options.common) wanted.insert(wanted.end(), kCommon.begin(), kCommon.end());
  if (options.all) {
    for (const ImageRecipe& recipe : all) wanted.push_back(recipe.name);
  }
  if (wanted.empty()) return InvalidArgument("name an image, or give --common or --all");
  std::vector<ImageRecipe> selected;
  std::vector<std::string> known;
  for (const ImageRecipe& recipe : all) known.push_back(recipe.name);
  for (const std::string& name : wanted) {
    const auto language = table.ByName(name);
    const std::string image = language.ok() ? (*language)->image : name;
    const auto it = std::find_if(all.begin(), all.end(),
                                 [&](const ImageRecipe& recipe) { return recipe.name == image; });
    if (it == all.end())
      return NotFound("no image or language named \"" + name + "\"" + DidYouMean(name, known));
    if (std::none_of(selected.begin(), selected.end(),
                     [&](const ImageRecipe& recipe) { return recipe.name == image; })) {
      selected.push_back(*it);
    }
  }
  return selected;
}

int Complain(const Status& status) {
  std::fprintf(stderr, "assay-images: %s\n", status.message().c_str());
  return 1;
}

std::string Mebibytes(uint64_t bytes) {
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "%.1f MiB",
                static_cast<double>(bytes) / (1024.0 * 1024.0));
  return text.data();
}

}  // namespace assay::runtime_images
