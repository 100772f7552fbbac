#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "common/audit/record.h"
#include "common/database/connection.h"

// A whole log from beginning to end, as Verifier takes it: records in order, each followed by the
// heads of its size.
namespace assay::audit {

struct Feed {
  std::function<Status(const Record&)> record;
  std::function<Status(const Head&)> head;
};

// As it is at one moment, in pieces.
Status FeedDatabase(database::Connection& connection, const std::string& schema, const Feed& feed);

// An export: a line each. kInvalidArgument "FILE:LINE: …". Lines of at most 1 MiB.
Status FeedFile(const std::filesystem::path& file, const Feed& feed);

}  // namespace assay::audit
