#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "common/status.h"
#include "supervisor/backup/manifest.h"
#include "supervisor/backup/stream.h"

// A backup is a tar archive, packed by zstd, whose last member is its manifest. Without a
// passphrase `tar --zstd -xf` reads it.
namespace assay::supervisor {

class BackupWriter {
 public:
  // `sink` outlives it.
  static Result<std::unique_ptr<BackupWriter>> Start(ByteSink& sink);
  virtual ~BackupWriter() = default;

  // A regular file, never through a link. What it holds when it is read is what counts: a file that
  // grows or shrinks while it is read is kDataLoss. kNotFound: it is gone.
  virtual Status AddFile(const std::string& name, const std::filesystem::path& file) = 0;
  // Adds `manifest` with the digests of all members, and finishes the sink.
  virtual Status Finish(Manifest manifest) = 0;
};

// Sees the members of a backup as they go by. Not trusted until the whole was read: what was
// written has to be thrown away when ReadBackup fails.
class BackupVisitor {
 public:
  virtual ~BackupVisitor() = default;
  virtual Status Begin(const std::string& name, uint64_t bytes) = 0;
  virtual Status Data(std::string_view bytes) = 0;
  virtual Status End() = 0;
};

// Reads all of it and compares every member with the manifest: kDataLoss where one was changed, is
// missing or is not listed, or the archive cannot be read. `visitor` may be nullptr.
Result<Manifest> ReadBackup(ByteSource& source, BackupVisitor* visitor);

}  // namespace assay::supervisor
