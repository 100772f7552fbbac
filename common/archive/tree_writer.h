#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "common/archive/entry_sink.h"
#include "common/unique_fd.h"

namespace assay {

// Writes files and folders below one folder and never through a link: every step down is an openat
// of one name with O_NOFOLLOW, every file is opened with O_EXCL, so that nothing is ever replaced.
// Used by one thread.
class TreeWriter : public EntrySink {
 public:
  // More than `max_made` files and folders are kResourceExhausted.
  static Result<TreeWriter> Open(const std::filesystem::path& folder, uint64_t max_made);

  Status MakeFolder(const std::string& path) override;
  Status BeginFile(const std::string& path, bool executable) override;
  Status Write(std::string_view data) override;
  Status EndFile() override;

 private:
  TreeWriter(UniqueFd root, uint64_t max_made) : root_(std::move(root)), max_made_(max_made) {}
  // Makes and opens the folder of that path; the descriptor stays this object's.
  Result<int> Enter(std::string_view folder);
  Status CountOne();

  UniqueFd root_;
  uint64_t max_made_, made_ = 0;
  std::string entered_path_;  // archives name the files of a folder one after another
  UniqueFd entered_;
  UniqueFd file_;
};

}  // namespace assay
