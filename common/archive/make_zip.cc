#include "common/archive/make_zip.h"

#include <archive.h>
#include <archive_entry.h>

#include <memory>

namespace assay {
namespace {

la_ssize_t Append(archive*, void* out, const void* data, size_t size) {
  static_cast<std::string*>(out)->append(static_cast<const char*>(data), size);
  return static_cast<la_ssize_t>(size);
}

}  // namespace

Result<std::string> MakeZip(const std::vector<std::pair<std::string, std::string>>& files) {
  std::string zip;
  const std::unique_ptr<archive, int (*)(archive*)> writer(archive_write_new(),
                                                           &archive_write_free);
  const auto failed = [&writer] {
    const char* why = archive_error_string(writer.get());
    return Internal(std::string("zip: ") + (why == nullptr ? "no memory" : why));
  };
  if (archive_write_set_format_zip(writer.get()) != ARCHIVE_OK ||
      archive_write_open(writer.get(), &zip, nullptr, &Append, nullptr) != ARCHIVE_OK) {
    return failed();
  }
  for (const auto& [path, data] : files) {
    const std::unique_ptr<archive_entry, void (*)(archive_entry*)> entry(archive_entry_new(),
                                                                         &archive_entry_free);
    archive_entry_set_pathname(entry.get(), path.c_str());
    archive_entry_set_size(entry.get(), static_cast<la_int64_t>(data.size()));
    archive_entry_set_filetype(entry.get(), AE_IFREG);
    archive_entry_set_perm(entry.get(), 0644);
    if (archive_write_header(writer.get(), entry.get()) != ARCHIVE_OK ||
        archive_write_data(writer.get(), data.data(), data.size()) !=
            static_cast<la_ssize_t>(data.size())) {
      return failed();
    }
  }
  if (archive_write_close(writer.get()) != ARCHIVE_OK) return failed();
  return zip;
}

}  // namespace assay
