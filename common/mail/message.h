#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/status.h"

// Mail as text (RFC 5322, MIME): plain text in UTF-8, built so that nothing that somebody typed
// becomes a header, an address or a line of SMTP.
namespace assay::mail {

struct Address {
  std::string name;     // any text; empty: none
  std::string address;  // "ada@example.org"
};

struct Message {
  Address from, to;
  std::string subject;     // any text
  std::string text;        // any text; lines end with "\n"
  std::string message_id;  // "<left@right>" without the brackets: the same for each attempt
  int64_t date_us = 0;     // since 1970
  // Where a program unsubscribes by POST (RFC 8058); empty: nowhere.
  std::string unsubscribe_url;
};

// kInvalidArgument: not of the form local@domain in ASCII, without spaces and quotes, at most 254
// bytes.
Status CheckAddress(std::string_view address);
// "Ada <ada@example.org>" or "ada@example.org", as an operator writes it.
Result<Address> ParseAddress(std::string_view text);

// The message with CRLF, of ASCII alone, no line longer than 998 bytes. Control characters in names
// and subjects become spaces, bytes that are not UTF-8 become U+FFFD. kInvalidArgument: an address,
// the Message-ID or the URL cannot be sent.
Result<std::string> Build(const Message& message);

// For tests: a header's value that holds any text, from after "Name: ", folded.
std::string EncodeText(std::string_view text, size_t column);
std::string EncodeQuotedPrintable(std::string_view text);

}  // namespace assay::mail
