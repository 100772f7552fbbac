// A subject, a name and a text of any bytes become one mail: its headers are ours, its lines are
// short, and nothing in it ends the mail early.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "common/mail/message.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  namespace mail = assay::mail;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  (void)mail::ParseAddress(text);
  mail::Message message;
  message.from = {std::string(text.substr(0, size / 3)), "assay@example.org"};
  message.to = {std::string(text.substr(size / 3)), "ada@example.org"};
  message.subject = text;
  message.text = text;
  message.message_id = "1@example.org";
  const auto built = mail::Build(message);
  if (!built.ok()) std::abort();
  size_t line = 0, blank = 0;
  for (size_t i = 0; i < built->size(); ++i) {
    const char c = (*built)[i];
    const bool last = i + 1 == built->size();
    if (c == '\r') {
      if (last || (*built)[i + 1] != '\n') std::abort();
      if (line == 0 && blank++ == 0 && built->find("Subject: ") > i) std::abort();
    } else if (c == '\n') {
      if (i == 0 || (*built)[i - 1] != '\r') std::abort();
      line = 0;
    } else {
      if (c < ' ' || c > '~' || ++line > 78) std::abort();
      if (line == 1 && c == '.') std::abort();
      // Before the first blank line: a header of ours, or the rest of one.
      if (line == 1 && blank == 0) {
        const std::string_view rest = std::string_view(*built).substr(i);
        bool known = c == ' ';
        for (const char* name :
             {"Date: ", "From: ", "To: ", "Message-ID: ", "Subject: ", "MIME-Version: ",
              "Content-Type: ", "Content-Transfer-Encoding: ", "Auto-Submitted: "})
          known = known || rest.starts_with(name);
        if (!known) std::abort();
      }
    }
  }
  // What is an address is sent as it stands.
  if (mail::CheckAddress(text).ok() && text.find_first_of("\r\n <>") != std::string_view::npos)
    std::abort();
  return 0;
}
