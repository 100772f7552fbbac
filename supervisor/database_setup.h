#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "common/database/private_cluster.h"
#include "common/status.h"

namespace assay::supervisor {

struct DatabaseRole {
  std::string name;                       // of the role and of the schema that it owns
  std::filesystem::path password_file;    // one that stands
  std::vector<std::string> schemas = {};  // that it owns beside
};

inline constexpr const char* kDatabase = "assay";

// Makes the database with its roles and schemas where they are not there yet, and gives a role the
// password of its file where it has another. A role owns its schemas and nothing else; nobody but
// the roles may connect. Changes nothing, and takes milliseconds, where all stands.
Status SetUpDatabase(const database::PrivateCluster& cluster,
                     const std::vector<DatabaseRole>& roles);

// The same without the schemas: for what brings its own.
Status SetUpRoles(const database::PrivateCluster& cluster, const std::vector<DatabaseRole>& roles);

}  // namespace assay::supervisor
