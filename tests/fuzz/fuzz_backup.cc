// A backup of any bytes: what is accepted has a manifest that names exactly what was read. The same
// bytes as a manifest alone, and as the header of one that a passphrase protects.
#include <cstdint>
#include <cstdlib>
#include <set>
#include <string>
#include <string_view>

#include "supervisor/backup/archive.h"
#include "supervisor/backup/sealed.h"

namespace supervisor = assay::supervisor;

namespace {

using assay::Status;

class Names final : public assay::supervisor::BackupVisitor {
 public:
  Status Begin(const std::string& name, uint64_t /*bytes*/) override {
    if (!assay::supervisor::IsMemberName(name) || !names.insert(name).second) again = true;
    return assay::OkStatus();
  }
  Status Data(std::string_view /*bytes*/) override { return assay::OkStatus(); }
  Status End() override { return assay::OkStatus(); }
  std::set<std::string> names;
  bool again = false;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  supervisor::MemorySource source(bytes);
  Names names;
  const auto manifest = supervisor::ReadBackup(source, &names);
  if (manifest.ok()) {
    if (names.again || names.names.size() != manifest->files.size()) std::abort();
    for (const std::string& name : names.names) {
      if (!manifest->files.contains(name)) std::abort();
    }
  }
  if (const auto alone = supervisor::ParseManifest(bytes);
      alone.ok() && FormatManifest(*alone).empty()) {
    std::abort();
  }
  const auto header =
      supervisor::ParseSealedHeader(bytes.substr(0, supervisor::kSealedHeaderBytes));
  if (header.ok() &&
      FormatSealedHeader(*header) != bytes.substr(0, supervisor::kSealedHeaderBytes)) {
    std::abort();
  }
  return 0;
}
