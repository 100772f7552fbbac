#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "common/files.h"
#include "common/status.h"

// The package's folder as the format sees it, and everything that is said while it is read.
namespace assay::grader::kattis {

struct Folder {
  std::vector<std::filesystem::path> files, folders;  // absolute, sorted by name
};

// Borrowed by the parts of one reading; not thread-safe.
class Tree {
 public:
  // `root` must exist; it is made canonical. Links may lead anywhere below `links_within`; without
  // one, below `root`.
  static Result<Tree> Open(const std::filesystem::path& root,
                           const std::filesystem::path& links_within = {});

  const std::filesystem::path& root() const { return root_; }
  // "data/secret/1.in".
  std::string Name(const std::filesystem::path& path) const;

  // What stands directly in `folder`; nothing for one that is not there. Names that the format does
  // not allow count as absent, and so do links out of the package, with a warning; below data/ such
  // a link is kInvalidArgument.
  Result<Folder> List(const std::filesystem::path& folder);
  // All files below `folder`, sorted by path.
  Result<std::vector<std::filesystem::path>> ListAll(const std::filesystem::path& folder);
  // "" for a file that is not there.
  Result<std::string> ReadOptional(const std::filesystem::path& file);

  // What is graded with are plain files without constants in them. Where constants are set or some
  // of the files are links within the package, the paths become those of copies in the scratch
  // folder. `base` is what their names are relative to; it becomes the copies' base.
  Status Materialize(std::filesystem::path* base, std::vector<std::filesystem::path>* files);
  void set_constants(std::map<std::string, std::string> constants) {
    constants_ = std::move(constants);
  }
  const std::map<std::string, std::string>& constants() const { return constants_; }

  std::vector<std::string> warnings;
  std::shared_ptr<TempDir> scratch;  // made when it is needed

 private:
  Tree(std::filesystem::path root, std::filesystem::path links_within)
      : root_(std::move(root)), links_within_(std::move(links_within)) {}
  Status RefuseLink(const std::filesystem::path& link);
  Status ListInto(const std::filesystem::path& folder, int depth,
                  std::vector<std::filesystem::path>* files);

  std::filesystem::path root_, links_within_;
  std::map<std::string, std::string> constants_;
  size_t entries_ = 0;
  int copies_ = 0;
};

}  // namespace assay::grader::kattis
