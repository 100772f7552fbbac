// The language files of the tree: all load, and each has its six proofs, and one a tool.
#include <gtest/gtest.h>

#include <filesystem>

#include "runtime-images/language.h"

namespace assay::runtime_images {
namespace {

TEST(LanguagesTest, AllLoadAndHaveProofs) {
  const auto folder = FindLanguagesFolder();
  ASSERT_TRUE(folder.ok()) << folder.status().ToString();
  const auto table = LanguageTable::Load(*folder);
  ASSERT_TRUE(table.ok()) << table.status().ToString();
  EXPECT_GE(table->languages().size(), 28U);
  for (const Language& language : table->languages()) {
    for (const char* proof :
         {"hello", "echo", "compile_error", "exit_code", "time_limit", "memory_limit"}) {
      size_t found = 0;
      for (const std::string& extension : language.extensions) {
        found +=
            std::filesystem::exists(*folder / "../proofs" / language.name / (proof + extension))
                ? 1
                : 0;
      }
      EXPECT_EQ(found, 1U) << language.name << " " << proof;
    }
    const auto proofs = *folder / "../proofs" / language.name;
    for (const Framework& framework : language.frameworks) {
      EXPECT_TRUE(std::filesystem::exists(proofs / "frameworks" / framework.name / "expected.txt"))
          << language.name << " " << framework.name;
    }
    for (const Linter& linter : language.linters) {
      EXPECT_TRUE(std::filesystem::exists(proofs / "linters" / linter.name / "expected.txt"))
          << language.name << " " << linter.name;
    }
  }
}

}  // namespace
}  // namespace assay::runtime_images
