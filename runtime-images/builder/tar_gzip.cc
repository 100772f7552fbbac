#include "runtime-images/builder/tar_gzip.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <memory>

#include "common/files.h"
#include "common/sha256.h"
#include "common/unique_fd.h"

namespace assay::runtime_images {
namespace {

struct FreeArchive {
  void operator()(archive* a) const { ::archive_write_free(a); }
};
struct FreeEntry {
  void operator()(archive_entry* e) const { ::archive_entry_free(e); }
};
using ArchivePtr = std::unique_ptr<archive, FreeArchive>;

// Two libarchive writers, one feeding the other: tar -> hash -> gzip -> hash -> file.
class LayerWriter {
 public:
  Status Open(const std::filesystem::path& path) {
    file_.reset(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
    if (!file_.valid()) return ErrnoStatus("cannot create " + path.string(), errno);
    gzip_.reset(::archive_write_new());
    tar_.reset(::archive_write_new());
    archive* gzip = gzip_.get();
    archive* tar = tar_.get();
    // Without the time in gzip's header, and with the last block not padded to the tape's size.
    if (::archive_write_set_format_raw(gzip) != ARCHIVE_OK ||
        ::archive_write_add_filter_gzip(gzip) != ARCHIVE_OK ||
        ::archive_write_set_options(gzip, "gzip:!timestamp,gzip:compression-level=4") !=
            ARCHIVE_OK ||
        ::archive_write_set_bytes_in_last_block(gzip, 1) != ARCHIVE_OK ||
        ::archive_write_open(gzip, this, nullptr, &LayerWriter::OnGzip, nullptr) != ARCHIVE_OK) {
      return Failed(gzip);
    }
    const std::unique_ptr<archive_entry, FreeEntry> entry(::archive_entry_new());
    ::archive_entry_set_filetype(entry.get(), AE_IFREG);
    if (::archive_write_header(gzip, entry.get()) != ARCHIVE_OK) return Failed(gzip);
    if (::archive_write_set_format_pax_restricted(tar) != ARCHIVE_OK ||
        ::archive_write_open(tar, this, nullptr, &LayerWriter::OnTar, nullptr) != ARCHIVE_OK) {
      return Failed(tar);
    }
    return OkStatus();
  }

  Status Add(int root, const ManifestEntry& entry) {
    const std::unique_ptr<archive_entry, FreeEntry> out(::archive_entry_new());
    ::archive_entry_set_pathname(out.get(), entry.path.c_str());
    ::archive_entry_set_mtime(out.get(), entry.mtime, 0);
    ::archive_entry_set_uid(out.get(), 0);
    ::archive_entry_set_gid(out.get(), 0);
    ::archive_entry_set_perm(out.get(), entry.mode);
    ::archive_entry_set_size(out.get(), 0);
    switch (entry.kind) {
      case EntryKind::kDirectory:
        ::archive_entry_set_filetype(out.get(), AE_IFDIR);
        // In a container nothing is mounted over it.
        if (entry.path == "tmp" || entry.path == "work") ::archive_entry_set_perm(out.get(), 01777);
        break;
      case EntryKind::kLink:
        ::archive_entry_set_filetype(out.get(), AE_IFLNK);
        ::archive_entry_set_symlink(out.get(), entry.content.c_str());
        break;
      case EntryKind::kFile:
        ::archive_entry_set_filetype(out.get(), AE_IFREG);
        ::archive_entry_set_size(out.get(), static_cast<int64_t>(entry.size));
        break;
    }
    if (::archive_write_header(tar_.get(), out.get()) != ARCHIVE_OK) return Failed(tar_.get());
    return entry.kind == EntryKind::kFile ? Content(root, entry) : OkStatus();
  }

  Result<Layer> Close() {
    if (::archive_write_close(tar_.get()) != ARCHIVE_OK) return Failed(tar_.get());
    if (::archive_write_close(gzip_.get()) != ARCHIVE_OK) return Failed(gzip_.get());
    return Layer{compressed_.Hex(), plain_.Hex(), size_};
  }

 private:
  static Status Failed(archive* a) {
    const char* text = ::archive_error_string(a);
    return Internal(std::string("writing the layer: ") +
                    (text != nullptr ? text : "unknown error"));
  }

  Status Content(int root, const ManifestEntry& entry) {
    const UniqueFd fd(::openat(root, entry.path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    if (!fd.valid()) return ErrnoStatus("cannot open /" + entry.path, errno);
    uint64_t left = entry.size;
    while (left > 0) {
      const ssize_t got = ::read(fd.get(), buffer_.data(), buffer_.size());
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0 || static_cast<uint64_t>(got) > left)
        return DataLoss("/" + entry.path + " has another size");
      if (::archive_write_data(tar_.get(), buffer_.data(), static_cast<size_t>(got)) != got) {
        return Failed(tar_.get());
      }
      left -= static_cast<uint64_t>(got);
    }
    return OkStatus();
  }

  static la_ssize_t OnTar(archive*, void* self, const void* data, size_t size) {
    auto* writer = static_cast<LayerWriter*>(self);
    writer->plain_.Update({static_cast<const char*>(data), size});
    return ::archive_write_data(writer->gzip_.get(), data, size);
  }

  static la_ssize_t OnGzip(archive* a, void* self, const void* data, size_t size) {
    auto* writer = static_cast<LayerWriter*>(self);
    const std::string_view bytes(static_cast<const char*>(data), size);
    writer->compressed_.Update(bytes);
    writer->size_ += size;
    if (const Status written = WriteAll(writer->file_.get(), bytes); !written.ok()) {
      ::archive_set_error(a, EIO, "%s", written.message().c_str());
      return -1;
    }
    return static_cast<la_ssize_t>(size);
  }

  // The writers flush when they are destroyed, tar into gzip into the hashes and the file: so they
  // come last, and tar after gzip.
  UniqueFd file_;
  Sha256 plain_;
  Sha256 compressed_;
  uint64_t size_ = 0;
  std::array<char, 64 * 1024> buffer_{};
  ArchivePtr gzip_;
  ArchivePtr tar_;
};

}  // namespace

Result<Layer> WriteTarGzip(const std::filesystem::path& rootfs,
                           const std::vector<ManifestEntry>& entries,
                           const std::filesystem::path& path) {
  const UniqueFd root(::open(rootfs.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!root.valid()) return ErrnoStatus("cannot open " + rootfs.string(), errno);
  const auto writer = std::make_unique<LayerWriter>();
  ASSAY_RETURN_IF_ERROR(writer->Open(path));
  for (const ManifestEntry& entry : entries) ASSAY_RETURN_IF_ERROR(writer->Add(root.get(), entry));
  return writer->Close();
}

}  // namespace assay::runtime_images
