// A receipt of any bytes: what is accepted is written again as the same bytes but for blanks, and
// holds no signature that we did not make.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "grader/receipt/receipt.h"

namespace {

const assay::grader::PublicKey& Key() {
  static const auto key = assay::grader::PublicKey::FromPem(
      "-----BEGIN PUBLIC KEY-----\n"
      "MCowBQYDK2VwAyEAPUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw=\n"
      "-----END PUBLIC KEY-----\n");
  return key.value();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using assay::grader::ParseReceipt;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto receipt = ParseReceipt(text);
  if (!receipt.ok()) {
    if (!receipt.status().message().starts_with("receipt: ")) std::abort();
    return 0;
  }
  const std::string again = ToText(*receipt);
  const auto twice = ParseReceipt(again);
  if (!twice.ok() || ToText(*twice) != again || SignedText(*twice) != SignedText(*receipt))
    std::abort();
  if (Verify(*receipt, Key()).authentic) std::abort();
  if (!Compare(*receipt, {}).agrees && Compare(*receipt, {}).differences.empty()) std::abort();
  return 0;
}
