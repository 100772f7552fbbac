#include "runtime-images/language_tools.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <utility>

namespace assay::runtime_images {
namespace {

constexpr std::array<std::pair<std::string_view, TestFormat>, 3> kTestFormats = {
    {{"junit-xml", TestFormat::kJUnitXml},
     {"go-json", TestFormat::kGoJson},
     {"libtest", TestFormat::kLibtest}}};

constexpr std::array<std::pair<std::string_view, LintFormat>, 3> kLintFormats = {
    {{"flake8", LintFormat::kFlake8},
     {"gcc", LintFormat::kGcc},
     {"checkstyle-xml", LintFormat::kCheckstyleXml}}};

template <typename Table, typename Format>
std::string_view NameOf(const Table& table, Format format) {
  for (const auto& [name, value] : table) {
    if (value == format) return name;
  }
  return "?";
}

template <typename Table, typename Format>
void ReadFormat(StrictReader* reader, StrictMap* map, const Table& table, Format* format) {
  std::string text;
  map->String("format", &text, Need::kRequired);
  if (!reader->ok()) return;
  std::string known;
  for (const auto& [name, value] : table) {
    if (name == text) {
      *format = value;
      return;
    }
    known.append(known.empty() ? "" : ", ").append(name);
  }
  reader->Fail(map->mark(), "unknown format \"" + text + "\"; it must be one of " + known);
}

// Collected files are named relative to /work, so that only such a path can be found again.
bool IsPathBelowWork(const std::string& text) {
  const std::filesystem::path path(text);
  return path.is_relative() && path.lexically_normal().string() == text && path.has_filename() &&
         *path.begin() != ".." && text != ".";
}

void ReadResult(StrictReader* reader, StrictMap* map, std::string* result) {
  map->String("result", result, Need::kOptional);
  if (!result->empty() && !IsPathBelowWork(*result)) {
    reader->Fail(map->mark(),
                 "\"result\" must be a path below the work folder without . and .., not \"" +
                     *result + "\"");
  }
}

bool IsList(StrictReader* reader, const YAML::Node& node, const std::string& key) {
  if (!node.IsSequence()) reader->Fail(node.Mark(), "\"" + key + "\" must be a list");
  return node.IsSequence();
}

// Two of one name could not be told apart by a problem that asks for one.
template <typename Tool>
void Append(StrictReader* reader, const YAML::Mark& mark, Tool tool, std::vector<Tool>* tools) {
  const bool twice = std::any_of(tools->begin(), tools->end(),
                                 [&](const Tool& other) { return other.name == tool.name; });
  if (twice) reader->Fail(mark, "\"" + tool.name + "\" is there twice");
  tools->push_back(std::move(tool));
}

Framework ReadFramework(StrictReader* reader, const YAML::Node& node) {
  Framework framework;
  StrictMap map(reader, node, "a framework");
  map.String("name", &framework.name, Need::kRequired);
  map.Strings("files", &framework.files, Need::kRequired);
  map.Strings("marks", &framework.marks, Need::kOptional);
  map.Commands("compile", &framework.compile, Need::kOptional);
  map.Strings("run", &framework.run, Need::kRequired);
  ReadResult(reader, &map, &framework.result);
  ReadFormat(reader, &map, kTestFormats, &framework.format);
  map.String("witness", &framework.witness, Need::kOptional);
  map.Strings("main", &framework.main, Need::kOptional);
  map.Finish();
  for (const std::string& pattern : framework.files) {
    if (pattern.empty() || pattern.find('/') != std::string::npos) {
      reader->Fail(map.mark(), "\"" + pattern + "\" is no pattern of file names: it is matched " +
                                   "with the last part of a path");
    }
  }
  for (const Command& command : framework.compile) CheckCommand(reader, map.mark(), command);
  CheckCommand(reader, map.mark(), framework.run);
  return framework;
}

Linter ReadLinter(StrictReader* reader, const YAML::Node& node) {
  Linter linter;
  StrictMap map(reader, node, "a linter");
  map.String("name", &linter.name, Need::kRequired);
  map.Strings("run", &linter.run, Need::kRequired);
  ReadResult(reader, &map, &linter.result);
  ReadFormat(reader, &map, kLintFormats, &linter.format);
  map.Finish();
  CheckCommand(reader, map.mark(), linter.run);
  return linter;
}

}  // namespace

std::string_view TestFormatName(TestFormat format) { return NameOf(kTestFormats, format); }
std::string_view LintFormatName(LintFormat format) { return NameOf(kLintFormats, format); }

void CheckCommand(StrictReader* reader, const YAML::Mark& mark, const Command& command) {
  const Result<Command> expanded = Expand(
      command, {.source = "a", .sources = {"a"}, .tests = {"a"}, .main_class = "a", .binary = "a"});
  if (!expanded.ok()) reader->Fail(mark, expanded.status().message());
}

void ReadFrameworks(StrictReader* reader, const YAML::Node& node,
                    std::vector<Framework>* frameworks) {
  if (!IsList(reader, node, "frameworks")) return;
  for (const auto& item : node) {
    Append(reader, item.Mark(), ReadFramework(reader, item), frameworks);
  }
}

void ReadLinters(StrictReader* reader, const YAML::Node& node, std::vector<Linter>* linters) {
  if (!IsList(reader, node, "linters")) return;
  for (const auto& item : node) Append(reader, item.Mark(), ReadLinter(reader, item), linters);
}

}  // namespace assay::runtime_images
