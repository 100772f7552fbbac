#pragma once

#include <filesystem>
#include <string>
#include <vector>

// The verbs of assay-images. Each prints for people and returns the program's exit code: 0 done, 1
// something is wrong with an image or a build, 2 wrong use.
namespace assay::runtime_images {

struct ToolOptions {
  std::filesystem::path store;
  std::filesystem::path languages;
  std::filesystem::path locks;
  std::string mirror;
  std::string security_mirror;
  std::vector<std::string> names;
  bool all = false;
  bool common = false;
  bool force = false;
  bool locked = false;
  bool erofs = false;
  bool full = false;
  bool json = false;
  int jobs = 2;
  std::filesystem::path out;
};

int RunBuild(const ToolOptions& options);
int RunLock(const ToolOptions& options);
int RunList(const ToolOptions& options);
int RunVerify(const ToolOptions& options);
int RunExport(const ToolOptions& options);
int RunGc(const ToolOptions& options);

}  // namespace assay::runtime_images
