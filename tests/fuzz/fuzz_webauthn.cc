// Authenticator data and client data as a browser may send them: read, and verified with whatever
// key was read.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "lms/identity/webauthn.h"

using assay::identity::PasskeyAnswer;
using assay::identity::ReadClientData;
using assay::identity::ReadNewPasskey;
using assay::identity::RelyingParty;
using assay::identity::VerifyAnswer;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const RelyingParty party{"https://assay.example", "assay.example"};
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  (void)ReadClientData(text, "webauthn.get", party);
  const auto made = ReadNewPasskey(text, party);
  if (!made.ok()) return 0;
  if (made->credential.empty() || made->key.public_key.empty()) std::abort();
  const PasskeyAnswer answer{std::string(text), std::string(text.substr(0, 37)), std::string(text)};
  if (VerifyAnswer(answer, made->key, party).ok()) std::abort();  // nobody signed it
  return 0;
}
