#include "runtime-images/manifest.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <set>

#include "common/unique_fd.h"
#include "runtime-images/digest.h"

namespace assay::runtime_images {
namespace {

constexpr std::string_view kHeader = "assay-manifest 1";

void AppendEscaped(std::string* out, std::string_view bytes) {
  static constexpr std::string_view kDigits = "0123456789ABCDEF";
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte <= 0x20 || byte == 0x7f || c == '%') {
      *out += '%';
      *out += kDigits[byte >> 4U];
      *out += kDigits[byte & 15U];
    } else {
      *out += c;
    }
  }
}

bool Unescape(std::string_view text, std::string* out) {
  out->reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      *out += text[i];
      continue;
    }
    unsigned value = 0;
    if (i + 2 >= text.size()) return false;
    const char* digits = text.data() + i + 1;
    if (std::from_chars(digits, digits + 2, value, 16).ptr != digits + 2) return false;
    *out += static_cast<char>(value);
    i += 2;
  }
  return true;
}

template <typename T>
bool ParseNumber(std::string_view text, T* out, int base = 10) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), *out, base);
  return error == std::errc() && end == text.data() + text.size();
}

bool ParseLine(std::string_view line, ManifestEntry* entry) {
  std::array<std::string_view, 6> fields;
  for (size_t i = 0; i < fields.size(); ++i) {
    const size_t space = i + 1 < fields.size() ? line.find(' ') : line.size();
    if (space == std::string_view::npos || (space == 0 && i != 5)) return false;
    fields[i] = line.substr(0, space);
    line.remove_prefix(std::min(line.size(), space + 1));
  }
  if (fields[0] != "d" && fields[0] != "f" && fields[0] != "l") return false;
  entry->kind = static_cast<EntryKind>(fields[0][0]);
  return ParseNumber(fields[1], &entry->mode, 8) && ParseNumber(fields[2], &entry->size) &&
         ParseNumber(fields[3], &entry->mtime) && Unescape(fields[4], &entry->content) &&
         Unescape(fields[5], &entry->path) && !entry->path.empty() && entry->path[0] != '/';
}

mode_t TypeOf(EntryKind kind) {
  if (kind == EntryKind::kDirectory) return S_IFDIR;
  return kind == EntryKind::kLink ? S_IFLNK : S_IFREG;
}

std::string Octal(unsigned mode) {
  std::array<char, 16> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), mode, 8).ptr;
  return "0" + std::string(text.data(), end);
}

Status Differs(const ManifestEntry& entry, const std::string& how) {
  return DataLoss("/" + entry.path + " " + how);
}

Status CheckStat(const ManifestEntry& entry, const struct stat& seen) {
  if ((seen.st_mode & S_IFMT) != TypeOf(entry.kind)) return Differs(entry, "is of another kind");
  if (entry.kind != EntryKind::kLink && (seen.st_mode & 07777U) != entry.mode) {
    return Differs(entry,
                   "has mode " + Octal(seen.st_mode & 07777U) + ", not " + Octal(entry.mode));
  }
  if (seen.st_mtim.tv_sec != entry.mtime || seen.st_mtim.tv_nsec != 0) {
    return Differs(entry, "was changed after it was built");
  }
  if (entry.kind == EntryKind::kFile && static_cast<uint64_t>(seen.st_size) != entry.size) {
    return Differs(
        entry, "has " + std::to_string(seen.st_size) + " bytes, not " + std::to_string(entry.size));
  }
  return OkStatus();
}

Status CheckContent(int root, const ManifestEntry& entry) {
  if (entry.kind == EntryKind::kLink) {
    std::string target(entry.content.size() + 1, '\0');
    const ssize_t got = ::readlinkat(root, entry.path.c_str(), target.data(), target.size());
    if (got < 0 || std::string_view(target.data(), static_cast<size_t>(got)) != entry.content) {
      return Differs(entry, "points elsewhere");
    }
  } else if (entry.kind == EntryKind::kFile) {
    const UniqueFd fd(::openat(root, entry.path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    if (!fd.valid()) return ErrnoStatus("cannot open /" + entry.path, errno);
    ASSAY_ASSIGN_OR_RETURN(const std::string hash, Sha256OfFd(fd.get(), "/" + entry.path));
    if (hash != entry.content) return Differs(entry, "has other content");
  }
  return OkStatus();
}

}  // namespace

std::string FormatManifest(const std::vector<ManifestEntry>& entries) {
  std::string text(kHeader);
  text += '\n';
  for (const ManifestEntry& entry : entries) {
    text += static_cast<char>(entry.kind);
    text += " " + Octal(entry.mode) + " " + std::to_string(entry.size) + " " +
            std::to_string(entry.mtime) + " ";
    if (entry.content.empty()) {
      text += '-';
    } else {
      AppendEscaped(&text, entry.content);
    }
    text += ' ';
    AppendEscaped(&text, entry.path);
    text += '\n';
  }
  return text;
}

Result<std::vector<ManifestEntry>> ParseManifest(std::string_view text) {
  std::vector<ManifestEntry> entries;
  size_t number = 0;
  while (!text.empty()) {
    ++number;
    const size_t end = text.find('\n');
    if (end == std::string_view::npos) return DataLoss("the manifest's last line is cut off");
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end + 1);
    if (number == 1) {
      if (line != kHeader) return DataLoss("not a manifest of version 1");
      continue;
    }
    ManifestEntry entry;
    if (!ParseLine(line, &entry)) {
      return DataLoss("line " + std::to_string(number) + " of the manifest is damaged");
    }
    if (entry.kind == EntryKind::kDirectory) entry.content.clear();
    entries.push_back(std::move(entry));
  }
  if (number == 0) return DataLoss("the manifest is empty");
  return entries;
}

Status VerifyQuick(const std::filesystem::path& rootfs, const std::vector<ManifestEntry>& entries) {
  const UniqueFd root(::open(rootfs.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!root.valid()) return ErrnoStatus("cannot open " + rootfs.string(), errno);
  for (const ManifestEntry& entry : entries) {
    struct stat seen {};
    if (::fstatat(root.get(), entry.path.c_str(), &seen, AT_SYMLINK_NOFOLLOW) != 0) {
      return Differs(entry, "is missing");
    }
    ASSAY_RETURN_IF_ERROR(CheckStat(entry, seen));
  }
  return OkStatus();
}

Status VerifyFull(const std::filesystem::path& rootfs, const std::vector<ManifestEntry>& entries) {
  ASSAY_RETURN_IF_ERROR(VerifyQuick(rootfs, entries));
  const UniqueFd root(::open(rootfs.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!root.valid()) return ErrnoStatus("cannot open " + rootfs.string(), errno);
  std::set<std::string, std::less<>> known;
  for (const ManifestEntry& entry : entries) {
    ASSAY_RETURN_IF_ERROR(CheckContent(root.get(), entry));
    known.insert(entry.path);
  }
  std::error_code error;
  std::filesystem::recursive_directory_iterator walk(rootfs, error);
  for (; !error && walk != std::filesystem::recursive_directory_iterator(); walk.increment(error)) {
    const std::string path = walk->path().lexically_relative(rootfs).string();
    if (!known.contains(path)) return DataLoss("/" + path + " does not belong to the image");
  }
  if (error) return ErrnoStatus("cannot walk " + rootfs.string(), error.value());
  return OkStatus();
}

}  // namespace assay::runtime_images
