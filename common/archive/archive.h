#pragma once

#include <filesystem>
#include <memory>
#include <string_view>

#include "common/archive/entry_name.h"
#include "common/archive/entry_sink.h"
#include "common/files.h"
#include "common/status.h"

// Unpacks archives that nobody has looked at: zip, tar (plain, gzip, bzip2, xz, zstd) and 7z, told
// by their content. Regular files and folders come out with mode 0644 or 0755 and nothing else
// does: links, devices, FIFOs, sockets, set-user-id files, encrypted entries, names that leave the
// folder, and entries that stand there twice are errors that name the entry. An archive inside of
// an archive stays packed.
namespace assay {

// By the name alone: ".zip", ".tar", ".tar.gz", ".tgz", ".tar.xz", ".tar.zst", ".7z" …
bool IsArchiveName(const std::filesystem::path& path);

// Into a new folder below the system's temporary one, removed with the last copy of the pointer;
// nothing is left of an archive that is refused. kInvalidArgument: not an archive, damaged, or an
// entry is refused; kResourceExhausted: one of `limits`. Thread-safe.
Result<std::shared_ptr<TempDir>> Unpack(const std::filesystem::path& archive,
                                        const ArchiveLimits& limits = {});

// Into `folder`, which is there, empty, and the caller's to remove, also after an error.
Status UnpackInto(const std::filesystem::path& archive, const std::filesystem::path& folder,
                  const ArchiveLimits& limits = {});

// Where the package stands: the folder itself, or the only folder in it when nothing else is there
// (what a Mac adds does not count), once.
std::filesystem::path PackageRoot(const std::filesystem::path& unpacked);

// Every entry of an archive in memory into `sink`. For tests and the fuzzer.
Status WalkArchive(std::string_view bytes, const ArchiveLimits& limits, EntrySink& sink);

}  // namespace assay
