#include "grader/files.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "grader/run/tool.h"

namespace assay::grader {
namespace {

using runtime_images::Language;
using sandbox::CollectedFile;

std::string Joined(const std::set<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

bool MatchesAny(const std::set<std::string>& patterns, const std::string& name) {
  return std::any_of(patterns.begin(), patterns.end(),
                     [&](const std::string& pattern) { return MatchesName(pattern, name); });
}

bool IsGiven(const Part& part, const std::string& name) {
  for (const PackageProgram& program : part.given) {
    for (const auto& file : program.files) {
      if (file.lexically_relative(program.base).generic_string() == name) return true;
    }
  }
  return false;
}

// The first lines of a source file, such that the student's own keep their numbers where the
// language has a word for that.
std::string Prefix(const std::string& text, const CollectedFile& file, const Language& language) {
  if (language.name != "c" && language.name != "cpp") return text + "\n";
  return text + "\n#line 1 \"" + std::filesystem::path(file.path).filename().string() + "\"\n";
}

bool HasExtension(const Language& language, const std::string& path) {
  const std::string extension = std::filesystem::path(path).extension().string();
  return std::find(language.extensions.begin(), language.extensions.end(), extension) !=
         language.extensions.end();
}

}  // namespace

std::string CheckFiles(const Part& part, const Submission& submission, const Language& language) {
  if (!part.languages.empty() && part.languages.count(language.name) == 0) {
    return fmt::format("{} is not accepted here; use one of: {}", language.title,
                       Joined(part.languages));
  }
  uint64_t total = 0;
  for (const CollectedFile& file : submission.files) {
    total += file.data.size();
    if (MatchesAny(part.forbidden, file.path)) {
      return fmt::format("file \"{}\" must not be handed in; leave it out", file.path);
    }
    if (!part.editable.empty() && !MatchesAny(part.editable, file.path) &&
        !MatchesAny(part.required, file.path) && !IsGiven(part, file.path)) {
      return fmt::format("file \"{}\" is not one that you may change; those are: {}", file.path,
                         Joined(part.editable));
    }
  }
  for (const std::string& pattern : part.required) {
    const bool found =
        std::any_of(submission.files.begin(), submission.files.end(),
                    [&](const CollectedFile& file) { return MatchesName(pattern, file.path); });
    if (!found) return fmt::format("file \"{}\" is missing; hand it in too", pattern);
  }
  if (part.limits.source_bytes > 0 && total > part.limits.source_bytes) {
    return fmt::format("the files have {} bytes, more than {}", total, part.limits.source_bytes);
  }
  return {};
}

Result<std::vector<CollectedFile>> GivenFiles(const Part& part, const Submission& submission,
                                              const Language& language) {
  std::vector<CollectedFile> files;
  for (const PackageProgram& program : part.given) {
    if (!program.language.empty() && program.language != language.name) continue;
    ASSAY_ASSIGN_OR_RETURN(std::vector<CollectedFile> given, ReadProgramFiles(program));
    for (CollectedFile& file : given) {
      const bool brought =
          std::any_of(submission.files.begin(), submission.files.end(),
                      [&](const CollectedFile& own) { return own.path == file.path; });
      if (!brought || !MatchesAny(part.editable, file.path)) files.push_back(std::move(file));
    }
  }
  return files;
}

std::string GivenEntry(const Part& part, const Language& language) {
  std::string entry;
  for (const PackageProgram& program : part.given) {
    const bool meant = program.language == language.name ||
                       (program.language.empty() && HasExtension(language, program.entry));
    if (meant && !program.entry.empty()) entry = program.entry;
  }
  return entry;
}

Result<std::vector<CollectedFile>> JoinFiles(const Part& part, const Submission& submission,
                                             const Language& language) {
  std::vector<CollectedFile> files = submission.files;
  if (const auto prefix = part.source_prefix.find(language.name);
      prefix != part.source_prefix.end()) {
    for (CollectedFile& file : files) {
      if (HasExtension(language, file.path)) {
        file.data.insert(0, Prefix(prefix->second, file, language));
      }
    }
  }
  ASSAY_ASSIGN_OR_RETURN(std::vector<CollectedFile> given, GivenFiles(part, submission, language));
  for (CollectedFile& file : given) {
    const auto same = std::find_if(files.begin(), files.end(), [&](const CollectedFile& other) {
      return other.path == file.path;
    });
    if (same == files.end()) {
      files.push_back(std::move(file));
    } else {
      *same = std::move(file);
    }
  }
  return files;
}

}  // namespace assay::grader
