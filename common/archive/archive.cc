#include "common/archive/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <locale.h>  // NOLINT(modernize-deprecated-headers): newlocale is POSIX's, not C++'s
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <system_error>

#include "common/archive/tree_writer.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

constexpr size_t kBlockBytes = 64U << 10U;

struct FreeReader {
  void operator()(struct archive* reader) const { archive_read_free(reader); }
};
using Reader = std::unique_ptr<struct archive, FreeReader>;

// libarchive gives names in the thread's character set: with any but UTF-8 it would write "?" for
// what that lacks, and two names would become one.
class Utf8Locale {
 public:
  Utf8Locale() : locale_(::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr)) {
    if (locale_ != nullptr) before_ = ::uselocale(locale_);
  }
  Utf8Locale(const Utf8Locale&) = delete;
  Utf8Locale& operator=(const Utf8Locale&) = delete;
  ~Utf8Locale() {
    if (locale_ == nullptr) return;
    ::uselocale(before_);
    ::freelocale(locale_);
  }
  bool ok() const { return locale_ != nullptr; }

 private:
  locale_t locale_;
  locale_t before_ = nullptr;
};

// The formats that people pack packages in, and no other: each reader is code that an archive's
// author may aim at.
Reader NewReader() {
  Reader reader(archive_read_new());
  if (reader == nullptr) return nullptr;
  archive_read_support_format_zip(reader.get());
  archive_read_support_format_tar(reader.get());
  archive_read_support_format_7zip(reader.get());
  archive_read_support_filter_gzip(reader.get());
  archive_read_support_filter_bzip2(reader.get());
  archive_read_support_filter_xz(reader.get());
  archive_read_support_filter_zstd(reader.get());
  return reader;
}

Status ReaderStatus(struct archive* reader) {
  const char* said = archive_error_string(reader);
  return InvalidArgument(
      std::string("not an archive that can be read (zip, tar, tar.gz, tar.xz, tar.zst, 7z): ") +
      (said == nullptr ? "no reason given" : said));
}

class Walk {
 public:
  Walk(struct archive* reader, uint64_t packed_bytes, const ArchiveLimits& limits, EntrySink& sink)
      : reader_(reader), packed_bytes_(packed_bytes), limits_(limits), sink_(sink) {}

  Status All() {
    struct archive_entry* entry = nullptr;
    uint64_t entries = 0;
    while (true) {
      const int code = archive_read_next_header(reader_, &entry);
      if (code == ARCHIVE_EOF) break;
      if (code != ARCHIVE_OK && code != ARCHIVE_WARN) return ReaderStatus(reader_);
      if (++entries > limits_.entries) {
        return ResourceExhausted("more than " + std::to_string(limits_.entries) + " entries");
      }
      ASSAY_RETURN_IF_ERROR(One(entry, code == ARCHIVE_WARN));
    }
    if (entries == 0) return InvalidArgument("the archive is empty");
    return OkStatus();
  }

 private:
  Status One(struct archive_entry* entry, bool warned) {
    const char* raw = archive_entry_pathname(entry);
    if (raw == nullptr) {
      return InvalidArgument("an entry has a name that is not UTF-8; pack it with UTF-8 names");
    }
    const std::string name = raw;
    // Where it cannot read a name as UTF-8 it warns and writes something else.
    const char* said = warned ? archive_error_string(reader_) : nullptr;
    if (said != nullptr && std::string_view(said).find("converted") != std::string_view::npos) {
      return InvalidArgument("the entry " + EscapeName(name) +
                             " has a name that is not UTF-8; pack it with UTF-8 names");
    }
    ASSAY_ASSIGN_OR_RETURN(const std::string path, CheckEntryName(name, limits_));
    ASSAY_RETURN_IF_ERROR(CheckKind(entry, name));
    if (archive_entry_filetype(entry) == AE_IFDIR) {
      return path.empty() ? OkStatus() : sink_.MakeFolder(path);
    }
    if (path.empty()) return InvalidArgument("the entry " + EscapeName(name) + " names no file");
    ASSAY_RETURN_IF_ERROR(sink_.BeginFile(path, (archive_entry_perm(entry) & 0100U) != 0));
    ASSAY_RETURN_IF_ERROR(Content(name));
    return sink_.EndFile();
  }

  static Status CheckKind(struct archive_entry* entry, const std::string& name) {
    const auto refuse = [&](const std::string& what) {
      return InvalidArgument("the entry " + EscapeName(name) + " is " + what);
    };
    if (const char* target = archive_entry_symlink(entry)) {
      return refuse("a symbolic link to " + EscapeName(target) +
                    "; put the file itself into the archive");
    }
    if (const char* target = archive_entry_hardlink(entry)) {
      return refuse("a hard link to " + EscapeName(target) +
                    "; put the file itself into the archive");
    }
    switch (archive_entry_filetype(entry)) {
      case AE_IFREG:
        break;
      case AE_IFDIR:
        return OkStatus();
      case AE_IFLNK:
        return refuse("a symbolic link; put the file itself into the archive");
      case AE_IFCHR:
      case AE_IFBLK:
        return refuse("a device");
      case AE_IFIFO:
        return refuse("a FIFO");
      case AE_IFSOCK:
        return refuse("a socket");
      default:
        return refuse("neither a file nor a folder");
    }
    if ((archive_entry_mode(entry) & (S_ISUID | S_ISGID)) != 0) {
      return refuse("set-user-id or set-group-id");
    }
    if (archive_entry_is_encrypted(entry) == 1) return refuse("encrypted; pack it without");
    return OkStatus();
  }

  Status Content(const std::string& name) {
    uint64_t size = 0;
    while (true) {
      const la_ssize_t n = archive_read_data(reader_, block_.data(), block_.size());
      if (n == 0) return OkStatus();
      if (n < 0) {
        const char* said = archive_error_string(reader_);
        return InvalidArgument("the entry " + EscapeName(name) +
                               " is damaged: " + (said == nullptr ? "no reason given" : said));
      }
      size += static_cast<uint64_t>(n);
      total_ += static_cast<uint64_t>(n);
      ASSAY_RETURN_IF_ERROR(CheckSizes(name, size));
      ASSAY_RETURN_IF_ERROR(sink_.Write({block_.data(), static_cast<size_t>(n)}));
    }
  }

  Status CheckSizes(const std::string& name, uint64_t size) const {
    const auto refuse = [&](const std::string& what) {
      return ResourceExhausted("the entry " + EscapeName(name) + " " + what);
    };
    if (size > limits_.file_bytes) {
      return refuse("unpacks to more than " + std::to_string(limits_.file_bytes) + " bytes");
    }
    if (total_ > limits_.total_bytes) {
      return refuse("takes the archive over " + std::to_string(limits_.total_bytes) + " bytes");
    }
    if (total_ > limits_.ratio_free_bytes && total_ / limits_.ratio > packed_bytes_) {
      return refuse("takes the archive over " + std::to_string(limits_.ratio) +
                    " times its packed size");
    }
    return OkStatus();
  }

  struct archive* reader_;
  uint64_t packed_bytes_;
  const ArchiveLimits& limits_;
  EntrySink& sink_;
  uint64_t total_ = 0;
  std::array<char, kBlockBytes> block_{};
};

Status WalkFile(const fs::path& path, const ArchiveLimits& limits, EntrySink& sink) {
  // O_NONBLOCK: a FIFO of that name must not hold us.
  const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!fd.valid()) return ErrnoStatus("open", errno);
  struct stat st {};
  if (::fstat(fd.get(), &st) != 0) return ErrnoStatus("stat", errno);
  if (!S_ISREG(st.st_mode)) return InvalidArgument("not a regular file");
  const auto size = static_cast<uint64_t>(st.st_size);
  if (size > limits.archive_bytes) {
    return ResourceExhausted(std::to_string(size) + " bytes, more than the " +
                             std::to_string(limits.archive_bytes) + " allowed");
  }
  const Utf8Locale locale;
  if (!locale.ok()) return Internal("the system has no C.UTF-8 locale; install libc-bin");
  const Reader reader = NewReader();
  if (reader == nullptr) return ResourceExhausted("no memory for reading an archive");
  if (archive_read_open_fd(reader.get(), fd.get(), kBlockBytes) != ARCHIVE_OK) {
    return ReaderStatus(reader.get());
  }
  return Walk(reader.get(), size, limits, sink).All();
}

}  // namespace

bool IsArchiveName(const fs::path& path) {
  static constexpr std::array<std::string_view, 11> kEndings = {
      ".zip",    ".tar", ".tar.gz",  ".tgz",  ".tar.bz2", ".tbz2",
      ".tar.xz", ".txz", ".tar.zst", ".tzst", ".7z"};
  const std::string name = path.filename().string();
  for (const std::string_view ending : kEndings) {
    if (name.size() > ending.size() && name.ends_with(ending)) return true;
  }
  return false;
}

Status WalkArchive(std::string_view bytes, const ArchiveLimits& limits, EntrySink& sink) {
  const Utf8Locale locale;
  const Reader reader = NewReader();
  if (!locale.ok() || reader == nullptr) return Internal("no archive reader");
  if (archive_read_open_memory(reader.get(), bytes.data(), bytes.size()) != ARCHIVE_OK) {
    return ReaderStatus(reader.get());
  }
  return Walk(reader.get(), bytes.size(), limits, sink).All();
}

Result<std::shared_ptr<TempDir>> Unpack(const fs::path& archive, const ArchiveLimits& limits) {
  ASSAY_ASSIGN_OR_RETURN(TempDir made, TempDir::Create("assay-package-"));
  auto folder = std::make_shared<TempDir>(std::move(made));
  ASSAY_RETURN_IF_ERROR(UnpackInto(archive, folder->path(), limits));
  return folder;
}

Status UnpackInto(const fs::path& archive, const fs::path& folder, const ArchiveLimits& limits) {
  ASSAY_ASSIGN_OR_RETURN(TreeWriter writer, TreeWriter::Open(folder, limits.entries));
  return WalkFile(archive, limits, writer).Annotate(archive.string());
}

fs::path PackageRoot(const fs::path& unpacked) {
  fs::path only;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(unpacked, error)) {
    const std::string name = entry.path().filename().string();
    if (name == "__MACOSX" || name == ".DS_Store") continue;
    if (!only.empty() || entry.is_symlink(error) || !entry.is_directory(error)) return unpacked;
    only = entry.path();
  }
  return only.empty() ? unpacked : only;
}

}  // namespace assay
