#include "plagiarism/tool/folder.h"

#include <algorithm>
#include <ctime>
#include <system_error>

#include "common/files.h"

namespace assay::plagiarism {
namespace {

namespace fs = std::filesystem;

constexpr uint64_t kMostBytes = uint64_t{4} << 30U;
constexpr uint64_t kMostOfAFile = uint64_t{16} << 20U;
constexpr size_t kMostFiles = 200'000;

class Reader {
 public:
  explicit Reader(std::vector<std::string>& warnings) : warnings_(warnings) {}

  // Every file below `path`, in the order of their names.
  Result<std::vector<SourceFile>> Files(const fs::path& path) {
    std::vector<fs::path> paths;
    std::error_code error;
    if (fs::is_regular_file(fs::symlink_status(path, error))) {
      paths.push_back(path);
    } else {
      fs::recursive_directory_iterator at(path, error), end;
      for (; !error && at != end; at.increment(error)) {
        const std::string name = at->path().filename().string();
        const fs::file_status status = at->symlink_status(error);
        if (name.starts_with('.')) {
          if (fs::is_directory(status)) at.disable_recursion_pending();
        } else if (fs::is_regular_file(status)) {
          paths.push_back(at->path());
        }
      }
      if (error) return Unavailable(path.string() + ": " + error.message());
    }
    std::sort(paths.begin(), paths.end());
    std::vector<SourceFile> files;
    for (const fs::path& one : paths) {
      auto text = ReadFile(one, kMostOfAFile);
      if (!text.ok()) {
        warnings_.push_back(one.string() + " is left out: " + text.status().message());
        continue;
      }
      bytes_ += text->size();
      if (++files_ > kMostFiles || bytes_ > kMostBytes)
        return ResourceExhausted(path.string() + ": over 200,000 files or 4 GiB in all");
      const std::string name =
          one == path ? one.filename().string() : one.lexically_relative(path).string();
      files.push_back({name, *std::move(text)});
    }
    return files;
  }

 private:
  std::vector<std::string>& warnings_;
  uint64_t bytes_ = 0;
  size_t files_ = 0;
};

Result<std::vector<fs::path>> Entries(const fs::path& folder) {
  std::error_code error;
  std::vector<fs::path> entries;
  fs::directory_iterator at(folder, error), end;
  for (; !error && at != end; at.increment(error)) {
    const fs::file_status status = at->symlink_status(error);
    if (!at->path().filename().string().starts_with('.') &&
        (fs::is_directory(status) || fs::is_regular_file(status)))
      entries.push_back(at->path());
  }
  if (error) return NotFound(folder.string() + ": " + error.message());
  std::sort(entries.begin(), entries.end());
  return entries;
}

}  // namespace

Result<std::vector<Submission>> ReadSubmissions(const fs::path& folder, Origin origin,
                                                bool versions, std::vector<std::string>& warnings) {
  Reader reader(warnings);
  std::vector<Submission> submissions;
  ASSAY_ASSIGN_OR_RETURN(const std::vector<fs::path> people, Entries(folder));
  for (const fs::path& person : people) {
    std::vector<fs::path> parts = {person};
    if (versions && fs::is_directory(person)) {
      ASSAY_ASSIGN_OR_RETURN(parts, Entries(person));
    }
    for (const fs::path& part : parts) {
      Submission submission;
      submission.origin = origin;
      submission.person = person.filename().string();
      submission.id = submission.person;
      if (part != person) submission.id += "/" + part.filename().string();
      // Another folder may have somebody of the same name.
      if (origin != Origin::kClass) {
        submission.id = folder.filename().string() + "/" + submission.id;
        submission.person = submission.id;
      }
      ASSAY_ASSIGN_OR_RETURN(submission.files, reader.Files(part));
      submissions.push_back(std::move(submission));
    }
  }
  return submissions;
}

Result<std::map<std::string, std::chrono::system_clock::time_point>> ReadTimes(
    const fs::path& file) {
  ASSAY_ASSIGN_OR_RETURN(const std::string text, ReadFile(file));
  std::map<std::string, std::chrono::system_clock::time_point> times;
  size_t number = 0;
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find('\n', begin), text.size());
    std::string line = text.substr(begin, end - begin);
    begin = end + 1;
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (++number == 1 || line.empty()) continue;
    const size_t comma = line.rfind(',');
    std::tm time{};
    const char* rest = comma == std::string::npos
                           ? nullptr
                           : ::strptime(line.c_str() + comma + 1, "%Y-%m-%dT%H:%M:%SZ", &time);
    if (rest == nullptr || *rest != '\0') {
      return InvalidArgument(file.string() + ":" + std::to_string(number) +
                             ": not \"submission,2026-11-29T06:00:00Z\"");
    }
    times[line.substr(0, comma)] = std::chrono::system_clock::from_time_t(::timegm(&time));
  }
  return times;
}

}  // namespace assay::plagiarism
