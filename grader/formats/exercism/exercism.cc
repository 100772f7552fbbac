#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "common/files.h"
#include "grader/formats/archive/package_files.h"
#include "grader/formats/exercism/tracks.h"
#include "grader/formats/readers.h"

// An exercise of an Exercism track: .meta/config.json says which files are the solution's stubs,
// the tests and an example that passes them.
namespace assay::grader {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr uint64_t kMaxConfig = uint64_t{1} << 20U;
constexpr uint64_t kMaxFile = uint64_t{8} << 20U;
constexpr size_t kMaxFiles = 200;

Status At(const fs::path& file, const std::string& what) {
  return InvalidArgument(file.string() + ": " + what);
}

// files.<key>: names of files that are there; a name that leaves the exercise is an error.
Status ReadNames(const fs::path& file, const Json& files, const char* key,
                 const PackageFiles& folder, std::vector<std::string>& names,
                 std::vector<std::string>& warnings) {
  const auto at = files.find(key);
  if (at == files.end()) return OkStatus();
  if (!at->is_array()) return At(file, std::string("files.") + key + ": expected a list of names");
  for (const Json& item : *at) {
    if (!item.is_string())
      return At(file, std::string("files.") + key + ": expected a list of names");
    const auto name = item.get<std::string>();
    const auto path = folder.File(name);
    if (path.ok()) {
      names.push_back(fs::path(name).lexically_normal().string());
    } else if (path.status().code() == StatusCode::kNotFound) {
      warnings.push_back(file.string() + ": files." + key + ": " + path.status().message());
    } else {
      return At(file, std::string("files.") + key + ": " + path.status().message());
    }
    if (names.size() > kMaxFiles) return At(file, std::string("files.") + key + ": too many names");
  }
  return OkStatus();
}

// Files that are put beside a submission: what is neither solution nor test nor of a tool.
std::vector<std::string> Others(const exercism::Exercise& exercise,
                                const std::vector<std::string>& all) {
  std::set<std::string> known(exercise.solution.begin(), exercise.solution.end());
  known.insert(exercise.test.begin(), exercise.test.end());
  static const std::set<std::string> kTools = {
      "gradlew",        "gradlew.bat",       "build.gradle",
      "package.json",   "babel.config.js",   ".babelrc",
      "jest.config.js", "CMakeLists.txt",    "README.md",
      "HELP.md",        "eslint.config.mjs", "LICENSE",
      "Cargo.toml",     "Cargo.lock",        "go.mod",
      "go.sum",         "HINTS.md",          "conftest.py",
      "pytest.ini"};
  const std::set<std::string> editor(exercise.editor.begin(), exercise.editor.end());
  std::vector<std::string> others;
  for (const std::string& file : all) {
    if (known.contains(file)) continue;
    if (!editor.contains(file)) {
      // Hidden files and folders hold what is for the site; test/ of C++ the compiled-in Catch2.
      if (file.front() == '.' || file.starts_with("gradle/") || file.starts_with("test/catch") ||
          file == "test/tests-main.cpp" || kTools.contains(file)) {
        continue;
      }
    }
    others.push_back(file);
  }
  if (others.size() > kMaxFiles) others.resize(kMaxFiles);
  return others;
}

// A JavaScript example stands in .meta/, from where it imports what stands beside the stub.
void OutOfMeta(std::string& text) {
  for (const std::string_view quote : {"'", "\""}) {
    const std::string from = "from " + std::string(quote) + "../";
    for (size_t at = 0; (at = text.find(from, at)) != std::string::npos;) {
      text.erase(at + from.size() - 3, 1);
    }
  }
}

// Copies the pairs of names into `to`.
Status Copy(const fs::path& folder, const std::vector<std::pair<std::string, std::string>>& pairs,
            const fs::path& to) {
  for (const auto& [from, name] : pairs) {
    ASSAY_ASSIGN_OR_RETURN(std::string text, ReadFile(folder / from, kMaxFile));
    if (from.starts_with(".meta/") && name.ends_with(".js")) OutOfMeta(text);
    const fs::path path = to / name;
    std::error_code error;
    fs::create_directories(path.parent_path(), error);
    if (error) return ErrnoStatus(path.parent_path().string(), error.value());
    ASSAY_RETURN_IF_ERROR(WriteFileAtomically(path, text));
  }
  return OkStatus();
}

Status AddSubmissions(const std::string& track, const exercism::Exercise& exercise,
                      Package& package) {
  const fs::path scratch = package.scratch->path();
  const auto places = exercism::PlaceExample(exercise);
  if (!places.empty()) {
    auto pairs = places;
    // Of a solution in several files the example may leave out an empty one that the tests include.
    for (const std::string& stub : exercise.solution) {
      const bool there = std::any_of(places.begin(), places.end(),
                                     [&](const auto& place) { return place.second == stub; });
      if (!there) pairs.emplace_back(stub, stub);
    }
    ASSAY_RETURN_IF_ERROR(Copy(exercise.folder, pairs, scratch / "example"));
    LabelledSubmission example;
    example.name = "example";
    example.path = scratch / "example";
    example.language = track;
    example.permitted = example.result = {Verdict::kAccepted};
    package.submissions.push_back(std::move(example));
  }
  // What is handed out to be refactored works: nothing is to be said of it.
  if (package.statement.starts_with("Refactor ")) return OkStatus();
  std::vector<std::pair<std::string, std::string>> stubs;
  for (const std::string& stub : exercise.solution) stubs.emplace_back(stub, stub);
  ASSAY_RETURN_IF_ERROR(Copy(exercise.folder, stubs, scratch / "stub"));
  LabelledSubmission stub;
  stub.name = "stub";
  stub.path = scratch / "stub";
  stub.language = track;
  stub.result = {Verdict::kWrongAnswer, Verdict::kRuntimeError, Verdict::kCompileError,
                 Verdict::kTimeLimit,   Verdict::kIdleLimit,    Verdict::kMemoryLimit,
                 Verdict::kOutputLimit};
  package.submissions.push_back(std::move(stub));
  return OkStatus();
}

}  // namespace

bool LooksLikeExercism(const fs::path& folder) {
  std::error_code error;
  return fs::is_regular_file(folder / ".meta" / "config.json", error);
}

Result<Package> ReadExercism(const fs::path& folder) {
  ASSAY_ASSIGN_OR_RETURN(const PackageFiles files, PackageFiles::Open(folder));
  const fs::path shown = folder / ".meta" / "config.json";
  auto config_path = files.File(".meta/config.json");
  if (!config_path.ok()) return At(folder, config_path.status().message());
  ASSAY_ASSIGN_OR_RETURN(const std::string text, ReadFile(*config_path, kMaxConfig));
  const Json config = Json::parse(
      text, [](int depth, Json::parse_event_t, Json&) { return depth < 16; },
      /*allow_exceptions=*/false);
  if (!config.is_object()) return At(shown, "not a JSON object");
  const auto names = config.find("files");
  if (names == config.end() || !names->is_object())
    return At(shown, "\"files\" is missing: it names solution, test and example");

  Package package;
  package.format = "exercism";
  package.folder = files.folder();
  exercism::Exercise exercise;
  exercise.folder = files.folder();
  exercise.slug = files.folder().filename().string();
  for (auto [key, list] : {std::pair{"solution", &exercise.solution},
                           {"test", &exercise.test},
                           {"example", &exercise.example},
                           {"editor", &exercise.editor}}) {
    ASSAY_RETURN_IF_ERROR(ReadNames(shown, *names, key, files, *list, package.warnings));
  }
  if (exercise.example.empty()) {  // concept exercises have an exemplar
    ASSAY_RETURN_IF_ERROR(
        ReadNames(shown, *names, "exemplar", files, exercise.example, package.warnings));
  }
  if (exercise.solution.empty()) return At(shown, "files.solution names no file that is there");
  if (exercise.test.empty()) return At(shown, "files.test names no file that is there");
  const std::string track = exercism::TrackOf(exercise);
  if (track.empty()) {
    return At(shown, "files.solution: " + exercise.solution.front() +
                         " is of no track that can be graded here; there are Python, C++, Java, "
                         "JavaScript, Go and Rust");
  }
  package.id = exercise.slug;
  package.title = exercise.slug;
  if (const auto blurb = config.find("blurb"); blurb != config.end() && blurb->is_string())
    package.statement = blurb->get<std::string>();
  ASSAY_ASSIGN_OR_RETURN(TempDir scratch, TempDir::Create("assay-exercism-"));
  package.scratch = std::make_shared<TempDir>(std::move(scratch));

  ASSAY_ASSIGN_OR_RETURN(const std::vector<std::string> all, files.List("", true));
  Part part;
  part.languages = {track};
  // The site's test runners stop after 20 s of its own machines; on a slower one some of the
  // examples take longer. Exercises about threads start a thousand of them.
  part.limits.time = std::chrono::seconds(60);
  part.limits.memory_bytes = 1024 * sandbox::kMiB;
  part.limits.processes = 2048;
  part.limits.same_for_all_languages = true;
  ASSAY_RETURN_IF_ERROR(exercism::FillTask(track, exercise, Others(exercise, all),
                                           package.scratch->path() / "given", part));
  package.parts.push_back(std::move(part));
  ASSAY_RETURN_IF_ERROR(AddSubmissions(track, exercise, package));
  return package;
}

}  // namespace assay::grader
