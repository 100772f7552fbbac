#pragma once

#include <string>
#include <vector>

// What `assay new` lays out: small, whole and right, so that an author starts by changing it.
namespace assay::grader {

struct ScaffoldFile {
  std::string path, text;
};

std::vector<std::string> ScaffoldKinds();
std::vector<ScaffoldFile> ScaffoldOf(const std::string& kind, const std::string& title);

}  // namespace assay::grader
