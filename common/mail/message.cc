#include "common/mail/message.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>

#include "common/crypto/encoding.h"
#include "common/log/json_text.h"

namespace assay::mail {
namespace {

constexpr size_t kFold = 76;            // RFC 2047, 2: of a line with an encoded word
constexpr size_t kMaxAddress = 254;     // RFC 5321, 4.5.3.1.3, without the brackets
constexpr size_t kMaxHeaderText = 998;  // longer ones are cut: nobody reads them
constexpr std::string_view kWordBegin = "=?UTF-8?B?";
constexpr std::string_view kWordEnd = "?=";
constexpr std::string_view kHost =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";
constexpr std::string_view kAtom =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-/=?^_`{|}~";

bool IsPlain(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

// How many bytes the character at the head of valid UTF-8 has.
size_t CharacterBytes(std::string_view text) {
  const auto first = static_cast<unsigned char>(text.front());
  const size_t bytes = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  return std::min(bytes, text.size());
}

// One line of valid UTF-8 without control characters, also those of C1, which begin with 0xC2.
std::string OneLine(std::string_view text) {
  const std::string valid = log::ReplaceInvalidUtf8(text);
  std::string line;
  for (std::string_view rest = valid; !rest.empty();) {
    const std::string_view character = rest.substr(0, CharacterBytes(rest));
    rest.remove_prefix(character.size());
    const auto first = static_cast<unsigned char>(character[0]);
    const bool control = first < 0x20 || first == 0x7F ||
                         (first == 0xC2 && static_cast<unsigned char>(character[1]) < 0xA0);
    if (line.size() + character.size() > kMaxHeaderText) break;
    line += control ? " " : character;
  }
  const size_t begin = line.find_first_not_of(' ');
  if (begin == std::string::npos) return "";
  return line.substr(begin, line.find_last_not_of(' ') - begin + 1);
}

// RFC 2047 in base64. A character is never in two words.
std::string EncodedWords(std::string_view text, size_t column) {
  std::string out;
  while (!text.empty()) {
    const size_t used = column + kWordBegin.size() + kWordEnd.size();
    const size_t most = used >= kFold ? 0 : (kFold - used) / 4 * 3;
    size_t take = 0;
    while (take < text.size()) {
      const size_t next = CharacterBytes(text.substr(take));
      if (take + next > most) break;
      take += next;
    }
    if (take > 0) {
      out += std::string(kWordBegin) + crypto::Base64Encode(text.substr(0, take));
      out += kWordEnd;
      text.remove_prefix(take);
    }
    if (!text.empty()) out += "\r\n ";
    column = 1;
  }
  return out;
}

std::string Mailbox(const Address& address, size_t column) {
  const std::string name = OneLine(address.name);
  const std::string angle = "<" + address.address + ">";
  if (name.empty()) return address.address;
  std::string phrase;
  // What looks like an encoded word would be read as one.
  if (!IsPlain(name) || name.size() > 50 || name.find("=?") != std::string::npos) {
    phrase = EncodedWords(name, column);
  } else {
    phrase = "\"";
    for (const char c : name) {
      if (c == '"' || c == '\\') phrase += '\\';
      phrase += c;
    }
    phrase += '"';
  }
  return phrase + "\r\n " + angle;
}

std::string Date(int64_t us) {
  using std::chrono::days;
  constexpr std::array<const char*, 7> kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array<const char*, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::chrono::sys_seconds time(
      std::chrono::floor<std::chrono::seconds>(std::chrono::microseconds(us)));
  const auto day = std::chrono::floor<days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  return fmt::format(
      "{}, {:02} {} {:04} {:02}:{:02}:{:02} +0000",
      kDays.at(std::chrono::weekday(day).c_encoding()), static_cast<unsigned>(date.day()),
      kMonths.at(static_cast<unsigned>(date.month()) - 1), static_cast<int>(date.year()),
      clock.hours().count(), clock.minutes().count(), clock.seconds().count());
}

Status CheckToken(std::string_view what, std::string_view text, std::string_view refused) {
  const bool plain = !text.empty() && text.size() <= 900 && IsPlain(text) &&
                     text.find_first_of(refused) == std::string_view::npos;
  return plain ? OkStatus() : InvalidArgument(std::string(what) + ": cannot stand in a header");
}

}  // namespace

Status CheckAddress(std::string_view address) {
  const Status bad = InvalidArgument("no mail address: local@domain, in ASCII");
  const size_t at = address.rfind('@');
  if (address.size() > kMaxAddress || at == std::string_view::npos || at == 0 || at > 64)
    return bad;
  const std::string_view local = address.substr(0, at), domain = address.substr(at + 1);
  const auto dotted = [](std::string_view text, std::string_view allowed) {
    return !text.empty() && text.front() != '.' && text.back() != '.' &&
           text.find("..") == std::string_view::npos &&
           text.find_first_not_of(std::string(allowed) + ".") == std::string_view::npos;
  };
  const bool good = dotted(local, kAtom) && dotted(domain, kHost) && domain.front() != '-';
  return good ? OkStatus() : bad;
}

Result<Address> ParseAddress(std::string_view text) {
  Address address;
  const size_t open = text.find('<');
  if (open == std::string_view::npos) {
    address.address = text;
  } else {
    if (text.back() != '>') return InvalidArgument("no mail address: Name <local@domain>");
    address.name = OneLine(text.substr(0, open));
    address.address = text.substr(open + 1, text.size() - open - 2);
  }
  ASSAY_RETURN_IF_ERROR(CheckAddress(address.address));
  return address;
}

std::string EncodeText(std::string_view text, size_t column) {
  std::string line = OneLine(text);
  if (IsPlain(line) && line.find("=?") == std::string::npos && column + line.size() <= kFold)
    return line;
  return EncodedWords(line, column);
}

std::string EncodeQuotedPrintable(std::string_view text) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  const std::string valid = log::ReplaceInvalidUtf8(text);
  std::string out;
  size_t column = 0;
  for (size_t i = 0; i < valid.size(); ++i) {
    const auto c = static_cast<unsigned char>(valid[i]);
    const bool crlf = c == '\r' && i + 1 < valid.size() && valid[i + 1] == '\n';
    if (crlf) continue;
    if (c == '\n') {
      out += "\r\n";
      column = 0;
      continue;
    }
    const bool ends = i + 1 == valid.size() || valid[i + 1] == '\n' || valid[i + 1] == '\r';
    // A blank at a line's end is lost on the way; a dot at its head is SMTP's.
    const bool plain =
        c == ' ' ? !ends : c > ' ' && c <= '~' && c != '=' && (column > 0 || c != '.');
    const size_t width = plain ? 1 : 3;
    if (column + width > kFold - 1) {
      out += "=\r\n";
      column = 0;
      --i;  // again, at the head of a line
      continue;
    }
    if (plain) {
      out += static_cast<char>(c);
    } else {
      out += '=';
      out += kHex[c >> 4U];
      out += kHex[c & 15U];
    }
    column += width;
  }
  if (!out.ends_with("\r\n")) out += "\r\n";
  return out;
}

Result<std::string> Build(const Message& message) {
  ASSAY_RETURN_IF_ERROR(CheckAddress(message.from.address).Annotate("from"));
  ASSAY_RETURN_IF_ERROR(CheckAddress(message.to.address).Annotate("to"));
  ASSAY_RETURN_IF_ERROR(CheckToken("Message-ID", message.message_id, "<> \""));
  std::string out;
  const auto header = [&out](std::string_view name, std::string_view value) {
    out += fmt::format("{}: {}\r\n", name, value);
  };
  header("Date", Date(message.date_us));
  header("From", Mailbox(message.from, 6));
  header("To", Mailbox(message.to, 4));
  header("Message-ID", "<" + message.message_id + ">");
  header("Subject", EncodeText(message.subject, 9));
  header("MIME-Version", "1.0");
  header("Content-Type", "text/plain; charset=utf-8");
  header("Content-Transfer-Encoding", "quoted-printable");
  // Nobody's absence note answers it (RFC 3834).
  header("Auto-Submitted", "auto-generated");
  if (!message.unsubscribe_url.empty()) {
    ASSAY_RETURN_IF_ERROR(CheckToken("List-Unsubscribe", message.unsubscribe_url, "<> \","));
    header("List-Unsubscribe", "<" + message.unsubscribe_url + ">");
    header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
  }
  return out + "\r\n" + EncodeQuotedPrintable(message.text);
}

}  // namespace assay::mail
