#pragma once

#include <optional>
#include <string>

#include "common/status.h"
#include "judge/store/records.h"
#include "judge/store/runner.h"

namespace assay::judge {

struct OriginRecord {
  std::string tenant, problem, url, ref, folder, commit, fetched_by;
  int version = 0;
};

// Which versions of problems are of git repositories, and the sealed tokens for their servers.
// Thread-safe.
class OriginStore {
 public:
  explicit OriginStore(Runner& runner) : runner_(runner) {}

  // Of a version; what was said of it before is replaced.
  Status Put(const OriginRecord& origin);
  // Of the newest version. kNotFound: there is no such problem, or that version was uploaded.
  Result<OriginRecord> Newest(const std::string& tenant, const std::string& problem);

  // Sealed. Empty: there is none.
  Result<std::string> Token(const std::string& tenant, const std::string& problem,
                            const std::string& server);
  // Empty: there shall be none.
  Status SetToken(const std::string& tenant, const std::string& problem, const std::string& server,
                  const std::string& sealed);

 private:
  Runner& runner_;
};

}  // namespace assay::judge
