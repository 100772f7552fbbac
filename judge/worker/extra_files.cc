#include "judge/worker/extra_files.h"

#include <utility>

#include "common/archive/archive.h"

namespace assay::judge {
namespace {

constexpr ArchiveLimits kLimits = {.archive_bytes = 10U << 20U,
                                   .total_bytes = 10U << 20U,
                                   .file_bytes = 10U << 20U,
                                   .entries = 500,
                                   .depth = 16,
                                   .path_bytes = 512};

// Keeps what comes out in memory; the walk enforces the limits.
class Keeper : public EntrySink {
 public:
  Status MakeFolder(const std::string&) override { return OkStatus(); }
  Status BeginFile(const std::string& path, bool executable) override {
    files_.push_back({path, {}, executable ? 0755U : 0644U});
    return OkStatus();
  }
  Status Write(std::string_view data) override {
    files_.back().data += data;
    return OkStatus();
  }
  Status EndFile() override { return OkStatus(); }
  std::vector<sandbox::CollectedFile> Take() { return std::move(files_); }

 private:
  std::vector<sandbox::CollectedFile> files_;
};

}  // namespace

Result<std::vector<sandbox::CollectedFile>> UnpackExtraFiles(std::string_view archive) {
  if (archive.size() > kLimits.archive_bytes) {
    return ResourceExhausted("more than 10 MiB");
  }
  Keeper keeper;
  ASSAY_RETURN_IF_ERROR(WalkArchive(archive, kLimits, keeper));
  return keeper.Take();
}

}  // namespace assay::judge
