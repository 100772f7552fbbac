// What comes in is unpacked within bounds.
#include <algorithm>
#include <array>

#include "common/archive/archive.h"
#include "lms/courses/cartridge/cartridge.h"

namespace assay::courses::cartridge {
namespace {

constexpr size_t kMostText = 8U << 20U;    // of one file
constexpr size_t kMostTexts = 64U << 20U;  // of all

bool IsText(const std::string& path) {
  constexpr std::array<std::string_view, 5> kEnds = {".xml", ".html", ".htm", ".xhtml", ".qti"};
  std::string small;
  for (const char c : path.substr(path.size() < 8 ? 0 : path.size() - 8))
    small += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return std::any_of(kEnds.begin(), kEnds.end(),
                     [&](std::string_view end) { return small.ends_with(end); });
}

// Pictures and films may be large: only texts are kept.
class Keep : public EntrySink {
 public:
  explicit Keep(Files& files) : files_(files) {}

  Status MakeFolder(const std::string&) override { return OkStatus(); }
  Status BeginFile(const std::string& path, bool) override {
    const auto [at, made] = files_.emplace(path, "");
    if (!made) return InvalidArgument("\"" + path + "\" is there twice");
    path_ = path;
    kept_ = IsText(path) ? &at->second : nullptr;
    return OkStatus();
  }
  Status Write(std::string_view data) override {
    if (kept_ == nullptr) return OkStatus();
    all_ += data.size();
    if (kept_->size() + data.size() > kMostText)
      return Status(StatusCode::kResourceExhausted,
                    "\"" + path_ + "\" is a text of more than 8 MiB");
    if (all_ > kMostTexts)
      return Status(StatusCode::kResourceExhausted, "its texts are more than 64 MiB together");
    kept_->append(data);
    return OkStatus();
  }
  Status EndFile() override { return OkStatus(); }

 private:
  Files& files_;
  std::string path_;
  std::string* kept_ = nullptr;
  size_t all_ = 0;
};

}  // namespace

Result<Files> Unpack(std::string_view zip) {
  ArchiveLimits limits;
  limits.archive_bytes = 256U << 20U;
  limits.total_bytes = 1U << 30U;
  limits.file_bytes = 512U << 20U;
  limits.entries = 20'000;
  Files files;
  Keep keep(files);
  const Status status = WalkArchive(zip, limits, keep);
  if (!status.ok()) return Status(status.code(), "data: " + status.message());
  return files;
}

}  // namespace assay::courses::cartridge
