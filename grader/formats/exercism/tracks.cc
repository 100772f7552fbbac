#include "grader/formats/exercism/tracks.h"

#include <algorithm>
#include <set>

#include "common/files.h"
#include "grader/formats/exercism/jest_files.h"

namespace assay::grader::exercism {
namespace {

namespace fs = std::filesystem;

using Words = std::vector<std::string>;

constexpr uint64_t kMaxManifest = uint64_t{1} << 20U;
constexpr uint64_t kMaxTest = uint64_t{8} << 20U;

// Tests include Catch2's single header of version 2; the image has version 3, in parts.
constexpr std::string_view kCatchHeader = R"(#pragma once
#include <catch2/catch_approx.hpp>
#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>
#include <catch2/matchers/catch_matchers_all.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

using Catch::Approx;
)";

std::string JavaClassPath() {
  std::string path;
  for (const char* jar :
       {"junit-jupiter-api", "junit-jupiter-params", "junit-jupiter-engine", "junit-vintage-engine",
        "junit-platform-commons", "junit-platform-engine", "junit-platform-launcher",
        "junit-platform-console", "junit-platform-reporting", "opentest4j",
        "opentest4j-reporting-events", "opentest4j-reporting-schema", "apiguardian-api", "picocli",
        "univocity-parsers", "hamcrest", "junit4", "assertj-core", "byte-buddy"}) {
    path += std::string("/usr/share/java/") + jar + ".jar:";
  }
  return path + ".";
}

Status Write(const fs::path& scratch, std::string_view name, std::string_view text,
             PackageProgram& program) {
  const fs::path path = scratch / name;
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  if (error) return ErrnoStatus(path.parent_path().string(), error.value());
  ASSAY_RETURN_IF_ERROR(WriteFileAtomically(path, text));
  program.files.push_back(path);
  return OkStatus();
}

void Python(UnitTests& unit) { unit.framework = "pytest"; }

Status Cpp(const fs::path& scratch, Part& part, UnitTests& unit) {
  PackageProgram header{.name = "catch2", .files = {}, .base = scratch};
  ASSAY_RETURN_IF_ERROR(Write(scratch, "catch2/catch.hpp", kCatchHeader, header));
  part.given.push_back(std::move(header));
  // EXERCISM_RUN_ALL_TESTS: an exercise shows its first test only, and is judged by all.
  unit.compile = {Words{"/usr/bin/g++", "-std=c++17", "-O1", "-pipe", "-I.",
                        "-DEXERCISM_TEST_SUITE", "-DEXERCISM_RUN_ALL_TESTS", "-o", "{binary}",
                        "{sources}", "-lCatch2Main", "-lCatch2", "-pthread"}};
  unit.run = {Words{"./{binary}", "--reporter", "junit::out=results.xml", "--reporter", "console"}};
  unit.result_path = "results.xml";
  unit.result_format = "junit-xml";
  return OkStatus();
}

// The oldest exercises are for JUnit 4, whose @Ignore no setting lifts: their tests go without it.
Status LiftIgnores(const Exercise& exercise, const fs::path& scratch, UnitTests& unit) {
  PackageProgram& tests = unit.suites.front();
  PackageProgram copies{
      .name = tests.name, .files = {}, .base = scratch / "tests", .language = tests.language};
  bool old = false;
  for (const std::string& file : exercise.test) {
    ASSAY_ASSIGN_OR_RETURN(const std::string text, ReadFile(exercise.folder / file, kMaxTest));
    old = old || text.find("import org.junit.Test;") != std::string::npos;
    std::string lifted;
    for (size_t at = 0; at < text.size();) {
      const size_t end = std::min(text.find('\n', at), text.size());
      const std::string_view line = std::string_view(text).substr(at, end - at);
      const size_t first = line.find_first_not_of(" \t");
      const bool mark =
          first != std::string_view::npos && line.substr(first).starts_with("@Ignore");
      if (!mark) lifted += line;
      lifted += '\n';
      at = end + 1;
    }
    ASSAY_RETURN_IF_ERROR(Write(copies.base, file, lifted, copies));
  }
  if (!old) return OkStatus();
  tests = std::move(copies);
  unit.result_path = "reports/TEST-junit-vintage.xml";
  return OkStatus();
}

Status Java(const Exercise& exercise, const fs::path& scratch, UnitTests& unit) {
  const std::string path = JavaClassPath();
  unit.compile = {Words{"/usr/bin/javac", "-J-XX:+UseSerialGC", "-J-XX:TieredStopAtLevel=1",
                        "-encoding", "UTF-8", "-nowarn", "-d", "classes", "-cp", path,
                        "{sources}"}};
  // Tests that an exercise has @Disabled for later run too.
  unit.run = {
      Words{"/usr/bin/java", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx{memory_mib}m",
            "-Xss16m", "-cp", path + ":classes", "org.junit.platform.console.ConsoleLauncher",
            "execute", "--disable-banner", "--disable-ansi-colors", "--config",
            "junit.jupiter.conditions.deactivate=org.junit.*DisabledCondition", "--scan-classpath",
            "classes", "--include-classname", ".*", "--reports-dir", "reports"}};
  unit.result_path = "reports/TEST-junit-jupiter.xml";
  unit.result_format = "junit-xml";
  return LiftIgnores(exercise, scratch, unit);
}

Status JavaScript(const Exercise& exercise, const fs::path& scratch, Part& part, UnitTests& unit) {
  PackageProgram jest{.name = "jest", .files = {}, .base = scratch};
  ASSAY_RETURN_IF_ERROR(Write(scratch, "jest-shim/globals.mjs", kJestGlobals, jest));
  ASSAY_RETURN_IF_ERROR(Write(scratch, "jest-shim/register.mjs", kJestRegister, jest));
  ASSAY_RETURN_IF_ERROR(Write(scratch, "jest-shim/resolve.mjs", kJestResolve, jest));
  // Without a "type" Node tells by a file's own words which of the two kinds of module it is.
  ASSAY_RETURN_IF_ERROR(Write(scratch, "package.json", "{}\n", jest));
  part.given.push_back(std::move(jest));
  if (exercise.test.size() != 1)
    return InvalidArgument("a JavaScript exercise has one test file; this one has several");
  unit.run = {Words{"/usr/bin/node", "--max-old-space-size={memory_mib}", "--import",
                    "./jest-shim/register.mjs", "--test-reporter=junit",
                    "--test-reporter-destination=results.xml", exercise.test.front()}};
  unit.result_path = "results.xml";
  unit.result_format = "junit-xml";
  return OkStatus();
}

void Go(UnitTests& unit) { unit.framework = "go-test"; }

// `key = "value"` of a Cargo.toml's first tables.
std::string TomlValue(std::string_view text, std::string_view key) {
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find('\n', at), text.size());
    std::string_view line = text.substr(at, end - at);
    at = end + 1;
    if (!line.starts_with(key)) continue;
    line.remove_prefix(key.size());
    const size_t open = line.find('"');
    const size_t close = line.rfind('"');
    if (line.find('=') < open && open < close && close != std::string_view::npos)
      return std::string(line.substr(open + 1, close - open - 1));
  }
  return {};
}

Status Rust(const Exercise& exercise, UnitTests& unit) {
  std::string edition = "2021";
  std::string crate = exercise.slug;
  if (auto manifest = ReadFile(exercise.folder / "Cargo.toml", kMaxManifest); manifest.ok()) {
    if (const std::string said = TomlValue(*manifest, "edition"); !said.empty()) edition = said;
    if (const std::string said = TomlValue(*manifest, "name"); !said.empty()) crate = said;
  }
  std::replace(crate.begin(), crate.end(), '-', '_');
  const auto plain = [](const std::string& word) {
    return !word.empty() &&
           word.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string::npos;
  };
  if (!plain(edition) || !plain(crate))
    return InvalidArgument((exercise.folder / "Cargo.toml").string() +
                           ": name or edition is not a plain word");
  const std::string library = "lib" + crate + ".rlib";
  unit.compile.push_back(Words{"/usr/bin/rustc", "--edition", edition, "--crate-type", "lib",
                               "--crate-name", crate, "-A", "warnings", "-o", library,
                               "src/lib.rs"});
  for (size_t i = 0; i < exercise.test.size(); ++i) {
    const std::string& test = exercise.test[i];
    if (!test.starts_with("tests/") || !test.ends_with(".rs")) continue;
    const std::string binary = "./tests-" + std::to_string(i);
    unit.compile.push_back(Words{"/usr/bin/rustc", "--edition", edition, "--test", "--crate-name",
                                 "tests_" + std::to_string(i), "-A", "warnings", "-L", ".",
                                 "--extern", crate + "=" + library, "-o", binary, test});
    // Tests that an exercise has #[ignore]d for later run too.
    unit.run.push_back(Words{binary, "--include-ignored"});
  }
  if (unit.run.size() != 1)
    return InvalidArgument("a Rust exercise has one file in tests/; this one has " +
                           std::to_string(unit.run.size()));
  unit.result_format = "libtest";
  return OkStatus();
}

}  // namespace

std::string TrackOf(const Exercise& exercise) {
  static const std::pair<std::string_view, const char*> kTracks[] = {
      {".py", "python"}, {".cpp", "cpp"},       {".h", "cpp"}, {".hpp", "cpp"},
      {".java", "java"}, {".js", "javascript"}, {".go", "go"}, {".rs", "rust"},
  };
  for (const std::string& file : exercise.solution) {
    for (const auto& [ending, track] : kTracks) {
      if (file.ends_with(ending)) return track;
    }
  }
  return {};
}

Status FillTask(const std::string& track, const Exercise& exercise,
                const std::vector<std::string>& others, const fs::path& scratch, Part& part) {
  UnitTests unit;
  unit.scoring = Scoring::kSum;
  PackageProgram tests{.name = "tests", .files = {}, .base = exercise.folder, .language = track};
  for (const std::string& file : exercise.test) tests.files.push_back(exercise.folder / file);
  unit.suites.push_back(std::move(tests));
  // Interfaces, exceptions and data that the solution and the tests share.
  PackageProgram beside{.name = "beside", .files = {}, .base = exercise.folder, .language = track};
  for (const std::string& file : others) beside.files.push_back(exercise.folder / file);
  if (!beside.files.empty()) part.given.push_back(std::move(beside));

  if (track == "python") Python(unit);
  if (track == "cpp") ASSAY_RETURN_IF_ERROR(Cpp(scratch, part, unit));
  if (track == "java") ASSAY_RETURN_IF_ERROR(Java(exercise, scratch, unit));
  if (track == "javascript") ASSAY_RETURN_IF_ERROR(JavaScript(exercise, scratch, part, unit));
  if (track == "go") Go(unit);
  if (track == "rust") ASSAY_RETURN_IF_ERROR(Rust(exercise, unit));
  part.task = std::move(unit);
  return OkStatus();
}

std::vector<std::pair<std::string, std::string>> PlaceExample(const Exercise& exercise) {
  std::vector<std::pair<std::string, std::string>> places;
  std::set<std::string> taken;
  const auto place = [&](const std::string& from, const std::string& to) {
    if (taken.insert(to).second) places.emplace_back(from, to);
  };
  // Where Java keeps the folders of its packages.
  constexpr std::string_view kReference = ".meta/src/reference/java/";
  std::vector<std::string> rest;
  for (const std::string& example : exercise.example) {
    if (example.starts_with(kReference)) {
      place(example, "src/main/java/" + example.substr(kReference.size()));
    } else {
      rest.push_back(example);
    }
  }
  std::vector<std::string> unmatched;
  for (const std::string& example : rest) {  // by name
    const fs::path name = fs::path(example).filename();
    const auto at = std::find_if(
        exercise.solution.begin(), exercise.solution.end(), [&](const std::string& solution) {
          return fs::path(solution).filename() == name && !taken.contains(solution);
        });
    if (at != exercise.solution.end()) {
      place(example, *at);
    } else {
      unmatched.push_back(example);
    }
  }
  for (const std::string& example : unmatched) {  // by kind
    const fs::path kind = fs::path(example).extension();
    const auto at = std::find_if(
        exercise.solution.begin(), exercise.solution.end(), [&](const std::string& solution) {
          return fs::path(solution).extension() == kind && !taken.contains(solution);
        });
    if (at != exercise.solution.end()) {
      place(example, *at);
    } else if (kind != ".toml") {
      const fs::path folder = exercise.solution.empty()
                                  ? fs::path()
                                  : fs::path(exercise.solution.front()).parent_path();
      place(example, (folder / fs::path(example).filename()).string());
    }
  }
  return places;
}

}  // namespace assay::grader::exercism
