// What a provider says of itself: every address that is taken from it may be asked.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "lms/identity/oidc_client.h"

using assay::identity::CheckEndpoint;
using assay::identity::ReadProviderDocument;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto document = ReadProviderDocument(text, "https://id.example");
  if (!document.ok()) return 0;
  for (const auto& url :
       {document->authorization_endpoint, document->token_endpoint, document->keys})
    if (!CheckEndpoint(url).ok()) std::abort();
  return 0;
}
