// Any bytes as an archive: whatever comes out has a name that stays below its folder, once, and no
// bound is passed.
#include <cstdint>
#include <cstdlib>
#include <set>
#include <string>
#include <string_view>

#include "common/archive/archive.h"

namespace {

using assay::Status;

constexpr uint64_t kFileBytes = 1U << 20U, kTotalBytes = 4U << 20U, kEntries = 64;

class Check : public assay::EntrySink {
 public:
  Status MakeFolder(const std::string& path) override {
    CheckPath(path);
    return assay::OkStatus();
  }
  Status BeginFile(const std::string& path, bool /*executable*/) override {
    CheckPath(path);
    if (++files_ > kEntries) std::abort();
    size_ = 0;
    if (!names_.insert(path).second) return assay::InvalidArgument("twice");
    return assay::OkStatus();
  }
  Status Write(std::string_view data) override {
    size_ += data.size();
    total_ += data.size();
    if (size_ > kFileBytes || total_ > kTotalBytes) std::abort();
    return assay::OkStatus();
  }
  Status EndFile() override { return assay::OkStatus(); }

 private:
  static void CheckPath(const std::string& path) {
    if (path.empty() || path[0] == '/' || path.back() == '/') std::abort();
    if (("/" + path + "/").find("/../") != std::string::npos) std::abort();
    if (path.find_first_of(std::string_view("\0\n\\", 3)) != std::string::npos) std::abort();
  }

  std::set<std::string> names_;
  uint64_t files_ = 0, size_ = 0, total_ = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  Check sink;
  assay::ArchiveLimits limits;
  limits.file_bytes = kFileBytes;
  limits.total_bytes = kTotalBytes;
  limits.entries = kEntries;
  const auto status =
      assay::WalkArchive(std::string_view(reinterpret_cast<const char*>(data), size), limits, sink);
  if (!status.ok() && status.message().empty()) std::abort();
  return 0;
}
