// Folders of problems as archives (libarchive).
#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <memory>
#include <set>

#include "clients/cli/sources.h"
#include "common/files.h"

namespace assay::client {
namespace {

namespace fs = std::filesystem;

constexpr uint64_t kMostBytes = 512U << 20U;
constexpr size_t kMostFiles = 50'000;

struct WriterEnd {
  void operator()(archive* writer) const { archive_write_free(writer); }
};
struct EntryEnd {
  void operator()(archive_entry* entry) const { archive_entry_free(entry); }
};
using Writer = std::unique_ptr<archive, WriterEnd>;
using Entry = std::unique_ptr<archive_entry, EntryEnd>;

la_ssize_t Append(archive* /*writer*/, void* text, const void* bytes, size_t size) {
  static_cast<std::string*>(text)->append(static_cast<const char*>(bytes), size);
  return static_cast<la_ssize_t>(size);
}

Status ErrorOf(archive* writer) {
  const char* text = archive_error_string(writer);
  return Internal(std::string("the archive cannot be made: ") + (text != nullptr ? text : "?"));
}

bool IsLitter(const std::string& name) {
  static const std::set<std::string, std::less<>> kLitter = {
      ".git", ".hg", ".svn", ".DS_Store", "__pycache__", ".idea", ".vscode"};
  return kLitter.contains(name) || name.ends_with('~');
}

// The files below the folder, in order, so that the same content is the same archive.
Result<std::vector<fs::path>> FilesBelow(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code error;
  const fs::path root = fs::canonical(folder, error);
  if (error) return ErrnoStatus(folder.string(), error.value());
  fs::recursive_directory_iterator it(root, error);
  for (const fs::recursive_directory_iterator end; !error && it != end; it.increment(error)) {
    if (IsLitter(it->path().filename().string())) {
      it.disable_recursion_pending();
      continue;
    }
    if (it->is_symlink(error)) {
      const fs::path target = fs::canonical(it->path(), error);
      const fs::path inside = target.lexically_relative(root);
      if (error || inside.empty() || *inside.begin() == ".." ||
          !fs::is_regular_file(target, error)) {
        return InvalidArgument(
            it->path().string() +
            ": a link that leads out of the package, or to a folder; put the file there");
      }
    }
    if (!it->is_directory(error)) files.push_back(it->path().lexically_relative(root));
    if (files.size() > kMostFiles) {
      return InvalidArgument(folder.string() +
                             ": holds over 50000 files; is it a problem's folder?");
    }
  }
  if (error) return ErrnoStatus(folder.string(), error.value());
  std::sort(files.begin(), files.end());
  if (files.empty()) return InvalidArgument(folder.string() + ": is empty");
  return files;
}

Status AddFile(archive* writer, const fs::path& path, const std::string& name, uint64_t& bytes) {
  ASSAY_ASSIGN_OR_RETURN(const std::string data, ReadFile(path, kMostBytes));
  bytes += data.size();
  if (bytes > kMostBytes) {
    return InvalidArgument(path.string() + ": with it the package has over 512 MiB");
  }
  std::error_code error;
  const bool program =
      (fs::status(path, error).permissions() & fs::perms::owner_exec) != fs::perms::none;
  const Entry entry(archive_entry_new());
  archive_entry_set_pathname_utf8(entry.get(), name.c_str());
  archive_entry_set_size(entry.get(), static_cast<la_int64_t>(data.size()));
  archive_entry_set_filetype(entry.get(), AE_IFREG);
  archive_entry_set_perm(entry.get(), program ? 0755 : 0644);
  archive_entry_set_mtime(entry.get(), 0, 0);
  if (archive_write_header(writer, entry.get()) != ARCHIVE_OK) return ErrorOf(writer);
  if (archive_write_data(writer, data.data(), data.size()) !=
      static_cast<la_ssize_t>(data.size())) {
    return ErrorOf(writer);
  }
  return OkStatus();
}

}  // namespace

Result<std::string> PackFolder(const fs::path& folder) {
  ASSAY_ASSIGN_OR_RETURN(const std::vector<fs::path> files, FilesBelow(folder));
  std::string packed;
  const Writer writer(archive_write_new());
  if (archive_write_set_format_pax_restricted(writer.get()) != ARCHIVE_OK ||
      archive_write_add_filter_gzip(writer.get()) != ARCHIVE_OK ||
      // gzip's own header would hold the time.
      archive_write_set_filter_option(writer.get(), "gzip", "timestamp", nullptr) != ARCHIVE_OK ||
      archive_write_open(writer.get(), &packed, nullptr, Append, nullptr) != ARCHIVE_OK) {
    return ErrorOf(writer.get());
  }
  uint64_t bytes = 0;
  for (const fs::path& file : files) {
    ASSAY_RETURN_IF_ERROR(AddFile(writer.get(), folder / file, file.generic_string(), bytes));
  }
  if (archive_write_close(writer.get()) != ARCHIVE_OK) return ErrorOf(writer.get());
  return packed;
}

}  // namespace assay::client
