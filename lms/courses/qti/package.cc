// Archives: what comes in is unpacked within bounds, what goes out is made in memory.
#include "common/archive/archive.h"
#include "common/archive/make_zip.h"
#include "lms/courses/qti/qti.h"

namespace assay::courses::qti {
namespace {

// Pictures and sounds may be large: only XML is kept.
class Keep : public EntrySink {
 public:
  explicit Keep(Files& files) : files_(files) {}

  Status MakeFolder(const std::string&) override { return OkStatus(); }
  Status BeginFile(const std::string& path, bool) override {
    const auto [at, made] = files_.emplace(path, "");
    if (!made) return InvalidArgument("\"" + path + "\" is there twice");
    kept_ = path.ends_with(".xml") || path.ends_with(".XML") ? &at->second : nullptr;
    return OkStatus();
  }
  Status Write(std::string_view data) override {
    if (kept_ != nullptr) kept_->append(data);
    return OkStatus();
  }
  Status EndFile() override { return OkStatus(); }

 private:
  Files& files_;
  std::string* kept_ = nullptr;
};

}  // namespace

Result<Files> Unpack(std::string_view zip) {
  ArchiveLimits limits;
  limits.archive_bytes = 16U << 20U;
  limits.total_bytes = 128U << 20U;
  limits.file_bytes = 32U << 20U;
  limits.entries = 5000;
  Files files;
  Keep keep(files);
  const Status status = WalkArchive(zip, limits, keep);
  if (!status.ok()) return Status(status.code(), "data: " + status.message());
  return files;
}

Result<std::string> Pack(const Files& files) { return MakeZip({files.begin(), files.end()}); }

}  // namespace assay::courses::qti
