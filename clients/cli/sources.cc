#include "clients/cli/sources.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "clients/cli/terminal.h"
#include "common/crypto/encoding.h"
#include "common/files.h"

namespace assay::client {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr size_t kMostFiles = 500;
constexpr size_t kMostBytes = 10U << 20U;

class Collector {
 public:
  Status Add(const fs::path& path) {
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (!fs::exists(status)) {
      return NotFound(path.string() + ": no such file or folder");
    }
    if (fs::is_directory(status)) return AddFolder(path);
    return AddFile(path, path.filename().string());
  }

  std::vector<SourceFile> Take() {
    std::sort(files_.begin(), files_.end(),
              [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; });
    return std::move(files_);
  }

 private:
  Status AddFolder(const fs::path& folder) {
    std::error_code error;
    fs::recursive_directory_iterator it(folder, error);
    for (const fs::recursive_directory_iterator end; !error && it != end; it.increment(error)) {
      if (it->path().filename().string().starts_with('.')) {
        it.disable_recursion_pending();
        continue;
      }
      const std::string name = it->path().lexically_relative(folder).generic_string();
      if (it->is_symlink(error) && !fs::is_regular_file(it->path(), error)) {
        return InvalidArgument(it->path().string() +
                               ": is a link to a folder; name the folder itself");
      }
      if (!it->is_directory(error)) ASSAY_RETURN_IF_ERROR(AddFile(it->path(), name));
    }
    return error ? ErrnoStatus(folder.string(), error.value()) : OkStatus();
  }

  Status AddFile(const fs::path& path, const std::string& name) {
    std::error_code error;
    if (!fs::is_regular_file(path, error)) {
      return InvalidArgument(path.string() + ": is neither a file nor a folder");
    }
    if (!names_.insert(name).second) {
      return InvalidArgument(path.string() + ": two files would be called " + name +
                             "; submit their folder instead");
    }
    ASSAY_ASSIGN_OR_RETURN(std::string data, ReadFile(path, kMostBytes));
    bytes_ += data.size();
    if (names_.size() > kMostFiles || bytes_ > kMostBytes) {
      return InvalidArgument(
          "a submission has at most 500 files and 10 MiB; leave out what is built");
    }
    files_.push_back({name, std::move(data)});
    return OkStatus();
  }

  std::set<std::string> names_;
  std::vector<SourceFile> files_;
  size_t bytes_ = 0;
};

}  // namespace

Result<std::vector<SourceFile>> CollectSources(const std::vector<fs::path>& paths) {
  Collector collector;
  for (const fs::path& path : paths) {
    // "dir/" has an empty file name.
    const fs::path plain = path.has_filename() ? path : path.parent_path();
    ASSAY_RETURN_IF_ERROR(collector.Add(plain));
  }
  std::vector<SourceFile> files = collector.Take();
  if (files.empty())
    return InvalidArgument("there is no file in what was named; nothing to submit");
  return files;
}

json ToJson(const std::vector<SourceFile>& files) {
  json list = json::array();
  for (const SourceFile& file : files) {
    if (file.data.find('\0') == std::string::npos && IsUtf8(file.data)) {
      list.push_back({{"path", file.path}, {"text", file.data}});
    } else {
      list.push_back({{"path", file.path}, {"data", crypto::Base64Encode(file.data)}});
    }
  }
  return list;
}

}  // namespace assay::client
