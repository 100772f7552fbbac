#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>

#include "common/archive/entry_name.h"
#include "common/archive/tree_writer.h"
#include "common/files.h"

namespace assay {
namespace {

constexpr int kFolderFlags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;

int OpenAt(int folder, const char* name, int flags, mode_t mode = 0) {
  int fd = -1;
  do {
    fd = ::openat(folder, name, flags, mode);
  } while (fd < 0 && errno == EINTR);
  return fd;
}

}  // namespace

Result<TreeWriter> TreeWriter::Open(const std::filesystem::path& folder, uint64_t max_made) {
  UniqueFd root(OpenAt(AT_FDCWD, folder.c_str(), kFolderFlags));
  if (!root.valid()) return ErrnoStatus(folder.string(), errno);
  return TreeWriter(std::move(root), max_made);
}

Status TreeWriter::CountOne() {
  if (++made_ > max_made_) {
    return ResourceExhausted("more than " + std::to_string(max_made_) + " files and folders");
  }
  return OkStatus();
}

Result<int> TreeWriter::Enter(std::string_view folder) {
  if (folder.empty()) return root_.get();
  if (folder == entered_path_ && entered_.valid()) return entered_.get();
  UniqueFd at;
  for (size_t begin = 0; begin < folder.size();) {
    const size_t end = std::min(folder.find('/', begin), folder.size());
    const std::string name(folder.substr(begin, end - begin));
    begin = end + 1;
    const int parent = at.valid() ? at.get() : root_.get();
    if (::mkdirat(parent, name.c_str(), 0755) == 0) {
      ASSAY_RETURN_IF_ERROR(CountOne());
    } else if (errno != EEXIST) {
      return ErrnoStatus("folder " + EscapeName(folder), errno);
    }
    UniqueFd next(OpenAt(parent, name.c_str(), kFolderFlags));
    if (!next.valid()) {
      if (errno == ENOTDIR || errno == ELOOP) {
        return InvalidArgument("the entry " + EscapeName(folder) +
                               " is a file and a folder at once");
      }
      return ErrnoStatus("folder " + EscapeName(folder), errno);
    }
    at = std::move(next);
  }
  entered_ = std::move(at);
  entered_path_ = folder;
  return entered_.get();
}

Status TreeWriter::MakeFolder(const std::string& path) {
  ASSAY_ASSIGN_OR_RETURN([[maybe_unused]] const int fd, Enter(path));
  return OkStatus();
}

Status TreeWriter::BeginFile(const std::string& path, bool executable) {
  const size_t slash = path.rfind('/');
  const std::string_view folder =
      slash == std::string::npos ? std::string_view() : std::string_view(path).substr(0, slash);
  const std::string name = path.substr(slash == std::string::npos ? 0 : slash + 1);
  ASSAY_RETURN_IF_ERROR(CountOne());
  ASSAY_ASSIGN_OR_RETURN(const int parent, Enter(folder));
  file_ =
      UniqueFd(OpenAt(parent, name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                      executable ? 0755 : 0644));
  if (file_.valid()) return OkStatus();
  if (errno != EEXIST) return ErrnoStatus("file " + EscapeName(path), errno);
  return {StatusCode::kAlreadyExists,
          "the entry " + EscapeName(path) + " stands in the archive twice"};
}

Status TreeWriter::Write(std::string_view data) { return WriteAll(file_.get(), data); }

Status TreeWriter::EndFile() {
  file_ = UniqueFd();
  return OkStatus();
}

}  // namespace assay
