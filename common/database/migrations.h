#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "common/database/connection.h"

namespace assay::database {

// Brings a schema to the newest state. `folder` holds 0001_name.sql, 0002_name.sql … without a gap;
// each is applied once, in order, in a transaction of its own with search_path set to the schema,
// and recorded in SCHEMA.migrations with its SHA-256. An advisory lock lets one migrator work at a
// time; another waits for it (statement_timeout) and finds nothing left to do.
//
// kFailedPrecondition, with the file's name: an applied file has another content now, or the
// database was migrated by a newer program. kInvalidArgument: a file's name is out of order. A file
// that fails leaves nothing of itself behind. `schema` and the files are ours, not a client's.
//
// Returns the names that were applied by this call.
Result<std::vector<std::string>> Migrate(Connection& connection, const std::string& schema,
                                         const std::filesystem::path& folder);

// The folder of a service's migrations: `in_tree` ("judge/migrations") or
// share/assay/migrations/NAME in a folder above the program that runs. kNotFound: neither is there;
// services take --migrations too.
Result<std::filesystem::path> FindMigrations(const std::filesystem::path& in_tree,
                                             const std::string& name);

}  // namespace assay::database
