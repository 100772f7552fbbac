#pragma once

#include <filesystem>
#include <memory>

#include "common/status.h"
#include "supervisor/backup/progress.h"
#include "supervisor/backup/stream.h"

namespace assay::supervisor {

// The archive in a backup's file, whether a passphrase protects it or not. kInvalidArgument: it
// does, and none was given. `progress` counts the file's bytes, and outlives it.
Result<std::unique_ptr<ByteSource>> OpenBackup(const std::filesystem::path& file,
                                               const std::filesystem::path& passphrase_file,
                                               Progress& progress);

}  // namespace assay::supervisor
