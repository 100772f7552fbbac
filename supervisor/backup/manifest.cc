#include "supervisor/backup/manifest.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "common/sha256.h"

namespace assay::supervisor {
namespace {

constexpr std::string_view kFirstLine = "assay-backup 1";
constexpr size_t kMaxNameBytes = 1000;

Status Broken(size_t line, std::string_view what) {
  return DataLoss(fmt::format("MANIFEST:{}: {}", line, what));
}

// Takes the text up to the next blank off its front.
std::string_view TakeWord(std::string_view& text) {
  const size_t end = std::min(text.find(' '), text.size());
  const std::string_view word = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return word;
}

template <typename T>
bool ParseNumber(std::string_view text, T& value) {
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  return parsed.ec == std::errc() && parsed.ptr == text.data() + text.size();
}

bool IsDigest(std::string_view text) {
  return text.size() == 64 && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

bool IsPlainText(std::string_view text) {
  return !text.empty() && text.size() <= kMaxNameBytes &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

Status ParseLine(std::string_view line, size_t number, Manifest& manifest) {
  const std::string_view key = TakeWord(line);
  if (key == "created" && IsPlainText(line)) {
    manifest.created = line;
  } else if (key == "program" && IsPlainText(line)) {
    manifest.program = line;
  } else if (key == "postgres") {
    if (!ParseNumber(line, manifest.postgres)) return Broken(number, "no version");
  } else if (key == "rows") {
    const std::string table(TakeWord(line));
    uint64_t rows = 0;
    if (!IsPlainText(table) || !ParseNumber(line, rows)) return Broken(number, "no number of rows");
    if (!manifest.rows.emplace(table, rows).second) return Broken(number, "a table twice");
  } else if (key == "file") {
    MemberDigest digest;
    digest.sha256 = TakeWord(line);
    const std::string_view bytes = TakeWord(line);
    if (!IsDigest(digest.sha256) || !ParseNumber(bytes, digest.bytes) || !IsMemberName(line)) {
      return Broken(number, "no file with its SHA-256");
    }
    if (!manifest.files.emplace(line, digest).second) return Broken(number, "a file twice");
  } else {
    return Broken(number, "an unknown line");
  }
  return OkStatus();
}

}  // namespace

std::string FormatManifest(const Manifest& manifest) {
  std::string text = fmt::format("{}\ncreated {}\nprogram {}\npostgres {}\n", kFirstLine,
                                 manifest.created, manifest.program, manifest.postgres);
  for (const auto& [table, rows] : manifest.rows) text += fmt::format("rows {} {}\n", table, rows);
  for (const auto& [name, digest] : manifest.files) {
    text += fmt::format("file {} {} {}\n", digest.sha256, digest.bytes, name);
  }
  return text + "end " + Sha256Hex(text) + "\n";
}

Result<Manifest> ParseManifest(std::string_view text) {
  Manifest manifest;
  size_t position = 0;
  for (size_t number = 1; position < text.size(); ++number) {
    const size_t end = text.find('\n', position);
    if (end == std::string_view::npos) return Broken(number, "the line is cut");
    std::string_view line = text.substr(position, end - position);
    if (number == 1) {
      if (line.starts_with("assay-backup ") && line != kFirstLine) {
        return FailedPrecondition("the backup was made by a newer program");
      }
      if (line != kFirstLine) return Broken(number, "not a manifest of a backup");
    } else if (line.starts_with("end ")) {
      line.remove_prefix(4);
      if (line != Sha256Hex(text.substr(0, position))) return Broken(number, "it was changed");
      if (end + 1 != text.size()) return Broken(number + 1, "more after its end");
      return manifest;
    } else {
      ASSAY_RETURN_IF_ERROR(ParseLine(line, number, manifest));
    }
    position = end + 1;
  }
  return DataLoss("MANIFEST: its end is missing");
}

bool IsMemberName(std::string_view name) {
  if (name.empty() || name.size() > kMaxNameBytes || name.front() == '/') return false;
  const bool plain = std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-' || c == '/';
  });
  if (!plain) return false;
  while (!name.empty()) {
    const size_t end = std::min(name.find('/'), name.size());
    const std::string_view part = name.substr(0, end);
    if (part.empty() || part == "." || part == "..") return false;
    if (end + 1 == name.size()) return false;  // a slash at its end
    name.remove_prefix(std::min(end + 1, name.size()));
  }
  return true;
}

}  // namespace assay::supervisor
