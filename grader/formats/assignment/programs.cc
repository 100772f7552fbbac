#include <algorithm>

#include "grader/formats/assignment/reading.h"

namespace assay::grader::assignment {
namespace {

namespace fs = std::filesystem;

// Files of one path, pattern or folder; `base` is what their names are relative to.
bool Collect(const Reading& reading, const Value& value, const std::string& path,
             std::vector<fs::path>* files, std::string* base) {
  const Status name = PackageFiles::CheckName(path);
  if (!name.ok()) {
    reading.errors->Add(value.place, name.message());
    return false;
  }
  std::vector<std::string> names;
  if (PackageFiles::IsPattern(path)) {
    names = reading.files->Match(path);
    *base = PackageFiles::PatternBase(path);
    if (names.empty()) {
      reading.errors->Add(value.place, "no file of the package matches \"" + path + "\"");
      return false;
    }
  } else if (reading.files->Folder(path).ok()) {
    names = reading.files->Under(path);
    *base = fs::path(path).lexically_normal().generic_string();
    if (names.empty()) {
      reading.errors->Add(value.place, "the folder \"" + path + "\" is empty");
      return false;
    }
  } else {
    const auto file = reading.files->File(path);
    if (!file.ok()) {
      reading.errors->Add(value.place, file.status().message());
      return false;
    }
    files->push_back(*file);
    *base = fs::path(path).lexically_normal().parent_path().generic_string();
    return true;
  }
  for (const std::string& each : names) files->push_back(reading.files->Absolute(each));
  return true;
}

fs::path CommonFolder(const fs::path& a, const fs::path& b) {
  fs::path common;
  auto at = b.begin();
  for (const fs::path& part : a) {
    if (at == b.end() || *at != part) break;
    common /= part;
    ++at;
  }
  return common;
}

bool ReadPaths(const Reading& reading, const Value& value, const std::string& key,
               PackageProgram* out) {
  std::vector<std::string> paths;
  if (!Scalars(reading.errors).Texts(value, key, &paths)) return false;
  if (paths.empty()) {
    reading.errors->Add(value.place, "\"" + key + "\" is an empty list; name a file");
    return false;
  }
  bool ok = true, first = true;
  fs::path base;
  for (size_t i = 0; i < paths.size(); ++i) {
    const Value& at = value.IsList() ? value.items[i] : value;
    std::string folder;
    if (!Collect(reading, at, paths[i], &out->files, &folder)) {
      ok = false;
      continue;
    }
    const fs::path absolute = (reading.files->root() / folder).lexically_normal();
    // A last "/" would count as a part of the path.
    const fs::path tidy = absolute.has_filename() ? absolute : absolute.parent_path();
    base = first ? tidy : CommonFolder(base, tidy);
    first = false;
  }
  std::sort(out->files.begin(), out->files.end());
  out->files.erase(std::unique(out->files.begin(), out->files.end()), out->files.end());
  out->base = base;
  if (out->name.empty()) out->name = paths.front();
  return ok;
}

bool IsLanguageName(std::string_view text) {
  return !text.empty() &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
}

const std::vector<std::pair<std::string_view, CheckerProtocol>>& Protocols() {
  static const std::vector<std::pair<std::string_view, CheckerProtocol>> kProtocols = {
      {"kattis", CheckerProtocol::kKattis},    {"testlib", CheckerProtocol::kTestlib},
      {"dmoj", CheckerProtocol::kDmoj},        {"dmoj_coci", CheckerProtocol::kDmojCoci},
      {"dmoj_peg", CheckerProtocol::kDmojPeg}, {"dmoj_python", CheckerProtocol::kDmojPython},
      {"cms", CheckerProtocol::kCms},          {"exit_code", CheckerProtocol::kExitCode}};
  return kProtocols;
}

// Names of comparisons; "floats" is by tokens with a tolerance.
const std::vector<std::string_view>& Comparisons() {
  static const std::vector<std::string_view> kNames = {
      "floats",   "tokens",     "exact",         "lines",          "unordered",    "regex",
      "nonempty", "line_count", "sorted_tokens", "stripped_lines", "line_matches", "characters"};
  return kNames;
}
constexpr size_t kFloats = 0;

ComparisonSpec::Kind KindOf(size_t index) {
  using Kind = ComparisonSpec::Kind;
  static constexpr Kind kKinds[] = {Kind::kTokens,        Kind::kTokens,      Kind::kExact,
                                    Kind::kLines,         Kind::kUnordered,   Kind::kRegex,
                                    Kind::kNonEmpty,      Kind::kLineCount,   Kind::kSortedTokens,
                                    Kind::kStrippedLines, Kind::kLineMatches, Kind::kCharacters};
  return kKinds[index];
}

void ReadLinePoints(const Reading& reading, StrictMap* map, ComparisonSpec* out) {
  map->Flag("skip_empty_lines", &out->skip_empty_lines);
  map->Flag("all_lines", &out->all_lines);
  map->Each("line_points", [&](const Value& item) {
    double points = 0;
    if (Scalars(reading.errors).Number(item, "line_points", 0, 1e6, &points)) {
      out->line_points.push_back(points);
    }
  });
}

void ReadComparison(const Reading& reading, const Value& value, ComparisonSpec* out) {
  StrictMap map(reading.errors, value, Keys().comparison, "checker");
  const Value* name = map.Find("compare");
  size_t index = 1;
  if (name != nullptr && Scalars(reading.errors).Word(*name, "comparison", Comparisons(), &index)) {
    out->kind = KindOf(index);
  }
  map.Flag("case_sensitive", &out->case_sensitive);
  map.Flag("space_sensitive", &out->space_sensitive);
  map.Number("absolute", 0, 1e300, &out->absolute);
  map.Number("relative", 0, 1e300, &out->relative);
  uint64_t ulp = 0, decimals = 0;
  map.Whole("ulp", 0, 1U << 30U, &ulp);
  if (map.Has("ulp")) out->ulp = ulp;
  map.Whole("decimals", 0, 300, &decimals);
  if (map.Has("decimals")) out->decimals = static_cast<int>(decimals);
  map.Word<ComparisonSpec::DecimalsMode>("decimals_mode",
                                         {{"either", ComparisonSpec::DecimalsMode::kEither},
                                          {"absolute", ComparisonSpec::DecimalsMode::kAbsolute},
                                          {"relative", ComparisonSpec::DecimalsMode::kRelative}},
                                         &out->decimals_mode);
  map.Flag("line_sensitive", &out->line_sensitive);
  map.Flag("presentation_error", &out->presentation_error);
  ReadLinePoints(reading, &map, out);
  map.Finish();
  const bool tolerance =
      map.Has("absolute") || map.Has("relative") || map.Has("ulp") || map.Has("decimals");
  if (index == kFloats && !tolerance) {
    map.Fail(
        "floats need a tolerance: absolute, relative, ulp or decimals, as in {compare: "
        "floats, absolute: 1e-6}");
  }
  if (tolerance && out->kind != ComparisonSpec::Kind::kTokens) {
    map.Fail("a tolerance has a meaning for floats and tokens only");
  }
}

void ReadCheckerProgram(const Reading& reading, const Value& value, const std::string& key,
                        Checker* out) {
  PackageProgram program;
  if (value.IsMap()) {
    StrictMap map(reading.errors, value, Keys().checker, key);
    const Value* files = map.Require("program");
    map.Word("protocol", Protocols(), &out->protocol);
    map.Texts("argv", &out->argv);
    map.Finish();
    if (files != nullptr && ReadProgram(reading, *files, "program", &program)) {
      out->program = std::move(program);
    }
  } else if (ReadProgram(reading, value, key, &program)) {
    out->program = std::move(program);
  }
}

}  // namespace

bool ReadProgram(const Reading& reading, const Value& value, const std::string& key,
                 PackageProgram* out) {
  if (!value.IsMap()) return ReadPaths(reading, value, key, out);
  StrictMap map(reading.errors, value, Keys().program, key);
  map.Text("name", &out->name);
  const Value* files = map.Require("files");
  const bool ok = files != nullptr && ReadPaths(reading, *files, "files", out);
  map.Text("language", &out->language);
  map.Text("entry", &out->entry);
  map.Texts("args", &out->arguments);
  map.Commands("commands", &out->commands);
  map.Texts("compile_flags", &out->compile_flags);
  map.Texts("run", &out->run);
  uint64_t accept_exit = static_cast<uint64_t>(out->accept_exit);
  map.Whole("accept_exit", 0, 255, &accept_exit);
  out->accept_exit = static_cast<int>(accept_exit);
  map.Finish();
  return ok;
}

void ReadByLanguage(const Reading& reading, const Value& value, const std::string& key,
                    std::vector<PackageProgram>* out) {
  out->clear();
  const bool by_language =
      value.IsMap() && std::none_of(value.entries.begin(), value.entries.end(),
                                    [](const auto& entry) { return entry.first.text == "files"; });
  if (!by_language) {
    PackageProgram program;
    if (ReadProgram(reading, value, key, &program)) out->push_back(std::move(program));
    return;
  }
  for (const auto& [language, files] : value.entries) {
    PackageProgram program;
    if (!IsLanguageName(language.text)) {
      reading.errors->Add(language.place, "\"" + language.text.substr(0, 40) +
                                              "\" is not the name of a language; expected a name "
                                              "that assay languages lists, or all");
    } else if (ReadProgram(reading, files, key, &program)) {
      if (language.text != "all") program.language = language.text;
      out->push_back(std::move(program));
    }
  }
}

void ReadChecker(const Reading& reading, const Value& value, Checker* out) {
  if (value.IsMap()) {
    const bool program = std::any_of(value.entries.begin(), value.entries.end(), [](const auto& e) {
      return e.first.text == "program" || e.first.text == "protocol";
    });
    if (program) return ReadCheckerProgram(reading, value, "checker", out);
    return ReadComparison(reading, value, &out->builtin);
  }
  const bool path = value.IsList() || value.text.find_first_of("./") != std::string::npos;
  if (path) return ReadCheckerProgram(reading, value, "checker", out);
  size_t index = 1;
  if (!Scalars(reading.errors).Word(value, "checker", Comparisons(), &index)) return;
  if (index == kFloats) {
    reading.errors->Add(value.place,
                        "floats need a tolerance, as in {compare: floats, absolute: 1e-6}");
  }
  out->builtin.kind = KindOf(index);
}

void ReadInteractor(const Reading& reading, const Value& value, Checker* out) {
  ReadCheckerProgram(reading, value, "interactor", out);
}

}  // namespace assay::grader::assignment
