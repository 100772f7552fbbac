#pragma once

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "common/status.h"
#include "common/unique_fd.h"

// What stands on the (virtual) host for attacks to find: secrets and listeners. Made in the virtual
// host only.
namespace assay::hostile {

// The beginning of every secret; attacks put it together from two parts, so that they never find
// themselves.
constexpr const char kSecretPrefix[] = "ASSAY-SECRET-";

class Props {
 public:
  // Secrets at /tmp/assay-hostile-secret and /run/assay-hostile-secret and in the environment;
  // listeners on port 40404 of the loopback (both families), on the abstract name
  // "assay-hostile-host" and on /tmp/assay-hostile.sock and /run/assay-hostile.sock.
  static Result<std::unique_ptr<Props>> Make();
  ~Props();
  Props(const Props&) = delete;
  Props& operator=(const Props&) = delete;

  const std::string& secret() const { return secret_; }

  // Empty when everything is as it was made; else what was done to the host: a file changed, a file
  // planted where put files must not land, a listener reached.
  std::vector<std::string> Damage() const;

 private:
  Props() = default;
  std::string secret_;
  std::vector<UniqueFd> listeners_;
  std::vector<std::string> names_;
};

// A secret of its own for somebody else's submission.
std::string NewSecret();

}  // namespace assay::hostile
