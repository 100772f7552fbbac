#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/status.h"
#include "sandbox/sandbox.h"

// Compilations by content: the same image, command, limits and files give the same result, so it is
// kept. A folder of entries, each written by rename and checked by its own SHA-256 when it is read:
// what is damaged or of another version is a miss. Thread-safe; several processes may share a
// folder.
namespace assay::sandbox {

struct CompileResult {
  Outcome outcome;
  std::vector<CollectedFile> files;  // what the compilation left in /work, sources included
};

class CompileCache {
 public:
  // Made when missing. Entries are removed, oldest use first, when they pass `max_bytes` in all.
  static Result<CompileCache> Open(std::filesystem::path folder, uint64_t max_bytes = 2 * kGiB);

  // Everything that can change the result. Order of files does not matter, of arguments it does.
  static std::string Key(std::string_view image_digest,
                         const std::vector<std::vector<std::string>>& commands,
                         const RunSpec& limits_and_environment, std::vector<CollectedFile> files);

  std::optional<CompileResult> Find(const std::string& key) const;
  // Only a compilation that ended by itself is kept: a limit may be the machine's mood.
  Status Store(const std::string& key, const CompileResult& result) const;

  // The format of an entry, for tests and for the fuzz target: docs/file-formats.md.
  static std::string Encode(const CompileResult& result);
  static Result<CompileResult> Decode(std::string_view bytes);

 private:
  CompileCache(std::filesystem::path folder, uint64_t max_bytes)
      : folder_(std::move(folder)), max_bytes_(max_bytes) {}
  void Evict() const;

  std::filesystem::path folder_;
  uint64_t max_bytes_;
};

}  // namespace assay::sandbox
