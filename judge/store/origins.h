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

// Which versions of problems are of git repositories, and the sealed tokens that open
// these repositories.
// Thread-safe.
class OriginStore {
 public:
  explicit OriginStore(Runner& runner) : runner_(runner) {}

  // Of a version; what was said of it before is replaced. Tokens for other repositories of the
  // problem are forgotten.
  Status Put(const OriginRecord& origin);
  // Of the newest version. kNotFound: there is no such problem, or that version was uploaded.
  Result<OriginRecord> Newest(const std::string& tenant, const std::string& problem);

  // Sealed. Empty: there is none.
  Result<std::string> Token(const std::string& tenant, const std::string& problem,
                            const std::string& url);
  // Empty: there shall be none.
  Status SetToken(const std::string& tenant, const std::string& problem, const std::string& url,
                  const std::string& sealed);

 private:
  Runner& runner_;
};

}  // namespace assay::judge
