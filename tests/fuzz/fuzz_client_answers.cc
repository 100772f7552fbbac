// Whatever a server answers, and whatever stands in the file of credentials: no crash, and nothing
// reaches the terminal that moves its cursor.
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string_view>

#include "clients/cli/api.h"
#include "clients/cli/credentials.h"
#include "clients/cli/terminal.h"
#include "clients/cli/view.h"

namespace {

namespace client = assay::client;

void MustBePrintable(const std::string& text) {
  for (const char c : text) {
    if ((static_cast<unsigned char>(c) < 0x20 && c != '\n') || c == '\x7f') std::abort();
  }
  if (!client::IsUtf8(text)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const client::Terminal plain(false, false);
  MustBePrintable(client::Printable(text, client::Lines::kKept));
  MustBePrintable(client::RefusalOf(400 + data[0], text).message());
  const auto json = nlohmann::json::parse(text, nullptr, false);
  MustBePrintable(client::TestLine(json, plain));
  MustBePrintable(client::FinalLine(json, plain));
  const auto credentials = client::ParseCredentials(text);
  if (credentials.ok() && !client::ParseCredentials(client::FormatCredentials(*credentials)).ok()) {
    std::abort();
  }
  const auto url = client::ReadServerUrl(text);
  if (url.ok() && client::ReadServerUrl(*url).value() != *url) std::abort();
  return 0;
}
