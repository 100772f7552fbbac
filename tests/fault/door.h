#pragma once

#include <memory>
#include <string>

#include "common/status.h"

namespace assay::http {
class Client;
}

namespace assay::fault {

// The gateway's face, as a client of the REST interface uses it. Thread-safe.
class Door {
 public:
  struct Made {
    std::string id;
    bool anew = false;  // false: the key stood for it already
  };
  static Result<std::unique_ptr<Door>> Open(std::string target, std::string token);
  ~Door();
  // A no-op job. kResourceExhausted: refused for now; other errors: it may or may not be there.
  Result<Made> Submit(const std::string& key, int64_t busy_us) const;
  // As FinalWord of load.h.
  Result<std::string> FinalWord(const std::string& id) const;

 private:
  Door(std::unique_ptr<http::Client> client, std::string target, std::string token);
  const std::unique_ptr<http::Client> client_;
  const std::string target_, token_;
};

}  // namespace assay::fault
