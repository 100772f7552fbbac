#include "grader/unit_tests/overlay.h"

#include <fnmatch.h>

#include <algorithm>
#include <map>
#include <set>

namespace assay::grader {
namespace {

using sandbox::CollectedFile;

struct Hijack {
  std::string_view language;
  std::string_view pattern;  // of the file's name, or, with a slash at the end, of any folder
  std::string_view why;
};

constexpr std::string_view kPytest = "steers pytest";
constexpr std::string_view kPython = "stands in for a module of Python's or of the framework";
constexpr std::string_view kNode = "steers Node.js or its packages";
constexpr std::string_view kRunner = "steers a test runner";
constexpr std::string_view kGo = "steers the Go tool";
constexpr std::string_view kCargo = "steers Cargo";
constexpr std::string_view kJunit = "steers JUnit or the class path";
constexpr std::string_view kHeader = "stands in for a header of the framework";

constexpr Hijack kHijacks[] = {
    {"python", "conftest.py", kPytest},
    {"python", "pytest.ini", kPytest},
    {"python", ".pytest.ini", kPytest},
    {"python", "pytest.toml", kPytest},
    {"python", ".pytest.toml", kPytest},
    {"python", "pyproject.toml", kPytest},
    {"python", "tox.ini", kPytest},
    {"python", "setup.cfg", kPytest},
    {"python", "sitecustomize.py", kPython},
    {"python", "usercustomize.py", kPython},
    {"python", "*.pth", kPython},
    {"python", "*.pyc", kPython},
    {"python", "*.so", kPython},
    {"python", "pytest.py", kPython},
    {"python", "unittest.py", kPython},
    {"python", "pluggy.py", kPython},
    {"python", "iniconfig.py", kPython},
    {"python", "pytest/", kPython},
    {"python", "_pytest/", kPython},
    {"python", "pluggy/", kPython},
    {"python", "unittest/", kPython},
    {"python", "iniconfig/", kPython},
    {"python", "packaging/", kPython},
    {"python", "xml/", kPython},
    {"javascript", "package.json", kNode},
    {"javascript", "package-lock.json", kNode},
    {"javascript", ".npmrc", kNode},
    {"javascript", "node_modules/", kNode},
    {"javascript", "*.node", kNode},
    {"javascript", "jest.config.*", kRunner},
    {"javascript", "jest.setup.*", kRunner},
    {"javascript", "babel.config.*", kRunner},
    {"javascript", ".babelrc*", kRunner},
    {"javascript", "vitest.config.*", kRunner},
    {"javascript", ".mocharc*", kRunner},
    {"javascript", "__mocks__/", kRunner},
    {"typescript", "package.json", kNode},
    {"typescript", "tsconfig*.json", kNode},
    {"typescript", "node_modules/", kNode},
    {"go", "*_test.go", kGo},
    {"go", "go.mod", kGo},
    {"go", "go.sum", kGo},
    {"go", "go.work", kGo},
    {"go", "vendor/", kGo},
    {"rust", "Cargo.toml", kCargo},
    {"rust", "Cargo.lock", kCargo},
    {"rust", "build.rs", kCargo},
    {"rust", "rust-toolchain*", kCargo},
    {"rust", ".cargo/", kCargo},
    {"java", "junit-platform.properties", kJunit},
    {"java", "META-INF/", kJunit},
    {"java", "*.class", kJunit},
    {"java", "*.jar", kJunit},
    {"java", "module-info.java", kJunit},
    {"java", "junit/", kJunit},
    {"java", "opentest4j/", kJunit},
    {"java", "assertj/", kJunit},
    {"kotlin", "junit/", kJunit},
    {"cpp", "gtest/", kHeader},
    {"cpp", "gmock/", kHeader},
    {"cpp", "catch2/", kHeader},
    {"cpp", "catch*.hpp", kHeader},
    {"cpp", "*.o", kHeader},
    {"cpp", "*.a", kHeader},
    {"cpp", "*.so", kHeader},
    {"c", "*.o", kHeader},
    {"c", "*.a", kHeader},
};

bool Matches(std::string_view pattern, std::string_view text) {
  return ::fnmatch(std::string(pattern).c_str(), std::string(text).c_str(), 0) == 0;
}

}  // namespace

std::string HijackReason(std::string_view language, std::string_view path) {
  const size_t slash = path.rfind('/');
  const std::string_view name = slash == std::string_view::npos ? path : path.substr(slash + 1);
  for (const Hijack& hijack : kHijacks) {
    if (hijack.language != language) continue;
    std::string_view pattern = hijack.pattern;
    if (!pattern.ends_with('/')) {
      if (Matches(pattern, name)) return std::string(hijack.why);
      continue;
    }
    pattern.remove_suffix(1);
    for (size_t at = 0, end; (end = path.find('/', at)) != std::string_view::npos; at = end + 1) {
      if (Matches(pattern, path.substr(at, end - at))) return std::string(hijack.why);
    }
  }
  return {};
}

Overlay PutOver(std::string_view language, std::vector<CollectedFile> lower,
                const std::vector<CollectedFile>& upper, const std::vector<std::string>& reserved) {
  Overlay overlay;
  std::map<std::string, const CollectedFile*> above;
  std::set<std::string> folders_above;
  for (const CollectedFile& file : upper) {
    above[file.path] = &file;
    for (size_t at = file.path.find('/'); at != std::string::npos; at = file.path.find('/', at + 1))
      folders_above.insert(file.path.substr(0, at));
  }
  const auto stands_below = [](const std::string& path, const std::string& top) {
    return path == top || (path.starts_with(top) && path[top.size()] == '/');
  };
  for (CollectedFile& file : lower) {
    if (above.contains(file.path)) continue;  // the suite's wins; a copy of it is no offence
    std::string why = HijackReason(language, file.path);
    if (folders_above.contains(file.path)) why = "is a folder of the tests";
    for (const auto& [path, unused] : above) {
      if (stands_below(file.path, path)) why = path + " is a file of the tests";
    }
    for (const std::string& path : reserved) {
      if (!path.empty() && stands_below(file.path, path)) why = "is where the results are written";
    }
    if (why.empty()) {
      overlay.files.push_back(std::move(file));
    } else {
      overlay.refused.push_back(file.path + ": " + why);
    }
  }
  overlay.files.insert(overlay.files.end(), upper.begin(), upper.end());
  return overlay;
}

}  // namespace assay::grader
