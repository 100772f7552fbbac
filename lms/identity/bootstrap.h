#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "common/database/connection.h"

namespace assay::identity {

struct BootstrapOptions {
  std::string tenant = "default";
  std::string name = "Administrator";
  std::filesystem::path token_out;  // 0600
  // Also an instructor and two students of course "demo", whose tokens are demo-instructor.token,
  // demo-ada.token and demo-grace.token beside `token_out`.
  bool demo = false;
};

struct Bootstrapped {
  std::filesystem::path file;
  bool made = false;  // false: it held a token that is good, and nothing was changed
};

// Makes the tenant, its first administrator and a token for them. May be run again at any time: a
// file whose token is good stays as it is; a file that is lost or holds another token gets a new
// one, and the one before is revoked. Who has no password yet gets one, in a file beside the token
// (admin.login: address and password, a line each). The database is migrated already.
Result<std::vector<Bootstrapped>> Bootstrap(database::Connection& connection,
                                            const BootstrapOptions& options);

}  // namespace assay::identity
