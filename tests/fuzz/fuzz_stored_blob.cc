// Bytes of any kind where a stored blob is expected: what opens is exactly what was sealed, and
// nothing opens under another tenant or name. The corpus holds real ones under the key below.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "common/blobs/stored_blob.h"
#include "common/sha256.h"

namespace {

using assay::blobs::BlobObjectName;
using assay::blobs::DataKey;

const DataKey& TestKey() {
  static const DataKey key = assay::blobs::DeriveDataKey(
      "keys/acme/00000001-0000000000000007", 1, 7,
      *assay::crypto::Key::FromBytes("0123456789abcdef0123456789abcdef"));
  return key;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view stored(reinterpret_cast<const char*>(data), size);
  // The plain text of the corpus: the name of an object follows from it.
  static const std::string sha256 = assay::Sha256Hex("plain");
  const std::string object = BlobObjectName(TestKey(), "acme", sha256);
  const auto head = OpenBlobHead(TestKey(), "acme", object, stored);
  const auto plain = OpenBlob(TestKey(), "acme", sha256, stored);
  if (plain.ok() && (!head.ok() || *plain != "plain" || head->sha256 != sha256 || head->bytes != 5))
    std::abort();
  if (!plain.ok() && plain.status().code() != assay::StatusCode::kDataLoss) std::abort();
  if (OpenBlob(TestKey(), "globex", sha256, stored).ok()) std::abort();
  if (OpenBlob(TestKey(), "acme", assay::Sha256Hex("other"), stored).ok()) std::abort();
  (void)assay::blobs::KeyIdOfObjectName(stored);
  return 0;
}
