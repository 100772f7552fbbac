#pragma once

#include <map>
#include <set>
#include <string>

#include "lms/courses/cartridge/manifest.h"
#include "lms/courses/cartridge/markdown.h"

namespace assay::courses::cartridge {

// Where the addresses in a cartridge's texts lead: out into the web, to another of its entries, or
// to nothing that comes along.
class Links {
 public:
  // `manifest` outlives it. `entries` are the identifiers of resources that may become entries.
  Links(const Files& files, const Manifest& manifest, std::set<std::string> entries);

  Target Find(const std::string& from, const std::string& href) const;
  // For the texts of one file.
  Resolve In(const std::string& from) const;

 private:
  Target ToFile(const std::string& path) const;
  Target ToResource(const std::string& id) const;

  const Files& files_;
  std::set<std::string> entries_;
  std::map<std::string, std::string> of_path_;  // the resource of a file
};

}  // namespace assay::courses::cartridge
