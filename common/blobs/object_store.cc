#include "common/blobs/object_store.h"

namespace assay::blobs {
namespace {

constexpr size_t kMaxNameBytes = 400;
constexpr std::string_view kAllowed =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-/";

}  // namespace

Status CheckObjectName(std::string_view name) {
  const bool bad =
      name.empty() || name.size() > kMaxNameBytes || name.front() == '/' || name.front() == '.' ||
      name.back() == '/' || name.find_first_not_of(kAllowed) != std::string_view::npos ||
      name.find("//") != std::string_view::npos || name.find("/.") != std::string_view::npos;
  return bad ? InvalidArgument("not a name of an object in a blob store") : OkStatus();
}

}  // namespace assay::blobs
