#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

#include "common/database/settings.h"
#include "common/status.h"

// The database `assay` as one file, by PostgreSQL's own pg_dump and pg_restore.
namespace assay::supervisor {

// How many rows each table has: "schema.table".
using RowCounts = std::map<std::string, uint64_t>;

struct Dump {
  RowCounts rows;         // in the very snapshot that was dumped
  unsigned postgres = 0;  // major version of the server
};

// Dumps one snapshot to `file` (custom format) while others go on writing. `owner` is the cluster's
// owner; `log` gets what pg_dump says.
Result<Dump> DumpDatabase(const database::Settings& owner, const std::filesystem::path& file,
                          const std::filesystem::path& log);

// Into a database that has no schemas of ours; its roles stand. All or nothing.
Status RestoreDatabase(const database::Settings& owner, const std::filesystem::path& file,
                       const std::filesystem::path& log);

Result<RowCounts> CountRows(const database::Settings& owner);

// OK where both say the same; else kDataLoss with the first tables that differ.
Status CompareRows(const RowCounts& expected, const RowCounts& found);

}  // namespace assay::supervisor
