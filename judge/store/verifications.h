#pragma once

#include <functional>
#include <string>

#include "common/status.h"
#include "judge/store/records.h"
#include "judge/store/runner.h"

namespace assay::judge {

// Which submissions are verifications of which packages. Thread-safe.
class VerificationStore {
 public:
  struct Limits {
    int of_person = 2;  // that wait or run at once
    int of_tenant = 8;
    int of_all = 1;  // of the installation, at least: see LimitsNow
  };
  struct Verification {
    std::string submission, problem, person;
    int version = 0;
  };
  struct Started {
    Verification verification;
    bool created = false;  // false: it waited or ran already
  };

  explicit VerificationStore(Runner& runner) : runner_(runner) {}

  // One at a time. `insert` makes the submission durable where there is none of the
  // problem that waits or runs; it may be called again. kResourceExhausted: one of `limits`.
  Result<Started> Start(const std::string& tenant, const Verification& wanted, const Limits& limits,
                        const std::function<Status()>& insert);
  Result<bool> Is(const std::string& tenant, const std::string& submission);
  // The latest of the problem; kNotFound where there is none.
  Result<Verification> Latest(const std::string& tenant, const std::string& problem);

 private:
  Runner& runner_;
};

}  // namespace assay::judge
