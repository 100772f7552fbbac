#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "common/status.h"
#include "supervisor/backup/manifest.h"

// `assay backup` and `assay restore`: the database, the blobs, the keys that open them, and the
// configuration, in one file. docs/operators.md describes both for people.
namespace assay::supervisor {

struct BackupOptions {
  std::filesystem::path data;
  std::filesystem::path file;             // a new one
  std::filesystem::path passphrase_file;  // empty: the file is not protected
  // The master key and the authority's key are in the backup. Without a passphrase somebody has to
  // say that they know.
  bool include_keys = false;
};

// While the platform runs. The database is of one moment, and every blob that it names is there.
Status MakeBackup(const BackupOptions& options);

// Reads all of it and compares it with its manifest. kDataLoss: it was changed or cut.
Result<Manifest> VerifyBackup(const std::filesystem::path& file,
                              const std::filesystem::path& passphrase_file);

// Into a folder that is not there or is empty. The whole backup is verified before anything is
// made, and the database's rows are counted afterwards; where something is wrong nothing is left.
Status Restore(const std::filesystem::path& file, const std::filesystem::path& passphrase_file,
               const std::filesystem::path& data);

}  // namespace assay::supervisor
