#pragma once

#include <string>
#include <string_view>

#include "common/status.h"
#include "plagiarism/comparison.h"

namespace assay::plagiarism::v1 {
class Region;
class StoredPair;
}  // namespace assay::plagiarism::v1

// Values of the engine as messages, and back.
namespace assay::plagiarism {

v1::Region ToProto(const Region& region);
v1::StoredPair ToProto(const Pair& pair);
// kDataLoss: not what ToProto made.
Status FromProto(const v1::StoredPair& stored, Pair& pair);

// What is no UTF-8 becomes U+FFFD: a message's strings must be it.
std::string Utf8(std::string_view bytes);

}  // namespace assay::plagiarism
