// The similarity engine's index with a million past submissions: what a new one costs.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <fstream>
#include <random>
#include <thread>

#include "common/crypto/mac.h"
#include "common/files.h"
#include "plagiarism/compare.h"
#include "plagiarism/index.h"
#include "plagiarism/index/fingerprints.h"
#include "plagiarism/index/keyed_hash.h"
#include "plagiarism/index/record.h"
#include "plagiarism/index/segment.h"
#include "tests/bench/measure.h"

namespace assay::bench {
namespace {

namespace fs = std::filesystem;
using plagiarism::IndexDocument;
using plagiarism::Submission;

struct Arguments {
  std::string folder;
  size_t submissions = 1'000'000;
  size_t bases = 4000;
  int queries = 200, adds = 300;
};

// Programs as a course's students write them: about 2.4 kB, of the same few words.
class Author {
 public:
  explicit Author(uint64_t seed) : random_(seed) {}

  std::string Program() {
    std::string text = "import java.util.*;\n\npublic class Main {\n";
    while (text.size() < 2350) {
      text += fmt::format("    static int {}(int {}, int {}) {{\n", Name(), Name(), Name());
      const size_t count = 4 + Below(6);
      for (size_t i = 0; i < count; ++i) text += Statement(2);
      text += fmt::format("        return {};\n    }}\n\n", Expression(0));
    }
    return text + "}\n";
  }

 private:
  size_t Below(size_t n) { return random_() % n; }
  std::string Name() {
    static constexpr std::array kWords = {"total", "count", "index", "value", "list", "score",
                                          "item",  "price", "row",   "node",  "left", "right",
                                          "data",  "sum",   "max",   "line",  "word", "size"};
    return fmt::format("{}{}", kWords[Below(kWords.size())], Below(3) == 0 ? "2" : "");
  }
  std::string Expression(int depth) {
    const size_t kind = Below(10);
    if (depth > 2 || kind < 3) return kind < 2 ? Name() : std::to_string(Below(200));
    if (kind < 7) {
      return fmt::format("{} {} {}", Expression(depth + 1), "+-*/%"[Below(5)],
                         Expression(depth + 1));
    }
    if (kind < 9) return fmt::format("{}({})", Name(), Expression(depth + 1));
    return fmt::format("{}[{}]", Name(), Expression(depth + 1));
  }
  std::string Statement(int indent) {
    const std::string pad(static_cast<size_t>(indent) * 4, ' ');
    const size_t kind = Below(10);
    if (indent < 5 && kind < 3) {
      std::string text =
          kind == 0 ? fmt::format("{}if ({} < {}) {{\n", pad, Expression(1), Expression(1))
                    : fmt::format("{}for (int i = 0; i < {}; i++) {{\n", pad, Expression(1));
      const size_t count = 1 + Below(3);
      for (size_t i = 0; i < count; ++i) text += Statement(indent + 1);
      return text + pad + "}\n";
    }
    if (kind < 5) return fmt::format("{}int {} = {};\n", pad, Name(), Expression(0));
    if (kind < 6)
      return fmt::format("{}System.out.println(\"{}: \" + {});\n", pad, Name(), Expression(0));
    return fmt::format("{}{} = {};\n", pad, Name(), Expression(0));
  }

  std::mt19937_64 random_;
};

Submission Make(const std::string& id, std::string text) {
  Submission submission;
  submission.id = id;
  submission.person = "person-" + id;
  submission.files = {{"Main.java", std::move(text)}};
  return submission;
}

// Writes segments as years of adding and merging leave them. A document has a real program's
// source; of its fingerprints a fifth are that program's, which others share, the rest its own.
Status Fill(const fs::path& folder, const crypto::Key& key, const Arguments& arguments) {
  const crypto::Key records = crypto::DeriveKey(key, "assay similarity records");
  const plagiarism::KeyedHash hash(key);
  std::vector<std::string> texts;
  std::vector<std::vector<uint64_t>> prints;
  for (size_t i = 0; i < arguments.bases; ++i) {
    texts.push_back(Author(i).Program());
    prints.push_back(plagiarism::Fingerprints({{"Main.java", texts.back()}}));
    for (uint64_t& print : prints.back()) print = hash.Fingerprint(print);
  }
  std::vector<size_t> sizes;
  for (size_t left = arguments.submissions, size = 524'288; left > 0;) {
    size_t same = 0;
    for (; left >= size && same < (size == 524'288 ? 1U : 7U); ++same, left -= size)
      sizes.push_back(size);
    if (size <= 1024) break;
    size /= 8;
  }
  size_t made = 0;
  for (size_t s = 0; s < sizes.size(); ++s) {
    std::vector<IndexDocument> documents(sizes[s]);
    std::atomic<bool> failed = false;
    const auto work = [&](size_t first) {
      for (size_t i = first; i < documents.size(); i += 2) {
        const size_t number = made + i, base = number % texts.size();
        std::mt19937_64 random(number);
        IndexDocument& one = documents[i];
        one.id = random() | 1U;
        one.person = random() | 1U;
        for (const uint64_t print : prints[base])
          one.fingerprints.push_back(random() % 5 == 0 ? print
                                                       : random() & plagiarism::kFingerprintMask);
        std::sort(one.fingerprints.begin(), one.fingerprints.end());
        auto record = plagiarism::SealRecord(
            records, {Make("past-" + std::to_string(number), texts[base]), "assignment"});
        if (!record.ok()) failed = true;
        if (record.ok()) one.record = *std::move(record);
      }
    };
    std::thread other(work, 1);
    work(0);
    other.join();
    if (failed) return Internal("a record could not be sealed");
    made += documents.size();
    ASSAY_RETURN_IF_ERROR(
        plagiarism::Segment::Write(folder / ("segment-" + std::to_string(s + 1)), documents));
    fmt::print(stderr, "\r{} submissions", made);
  }
  fmt::print(stderr, "\n");
  return OkStatus();
}

double ResidentMebibytes() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmRSS:")) return std::stod(line.substr(6)) / 1024;
  }
  return 0;
}

Status Run(const Arguments& arguments) {
  ASSAY_ASSIGN_OR_RETURN(const TempDir temporary, TempDir::Create());
  const fs::path folder =
      arguments.folder.empty() ? temporary.path() / "index" : fs::path(arguments.folder);
  fs::create_directories(folder);
  ASSAY_ASSIGN_OR_RETURN(crypto::Key key,
                         crypto::Key::FromBytes(std::string(crypto::Key::kBytes, 'b')));
  if (!fs::exists(folder / "segment-1")) ASSAY_RETURN_IF_ERROR(Fill(folder, key, arguments));
  const auto begin = std::chrono::steady_clock::now();
  ASSAY_ASSIGN_OR_RETURN(const std::unique_ptr<plagiarism::Index> index,
                         plagiarism::Index::Open({folder, key.Clone()}));
  const std::chrono::duration<double> opened = std::chrono::steady_clock::now() - begin;
  Status status;
  size_t pairs = 0;
  size_t next = 0;
  const Sample query = Measure("parsed, queried, best 50 compared", 5, arguments.queries, [&] {
    Submission mine = Make("new", Author(100'000 + next++).Program());
    auto matches = index->Query(mine, 50);
    if (!matches.ok()) {
      status = matches.status();
      return -1.0;
    }
    std::vector<Submission> all = {std::move(mine)};
    for (plagiarism::IndexMatch& one : *matches) {
      one.submission.origin = plagiarism::Origin::kEarlier;
      all.push_back(std::move(one.submission));
    }
    plagiarism::CompareOptions options;
    options.max_pairs = 50;
    const auto comparison = plagiarism::Compare(std::move(all), options);
    if (!comparison.ok()) status = comparison.status();
    if (comparison.ok()) pairs += comparison->pairs.size();
    return -1.0;
  });
  const Sample ask = Measure("of it the query", 5, arguments.queries, [&] {
    const auto matches = index->Query(Make("new", Author(200'000 + next++).Program()), 50);
    if (!matches.ok()) status = matches.status();
    return -1.0;
  });
  const Sample add = Measure("indexed, on disk", 5, arguments.adds, [&] {
    const std::string id = "added-" + std::to_string(next);
    const Status added = index->Add(Make(id, Author(300'000 + next++).Program()), "assignment");
    if (!added.ok()) status = added;
    return -1.0;
  });
  ASSAY_RETURN_IF_ERROR(status);
  const plagiarism::IndexFigures figures = index->figures();
  fmt::print("{}\n{} submissions in {} segments, {:.2f} GiB on disk: {:.0f} bytes each\n",
             Machine(), figures.submissions, figures.segments,
             static_cast<double>(figures.bytes) / (1U << 30U),
             static_cast<double>(figures.bytes) / static_cast<double>(figures.submissions));
  fmt::print("opened in {:.2f} s, resident afterwards {:.0f} MiB; {} pairs compared\n\n",
             opened.count(), ResidentMebibytes(), pairs);
  fmt::print("{}", Table({query, ask, add}, "parsed, queried, best 50 compared"));
  return OkStatus();
}

}  // namespace
}  // namespace assay::bench

int main(int argc, char** argv) {
  CLI::App app("The similarity index with a million past submissions.");
  assay::bench::Arguments arguments;
  app.add_option("--folder", arguments.folder,
                 "keep the index here, and use the one that is there");
  app.add_option("--submissions", arguments.submissions)->capture_default_str();
  app.add_option("--queries", arguments.queries)->capture_default_str();
  app.add_option("--adds", arguments.adds)->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  const assay::Status status = assay::bench::Run(arguments);
  if (!status.ok()) fmt::print(stderr, "{}\n", status.ToString());
  return status.ok() ? 0 : 1;
}
