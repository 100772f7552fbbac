#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "common/status.h"

namespace assay::client {

struct SourceFile {
  std::string path;  // as it is called in the submission: relative, with '/'
  std::string data;
};

// Files by their own names, folders with what is in them by the paths below them; what is hidden (a
// name that begins with '.') is left out of folders. kNotFound; kInvalidArgument: nothing, two of
// the same name, over 500 files or 10 MiB, a link that leads out of its folder.
Result<std::vector<SourceFile>> CollectSources(const std::vector<std::filesystem::path>& paths);

// "files" of POST /v1/submissions: {path, text} where it is UTF-8 without NUL, else {path, data}.
nlohmann::json ToJson(const std::vector<SourceFile>& files);

// A folder as a .tar.gz; the same bytes for the same content. For packages of problems: links are
// followed within the folder; .git and what editors leave stays out. At most 512 MiB of content.
Result<std::string> PackFolder(const std::filesystem::path& folder);

}  // namespace assay::client
