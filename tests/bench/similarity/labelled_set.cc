#include "tests/bench/similarity/labelled_set.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "common/files.h"

namespace assay::bench::similarity {
namespace {

namespace fs = std::filesystem;

constexpr uint64_t kLargestTable = 512ULL << 20U;

std::vector<std::string> Fields(std::string_view line) {
  std::vector<std::string> fields;
  for (size_t begin = 0; begin <= line.size();) {
    const size_t comma = std::min(line.find(',', begin), line.size());
    fields.emplace_back(line.substr(begin, comma - begin));
    begin = comma + 1;
  }
  return fields;
}

// Lines without the head line, each with `columns` fields.
Result<std::vector<std::vector<std::string>>> ReadTable(const fs::path& file, size_t columns) {
  auto text = ReadFile(file, kLargestTable);
  if (!text.ok()) return text.status();
  std::vector<std::vector<std::string>> lines;
  const std::string_view all = text.value();
  size_t number = 0;
  for (size_t begin = 0; begin < all.size();) {
    const size_t end = std::min(all.find('\n', begin), all.size());
    std::string_view line = all.substr(begin, end - begin);
    begin = end + 1;
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (++number == 1 || line.empty()) continue;
    lines.push_back(Fields(line));
    if (lines.back().size() != columns) {
      return InvalidArgument(fmt::format("{}:{}: {} fields, not {}", file.string(), number,
                                         lines.back().size(), columns));
    }
  }
  return lines;
}

Result<LabelledTask> ReadTask(const fs::path& folder) {
  auto table = ReadTable(folder / "labels.csv", 4);
  if (!table.ok()) return table.status();
  LabelledTask task{folder.filename().string(), folder, {}};
  for (auto& line : table.value()) {
    if (line[2] != "0" && line[2] != "1") {
      return InvalidArgument(fmt::format("{}: \"copied\" is {}, not 0 or 1",
                                         (folder / "labels.csv").string(), line[2]));
    }
    task.pairs.push_back({line[0], line[1], line[3], line[2] == "1"});
  }
  return task;
}

std::pair<std::string, std::string> Key(const std::string& a, const std::string& b) {
  return a < b ? std::pair(a, b) : std::pair(b, a);
}

}  // namespace

Result<LabelledSet> ReadSet(const fs::path& folder) {
  std::error_code error;
  LabelledSet set{fs::canonical(folder, error).filename().string(), {}};
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    if (!fs::is_regular_file(it->path() / "labels.csv")) continue;
    auto task = ReadTask(it->path());
    if (!task.ok()) return task.status();
    set.tasks.push_back(std::move(task).value());
  }
  if (set.tasks.empty()) {
    return NotFound(fmt::format("{}: no TASK/labels.csv; sets.py makes sets", folder.string()));
  }
  std::sort(set.tasks.begin(), set.tasks.end(),
            [](const LabelledTask& a, const LabelledTask& b) { return a.name < b.name; });
  return set;
}

Result<Scores> ReadScores(const fs::path& file) {
  auto table = ReadTable(file, 3);
  if (!table.ok()) return table.status();
  Scores scores;
  for (const auto& line : table.value()) {
    double score = 0;
    const auto [end, error] =
        std::from_chars(line[2].data(), line[2].data() + line[2].size(), score);
    if (error != std::errc() || end != line[2].data() + line[2].size()) {
      return InvalidArgument(fmt::format("{}: \"{}\" is no score", file.string(), line[2]));
    }
    double& kept = scores[Key(line[0], line[1])];
    kept = std::max(kept, score);
  }
  return scores;
}

void AddRows(const LabelledTask& task, const Scores& scores, std::vector<Row>& rows) {
  for (const LabelledPair& pair : task.pairs) {
    const auto found = scores.find(Key(pair.left, pair.right));
    rows.push_back({found == scores.end() ? 0 : found->second, pair.copied, task.name, pair.level});
  }
}

}  // namespace assay::bench::similarity
