// How a submission's entry file is found, and how command templates are filled.
#include <fnmatch.h>

#include <algorithm>
#include <filesystem>

#include "runtime-images/java_class.h"
#include "runtime-images/language.h"
#include "runtime-images/suggest.h"

namespace assay::runtime_images {
namespace {

std::string Join(const std::vector<std::string>& words, std::string_view separator) {
  std::string joined;
  for (const std::string& word : words) {
    if (!joined.empty()) joined += separator;
    joined += word;
  }
  return joined;
}

Entry MakeEntry(const Language& language, const SourceFile& file) {
  Entry entry{.source = file.path, .main_class = std::filesystem::path(file.path).stem().string()};
  if (language.entry.java_class) {
    entry.main_class = JavaMainClass(file.text, entry.main_class);
  }
  return entry;
}

bool HoldsOneOf(const std::vector<std::string>& marks, const SourceFile& file) {
  return std::any_of(marks.begin(), marks.end(), [&](const std::string& mark) {
    return file.text.find(mark) != std::string_view::npos;
  });
}

std::string SafeWord(const std::string& path) { return path.starts_with('-') ? "./" + path : path; }

}  // namespace

Result<Entry> FindEntry(const Language& language, const std::vector<SourceFile>& files) {
  std::vector<const SourceFile*> candidates;
  for (const SourceFile& file : files) {
    const std::filesystem::path path(file.path);
    const auto& extensions = language.extensions;
    const auto& names = language.file_names;
    if (std::find(extensions.begin(), extensions.end(), path.extension()) != extensions.end() ||
        std::find(names.begin(), names.end(), path.filename()) != names.end()) {
      candidates.push_back(&file);
    }
  }
  if (candidates.empty()) {
    return InvalidArgument("no " + language.title +
                           " file in the submission; its name must end in " +
                           Join(language.extensions, " or "));
  }
  if (candidates.size() == 1) return MakeEntry(language, *candidates[0]);
  for (const std::string& name : language.entry.names) {
    for (const SourceFile* file : candidates) {
      if (std::filesystem::path(file->path).filename() == name) return MakeEntry(language, *file);
    }
  }
  std::vector<const SourceFile*> marked;
  for (const SourceFile* file : candidates) {
    if (HoldsOneOf(language.entry.marks, *file)) marked.push_back(file);
  }
  if (marked.size() == 1) return MakeEntry(language, *marked[0]);
  std::vector<std::string> paths;
  for (const SourceFile* file : marked.empty() ? candidates : marked) paths.push_back(file->path);
  const std::string advice =
      language.entry.names.empty() ? "" : "; call the one to start " + language.entry.names[0];
  return InvalidArgument("cannot tell which of " + Join(paths, ", ") + " starts the program" +
                         advice);
}

bool IsTestFile(const Framework& framework, const SourceFile& file) {
  const std::string name = std::filesystem::path(file.path).filename().string();
  const bool named = std::any_of(
      framework.files.begin(), framework.files.end(),
      [&](const std::string& pattern) { return ::fnmatch(pattern.c_str(), name.c_str(), 0) == 0; });
  if (!named || framework.marks.empty()) return named;
  return HoldsOneOf(framework.marks, file);
}

Result<Command> Expand(const Command& command, const TemplateValues& values) {
  static const std::vector<std::string> kNames = {"source", "sources", "tests",     "main_class",
                                                  "binary", "stem",    "memory_mib"};
  Command result;
  for (const std::string& word : command) {
    if (word == "{sources}" || word == "{tests}") {
      for (const std::string& path : word == "{tests}" ? values.tests : values.sources) {
        result.push_back(SafeWord(path));
      }
      continue;
    }
    std::string filled;
    size_t at = 0;
    while (at < word.size()) {
      const size_t open = word.find('{', at);
      filled.append(word, at, open == std::string::npos ? std::string::npos : open - at);
      if (open == std::string::npos) break;
      const size_t close = word.find('}', open);
      // Braces that hold something other than a lower-case name are the program's own (awk, Tcl,
      // Perl).
      const std::string name =
          close == std::string::npos ? "" : word.substr(open + 1, close - open - 1);
      if (name.empty() ||
          name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") != std::string::npos) {
        filled += '{';
        at = open + 1;
        continue;
      }
      if (name == "source") {
        filled += word == "{source}" ? SafeWord(values.source) : values.source;
      } else if (name == "main_class") {
        filled += values.main_class;
      } else if (name == "binary") {
        filled += values.binary;
      } else if (name == "stem") {
        filled += std::filesystem::path(values.source).stem().string();
      } else if (name == "memory_mib") {
        filled += std::to_string(values.memory_mib);
      } else if (name == "sources" || name == "tests") {
        return InvalidArgument("{" + name + "} must be a word of its own, not part of \"" + word +
                               "\"");
      } else {
        return InvalidArgument("unknown placeholder {" + name + "} in a command" +
                               DidYouMean(name, kNames));
      }
      at = close + 1;
    }
    result.push_back(std::move(filled));
  }
  return result;
}

}  // namespace assay::runtime_images
