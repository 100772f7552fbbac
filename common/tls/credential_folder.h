#pragma once

#include <filesystem>
#include <string_view>

#include "common/status.h"

// System calls of the authority: files that are on the disk when they are named, and folders that
// change as a whole.
namespace assay::tls {

// Makes the folder and its missing parents; the last one 0700. One that stands is left as it is.
Status MakePrivateFolder(const std::filesystem::path& folder);

// A new file or the old one's replacement, synchronised, with `mode` from its first byte on.
Status WriteDurably(const std::filesystem::path& path, std::string_view data, unsigned mode);

}  // namespace assay::tls
