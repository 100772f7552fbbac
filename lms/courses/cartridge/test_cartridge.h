#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>

#include "common/archive/make_zip.h"

namespace assay::courses::cartridge {

// A cartridge of tests/cartridges by its name, unpacked.
inline std::map<std::string, std::string> TestFiles(const std::string& name) {
  std::map<std::string, std::string> files;
  const char* source = std::getenv("ASSAY_SOURCE_DIR");
  EXPECT_NE(source, nullptr) << "run this by ctest, or set ASSAY_SOURCE_DIR to the tree's root";
  if (source == nullptr) return files;
  const std::filesystem::path folder = std::filesystem::path(source) / "tests/cartridges" / name;
  for (const auto& one : std::filesystem::recursive_directory_iterator(folder)) {
    if (!one.is_regular_file()) continue;
    std::stringstream text;
    text << std::ifstream(one.path()).rdbuf();
    files[one.path().lexically_relative(folder).string()] = text.str();
  }
  return files;
}

inline std::string ZipOf(const std::map<std::string, std::string>& files) {
  const auto zip = MakeZip({files.begin(), files.end()});
  EXPECT_TRUE(zip.ok()) << zip.status().ToString();
  return zip.ok() ? *zip : "";
}

}  // namespace assay::courses::cartridge
