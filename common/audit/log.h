#pragma once

#include <span>
#include <string>
#include <vector>

#include "common/audit/record.h"
#include "common/database/connection.h"

namespace assay::audit {

// The log of one service, in a schema of its own beside the service's (migrations in
// common/audit/migrations): so a change and its record are one transaction. Thread-safe; the key
// outlives it.
class Log {
 public:
  // `schema`: [a-z_]+, such as "identity_audit".
  Log(std::string schema, const crypto::SigningKey& key);

  // Within a transaction of the caller, as its last statement: records are written one transaction
  // after the other, and the next waits from here until this one ends. The new head is signed.
  Status Append(database::Connection& connection, std::span<const Entry> entries);

  struct Filter {
    std::string tenant;   // empty: all
    std::string subject;  // empty: all
    std::string actor;    // empty: all
  };
  // Newest first, those before `before` (0: from the end); at most `most`.
  Result<std::vector<Record>> Newest(database::Connection& connection, const Filter& filter,
                                     uint64_t before, int most) const;

  const std::string& schema() const { return schema_; }

 private:
  const std::string schema_;
  const crypto::SigningKey& key_;
};

// For whoever verifies or exports. Oldest first, those after `after`.
Result<std::vector<Record>> ReadRecords(database::Connection& connection, const std::string& schema,
                                        uint64_t after, int most);
Result<std::vector<Head>> ReadHeads(database::Connection& connection, const std::string& schema,
                                    uint64_t after, int most);
// The last one that was signed; kNotFound: none yet.
Result<Head> NewestHead(database::Connection& connection, const std::string& schema);

}  // namespace assay::audit
