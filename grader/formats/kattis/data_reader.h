#pragma once

#include <filesystem>
#include <string>

#include "common/status.h"
#include "grader/formats/kattis/problem_yaml.h"
#include "grader/formats/kattis/test_group_yaml.h"
#include "grader/formats/kattis/tree.h"
#include "grader/package.h"

// Private to data*.cc: what every version's groups are read by.
namespace assay::grader::kattis {

// A folder's own settings, and with what it has from the folders above.
struct FolderSettings {
  TestSettings own, all;
};

class DataReader {
 public:
  // All are borrowed.
  DataReader(Tree* tree, const ProblemYaml* problem, bool custom_validator)
      : tree_(*tree), problem_(*problem), custom_(custom_validator) {}

  Result<FolderSettings> Settings(const std::filesystem::path& folder, const TestSettings& above);
  // Appends the tests among the folder's files.
  Status Tests(const Folder& found, const TestSettings& settings, Group* group);
  // The built-in comparison of this group, where it is not the part's.
  Status BuiltinChecker(const TestSettings& settings, Group* group) const;
  // Folders that are groups or hold tests: not NAME.files.
  static std::vector<std::filesystem::path> GroupFolders(const Folder& found);
  // "secret/1" of data/secret/1.
  std::string Name(const std::filesystem::path& path) const;

  Tree& tree() { return tree_; }
  const ProblemYaml& problem() const { return problem_; }

 private:
  Status OneTest(const std::filesystem::path& input, const TestSettings& settings, Group* group);
  Status Annotate(const std::filesystem::path& stem, Test* test);
  // Settings that only generators/generators.yaml holds; "" where there are none.
  Result<std::string> GeneratedSettings(const std::filesystem::path& folder);
  Words CheckerArguments(const TestSettings& settings) const;

  Tree& tree_;
  const ProblemYaml& problem_;
  bool custom_;
};

// data_legacy.cc and data_current.cc: the groups below data/ by the version's own rules.
Result<Group> ReadLegacyGroups(DataReader& reader, const FolderSettings& root);
Result<Group> ReadCurrentGroups(DataReader& reader, const FolderSettings& root);

}  // namespace assay::grader::kattis
