#include "supervisor/backup/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "common/sha256.h"
#include "common/unique_fd.h"

namespace assay::supervisor {
namespace {

constexpr size_t kBlockBytes = 256U << 10U;
constexpr uint64_t kMaxMembers = 50'000'000;

struct FreeEntry {
  void operator()(archive_entry* entry) const { archive_entry_free(entry); }
};
struct FreeWriter {
  void operator()(struct archive* writer) const { archive_write_free(writer); }
};
struct FreeReader {
  void operator()(struct archive* reader) const { archive_read_free(reader); }
};

std::string Reason(struct archive* archive) {
  const char* said = archive_error_string(archive);
  return said == nullptr ? "no reason given" : said;
}

class Writer final : public BackupWriter {
 public:
  explicit Writer(ByteSink& sink) : sink_(sink), archive_(archive_write_new()) {}

  Status Open() {
    const bool ok =
        archive_ != nullptr &&
        archive_write_set_format_pax_restricted(archive_.get()) == ARCHIVE_OK &&
        archive_write_add_filter_zstd(archive_.get()) == ARCHIVE_OK &&
        archive_write_set_bytes_per_block(archive_.get(), 0) == ARCHIVE_OK &&
        archive_write_open(archive_.get(), this, nullptr, &Writer::Pass, nullptr) == ARCHIVE_OK;
    return ok ? OkStatus() : Failed("the archive");
  }

  Status AddFile(const std::string& name, const std::filesystem::path& file) override {
    if (!IsMemberName(name)) return InvalidArgument(file.string() + ": an odd name for a backup");
    const UniqueFd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    if (!fd.valid()) return ErrnoStatus(file.string(), errno);
    struct stat st {};
    if (::fstat(fd.get(), &st) != 0) return ErrnoStatus(file.string(), errno);
    if (!S_ISREG(st.st_mode)) return FailedPrecondition(file.string() + ": not a regular file");
    const auto size = static_cast<uint64_t>(st.st_size);
    ASSAY_RETURN_IF_ERROR(BeginMember(name, size));
    Sha256 hash;
    uint64_t left = size;
    std::string buffer(kBlockBytes, '\0');
    while (left > 0) {
      const ssize_t n = ::read(fd.get(), buffer.data(), std::min<uint64_t>(left, buffer.size()));
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return ErrnoStatus(file.string(), errno);
      if (n == 0) return DataLoss(file.string() + ": it became shorter while it was read");
      const std::string_view bytes(buffer.data(), static_cast<size_t>(n));
      hash.Update(bytes);
      ASSAY_RETURN_IF_ERROR(Data(bytes));
      left -= bytes.size();
    }
    if (!digests_.emplace(name, MemberDigest{hash.Hex(), size}).second) {
      return Internal(name + ": twice in one backup");
    }
    return OkStatus();
  }

  Status Finish(Manifest manifest) override {
    manifest.files = digests_;
    const std::string text = FormatManifest(manifest);
    ASSAY_RETURN_IF_ERROR(BeginMember(std::string(kManifestName), text.size()));
    ASSAY_RETURN_IF_ERROR(Data(text));
    if (archive_write_close(archive_.get()) != ARCHIVE_OK) return Failed("the archive's end");
    return sink_.Finish();
  }

 private:
  static la_ssize_t Pass(struct archive* archive, void* self, const void* data, size_t size) {
    auto* writer = static_cast<Writer*>(self);
    writer->sunk_ = writer->sink_.Write({static_cast<const char*>(data), size});
    if (writer->sunk_.ok()) return static_cast<la_ssize_t>(size);
    archive_set_error(archive, EIO, "the backup cannot be written");
    return -1;
  }

  Status BeginMember(const std::string& name, uint64_t size) {
    const std::unique_ptr<archive_entry, FreeEntry> entry(archive_entry_new());
    archive_entry_set_pathname(entry.get(), name.c_str());
    archive_entry_set_size(entry.get(), static_cast<la_int64_t>(size));
    archive_entry_set_filetype(entry.get(), AE_IFREG);
    archive_entry_set_perm(entry.get(), 0600);
    if (archive_write_header(archive_.get(), entry.get()) != ARCHIVE_OK) return Failed(name);
    return OkStatus();
  }

  Status Data(std::string_view bytes) {
    const la_ssize_t n = archive_write_data(archive_.get(), bytes.data(), bytes.size());
    return n == static_cast<la_ssize_t>(bytes.size()) ? OkStatus() : Failed("the archive");
  }

  Status Failed(const std::string& what) const {
    return sunk_.ok() ? Internal(what + ": " + Reason(archive_.get())) : sunk_;
  }

  ByteSink& sink_;
  Status sunk_;  // why the sink refused
  std::map<std::string, MemberDigest> digests_;
  const std::unique_ptr<struct archive, FreeWriter> archive_;  // last: closing it writes
};

class Reader {
 public:
  Reader(ByteSource& source, BackupVisitor* visitor)
      : source_(source), visitor_(visitor), archive_(archive_read_new()) {}

  Result<Manifest> All() {
    const bool ok =
        archive_ != nullptr && archive_read_support_format_tar(archive_.get()) == ARCHIVE_OK &&
        archive_read_support_filter_zstd(archive_.get()) == ARCHIVE_OK &&
        archive_read_open(archive_.get(), this, nullptr, &Reader::Pull, nullptr) == ARCHIVE_OK;
    if (!ok) return Broken();
    while (true) {
      archive_entry* entry = nullptr;
      const int code = archive_read_next_header(archive_.get(), &entry);
      if (code == ARCHIVE_EOF) break;
      if (code != ARCHIVE_OK) return Broken();
      if (!manifest_.empty()) return DataLoss("the backup goes on after its manifest");
      ASSAY_RETURN_IF_ERROR(ReadMember(entry));
    }
    return Compare();
  }

 private:
  static la_ssize_t Pull(struct archive* archive, void* self, const void** data) {
    auto* reader = static_cast<Reader*>(self);
    auto bytes = reader->source_.Read();
    if (!bytes.ok()) {
      reader->pulled_ = std::move(bytes).status();
      archive_set_error(archive, EIO, "the backup cannot be read");
      return -1;
    }
    *data = bytes->data();
    return static_cast<la_ssize_t>(bytes->size());
  }

  Status ReadMember(archive_entry* entry) {
    const char* path = archive_entry_pathname(entry);
    const std::string name = path == nullptr ? "" : path;
    const la_int64_t size = archive_entry_size(entry);
    const bool regular = archive_entry_filetype(entry) == AE_IFREG &&
                         archive_entry_hardlink(entry) == nullptr &&
                         archive_entry_symlink(entry) == nullptr;
    if (!regular || !IsMemberName(name) || size < 0 || archive_entry_sparse_count(entry) > 0) {
      return DataLoss("the backup has a member that none of ours has: its name or kind is odd");
    }
    if (digests_.size() >= kMaxMembers) return DataLoss("the backup has too many members");
    const bool manifest = name == kManifestName;
    if (manifest && static_cast<uint64_t>(size) > kMaxManifestBytes) {
      return DataLoss("the backup's manifest is too long");
    }
    BackupVisitor* visitor = manifest ? nullptr : visitor_;
    if (visitor != nullptr) {
      ASSAY_RETURN_IF_ERROR(visitor->Begin(name, static_cast<uint64_t>(size)));
    }
    ASSAY_ASSIGN_OR_RETURN(MemberDigest digest, ReadData(visitor, manifest));
    if (digest.bytes != static_cast<uint64_t>(size)) return DataLoss(name + ": its length differs");
    if (visitor != nullptr) ASSAY_RETURN_IF_ERROR(visitor->End());
    if (!manifest && !digests_.emplace(name, std::move(digest)).second) {
      return DataLoss(name + ": twice in the backup");
    }
    return OkStatus();
  }

  Result<MemberDigest> ReadData(BackupVisitor* visitor, bool manifest) {
    MemberDigest digest;
    Sha256 hash;
    while (true) {
      const void* data = nullptr;
      size_t size = 0;
      la_int64_t offset = 0;
      const int code = archive_read_data_block(archive_.get(), &data, &size, &offset);
      if (code == ARCHIVE_EOF) break;
      if (code != ARCHIVE_OK || static_cast<uint64_t>(offset) != digest.bytes) return Broken();
      const std::string_view bytes(static_cast<const char*>(data), size);
      hash.Update(bytes);
      digest.bytes += size;
      if (manifest) {
        manifest_.append(bytes);
        if (manifest_.size() > kMaxManifestBytes) return DataLoss("the manifest is too long");
      }
      if (visitor != nullptr) ASSAY_RETURN_IF_ERROR(visitor->Data(bytes));
    }
    digest.sha256 = hash.Hex();
    return digest;
  }

  Result<Manifest> Compare() const {
    if (manifest_.empty()) return DataLoss("the backup has no manifest: it was cut");
    ASSAY_ASSIGN_OR_RETURN(Manifest manifest, ParseManifest(manifest_));
    for (const auto& [name, digest] : manifest.files) {
      const auto found = digests_.find(name);
      if (found == digests_.end()) return DataLoss(name + ": missing in the backup");
      if (!(found->second == digest)) {
        return DataLoss(name + ": it was changed (SHA-256 " + found->second.sha256 + ", expected " +
                        digest.sha256 + ")");
      }
    }
    for (const auto& [name, digest] : digests_) {
      if (!manifest.files.contains(name)) return DataLoss(name + ": not in the backup's manifest");
    }
    return manifest;
  }

  Status Broken() const {
    if (!pulled_.ok()) return pulled_;
    return DataLoss("the backup cannot be read: " + Reason(archive_.get()));
  }

  ByteSource& source_;
  BackupVisitor* const visitor_;
  Status pulled_;  // why the source gave nothing
  std::string manifest_;
  std::map<std::string, MemberDigest> digests_;
  const std::unique_ptr<struct archive, FreeReader> archive_;
};

}  // namespace

Result<std::unique_ptr<BackupWriter>> BackupWriter::Start(ByteSink& sink) {
  auto writer = std::make_unique<Writer>(sink);
  ASSAY_RETURN_IF_ERROR(writer->Open());
  return std::unique_ptr<BackupWriter>(std::move(writer));
}

Result<Manifest> ReadBackup(ByteSource& source, BackupVisitor* visitor) {
  return Reader(source, visitor).All();
}

}  // namespace assay::supervisor
