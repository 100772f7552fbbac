#pragma once

#include <string>
#include <string_view>

#include "common/status.h"

namespace google::protobuf {
class Message;
}

// Rows become messages by their names: PostgreSQL makes JSON of them, whose names are those of the
// contract.
namespace assay::courses {

// Names as in the contract; everything that has no presence is written, so that it may become
// columns.
std::string ToJson(const google::protobuf::Message& message);
// Columns that the message does not have are left out. kInternal: a statement and the contract do
// not fit.
Status FromJson(std::string_view json, google::protobuf::Message& message);

}  // namespace assay::courses
