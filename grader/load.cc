#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <system_error>

#include "common/files.h"
#include "grader/package.h"

namespace assay::grader {
namespace {

namespace fs = std::filesystem;

Status At(const fs::path& file, const YAML::Node& node, const std::string& what) {
  return InvalidArgument(file.string() + ":" + std::to_string(node.Mark().line + 1) + ": " + what);
}

// `key: number`, within the bounds.
Status ReadNumber(const fs::path& file, const YAML::Node& node, double low, double high,
                  double& value) {
  if (!YAML::convert<double>::decode(node, value) || !(value >= low && value <= high)) {
    return At(file, node,
              "expected a number from " + std::to_string(low) + " to " + std::to_string(high));
  }
  return OkStatus();
}

Status ReadLimits(const fs::path& file, const YAML::Node& limits, ProblemLimits& out) {
  if (!limits.IsMap()) return At(file, limits, "limits: expected keys and values");
  for (const auto& entry : limits) {
    const auto key = entry.first.as<std::string>("");
    double value = 0;
    if (key == "time") {  // seconds
      ASSAY_RETURN_IF_ERROR(ReadNumber(file, entry.second, 0.001, 3600, value));
      out.time = std::chrono::milliseconds(static_cast<int64_t>(value * 1000));
    } else if (key == "memory") {  // MiB
      ASSAY_RETURN_IF_ERROR(ReadNumber(file, entry.second, 1, 1 << 20, value));
      out.memory_bytes = static_cast<uint64_t>(value) * sandbox::kMiB;
    } else if (key == "output") {  // MiB
      ASSAY_RETURN_IF_ERROR(ReadNumber(file, entry.second, 1, 1024, value));
      out.output_bytes = static_cast<uint64_t>(value) * sandbox::kMiB;
    } else {
      return At(file, entry.first,
                "unknown limit \"" + key + "\"; there are time (s), memory (MiB), output (MiB)");
    }
  }
  return OkStatus();
}

Status ReadProblem(const fs::path& file, Package& package, ProblemLimits& limits) {
  ASSAY_ASSIGN_OR_RETURN(const std::string text, ReadFile(file, sandbox::kMiB));
  try {
    const YAML::Node root = YAML::Load(text);
    if (!root.IsMap()) return At(file, root, "expected keys and values");
    for (const auto& entry : root) {
      const auto key = entry.first.as<std::string>("");
      if (key == "name") {
        package.title = entry.second.as<std::string>("");
      } else if (key == "limits") {
        ASSAY_RETURN_IF_ERROR(ReadLimits(file, entry.second, limits));
      } else {
        return At(file, entry.first, "unknown key \"" + key + "\"; there are name and limits");
      }
    }
  } catch (const YAML::Exception& error) {
    return InvalidArgument(file.string() + ":" + std::to_string(error.mark.line + 1) + ": " +
                           error.msg);
  }
  return OkStatus();
}

std::vector<fs::path> Sorted(const fs::path& folder) {
  std::vector<fs::path> paths;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  return paths;
}

}  // namespace

Result<Package> LoadPackage(const fs::path& path) {
  const fs::path folder = fs::absolute(path);
  Package package;
  package.format = "sum";
  package.folder = folder;
  package.id = folder.filename().string();
  Part part;
  StandardIo io;
  ASSAY_RETURN_IF_ERROR(ReadProblem(folder / "problem.yaml", package, part.limits));
  for (const fs::path& input : Sorted(folder / "data")) {
    if (input.extension() != ".in") continue;
    fs::path answer = input;
    answer.replace_extension(".ans");
    if (!fs::exists(answer))
      return NotFound(answer.string() + ": no answer stands beside its input");
    Test test;
    test.name = "data/" + input.stem().string();
    test.input = input;
    test.answer = answer;
    io.root.tests.push_back(std::move(test));
  }
  if (io.root.tests.empty())
    return InvalidArgument((folder / "data").string() + ": no *.in file, so no test");
  part.task = std::move(io);
  package.parts.push_back(std::move(part));
  for (const fs::path& group : Sorted(folder / "submissions")) {
    const auto verdict = ParseVerdict(group.filename().string());
    if (!verdict) {
      return InvalidArgument(group.string() +
                             ": not a verdict; use accepted, wrong_answer, run_time_error …");
    }
    for (const fs::path& file : Sorted(group)) {
      LabelledSubmission submission;
      submission.name = fs::relative(file, folder).string();
      submission.path = file;
      submission.permitted = {*verdict};
      if (*verdict != Verdict::kAccepted) {
        submission.permitted.insert(Verdict::kAccepted);
        submission.required = {{*verdict}};
      }
      package.submissions.push_back(std::move(submission));
    }
  }
  return package;
}

}  // namespace assay::grader
