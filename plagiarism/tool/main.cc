// assay-similarity (`assay similarity`): compares the submissions of a folder.
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <set>

#include "common/files.h"
#include "plagiarism/compare.h"
#include "plagiarism/report/report.h"
#include "plagiarism/tool/folder.h"

namespace assay::plagiarism {
namespace {

constexpr int kOk = 0, kFailed = 1, kUsage = 2;

struct Arguments {
  std::string folder;
  std::vector<std::string> templates, earlier, sections, outside, refused;
  std::string html, json, csv, times, title, decisions;
  bool versions = false, no_names = false;
  size_t pairs = 500, show = 15;
  double least = 0;
  int threads = 2;
};

int Complain(const Status& status) {
  fmt::print(stderr, "assay similarity: {}\n", status.message());
  return status.code() == StatusCode::kInvalidArgument || status.code() == StatusCode::kNotFound
             ? kUsage
             : kFailed;
}

Result<std::vector<Submission>> ReadAll(const Arguments& arguments) {
  std::vector<std::string> warnings;
  ASSAY_ASSIGN_OR_RETURN(
      std::vector<Submission> all,
      ReadSubmissions(arguments.folder, Origin::kClass, arguments.versions, warnings));
  if (all.size() < 2)
    return InvalidArgument(arguments.folder +
                           ": fewer than two submissions; each is a folder or "
                           "a file in it");
  const std::pair<const std::vector<std::string>&, Origin> others[] = {
      {arguments.templates, Origin::kTemplate},
      {arguments.earlier, Origin::kEarlier},
      {arguments.sections, Origin::kSection},
      {arguments.outside, Origin::kOutside}};
  for (const auto& [folders, origin] : others) {
    for (const std::string& folder : folders) {
      ASSAY_ASSIGN_OR_RETURN(std::vector<Submission> more,
                             ReadSubmissions(folder, origin, false, warnings));
      for (Submission& one : more) all.push_back(std::move(one));
    }
  }
  if (!arguments.times.empty()) {
    ASSAY_ASSIGN_OR_RETURN(const auto times, ReadTimes(arguments.times));
    for (Submission& one : all) {
      const auto time = times.find(one.id);
      if (time != times.end()) one.submitted_at = time->second;
    }
  }
  for (const std::string& warning : warnings) fmt::print(stderr, "warning: {}\n", warning);
  return all;
}

// What a student named may not move the cursor.
std::string Printable(std::string_view text, size_t width) {
  std::string out;
  for (const char c : text.substr(0, width))
    out += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c;
  return out;
}

// The kinds that speak loudest for it.
std::string Because(const Pair& pair) {
  std::vector<std::pair<double, Evidence>> kinds;
  for (const Evidence kind : kAllEvidence) {
    if (pair.of(kind).contribution > 0.3) kinds.emplace_back(pair.of(kind).contribution, kind);
  }
  std::sort(kinds.rbegin(), kinds.rend());
  std::string text;
  for (size_t i = 0; i < kinds.size() && i < 3; ++i)
    text += (i > 0 ? ", " : "") + std::string(EvidenceName(kinds[i].second));
  return text;
}

void Print(const Comparison& comparison, size_t show) {
  fmt::print("{} submissions, {} pairs compared\n\n", comparison.submissions.size(),
             comparison.compared);
  fmt::print("{:>5}  {:<11}  {:<20} {:<20} {:>11}  {}\n", "sure", "between", "left", "right",
             "shared", "above all in");
  for (size_t i = 0; i < comparison.pairs.size() && i < show; ++i) {
    const Pair& pair = comparison.pairs[i];
    fmt::print("{:4.0f}%  {:3.0f} to {:3.0f}%  {:<20} {:<20} {:4.0f} / {:3.0f}%  {}\n",
               100 * pair.probability, 100 * pair.low, 100 * pair.high,
               Printable(comparison.submissions[pair.left].id, 20),
               Printable(comparison.submissions[pair.right].id, 20), 100 * pair.left_covered,
               100 * pair.right_covered, Because(pair));
  }
  for (const Cluster& cluster : comparison.clusters) {
    if (cluster.members.size() < 3) continue;
    fmt::print("\n{} submissions hang together:", cluster.members.size());
    for (const uint32_t one : cluster.members)
      fmt::print(" {}", Printable(comparison.submissions[one].id, 40));
    fmt::print("\n");
  }
  for (const FileNote& note : comparison.notes) {
    fmt::print("note: {}/{} {}\n", Printable(comparison.submissions[note.submission].id, 60),
               Printable(comparison.submissions[note.submission].files[note.file].path, 60),
               note.text);
  }
  fmt::print(
      "\n\"sure\" is how sure it is that two texts were not written independently, against the "
      "other pairs\nhere. What that means is for people to find out.\n");
}

Status WriteReports(const Arguments& arguments, const Comparison& comparison) {
  ReportOptions options;
  options.title =
      arguments.title.empty()
          ? std::filesystem::path(arguments.folder).lexically_normal().filename().string()
          : arguments.title;
  if (arguments.no_names) options.names = Names::kLeftOut;
  options.made_at = std::chrono::system_clock::now();
  if (!arguments.decisions.empty()) {
    ASSAY_ASSIGN_OR_RETURN(const std::string text, ReadFile(arguments.decisions));
    ASSAY_ASSIGN_OR_RETURN(options.decisions, ReadDecisions(text));
  }
  const std::pair<const std::string&,
                  Result<std::string> (*)(const Comparison&, const ReportOptions&)>
      reports[] = {{arguments.html, &HtmlReport},
                   {arguments.json, &JsonReport},
                   {arguments.csv, &CsvReport}};
  for (const auto& [path, make] : reports) {
    if (path.empty()) continue;
    ASSAY_ASSIGN_OR_RETURN(const std::string text, make(comparison, options));
    ASSAY_RETURN_IF_ERROR(WriteFileAtomically(path, text));
    fmt::print("written: {}\n", path);
  }
  return OkStatus();
}

int Run(const Arguments& arguments) {
  auto submissions = ReadAll(arguments);
  if (!submissions.ok()) return Complain(submissions.status());
  CompareOptions options;
  options.max_pairs = arguments.pairs;
  options.min_probability = arguments.least;
  options.threads = arguments.threads;
  options.refused_common.insert(arguments.refused.begin(), arguments.refused.end());
  const bool watched = ::isatty(STDERR_FILENO) == 1;
  if (watched) {
    options.progress = [](double part, std::string_view doing) {
      fmt::print(stderr, "\r\033[K{}",
                 part < 1 ? fmt::format("{:3.0f}% {}", 100 * part, doing) : "");
    };
  }
  const auto comparison = Compare(*std::move(submissions), options);
  if (!comparison.ok()) return Complain(comparison.status());
  Print(*comparison, arguments.show);
  const Status written = WriteReports(arguments, *comparison);
  return written.ok() ? kOk : Complain(written);
}

}  // namespace
}  // namespace assay::plagiarism

int main(int argc, char** argv) {
  namespace plagiarism = assay::plagiarism;
  std::signal(SIGPIPE, SIG_IGN);
  CLI::App app(
      "Compares the submissions of an assignment and says which are alike, how sure that is, and "
      "why.",
      "assay similarity");
  app.set_version_flag("--version", "assay " ASSAY_VERSION);
  app.footer("docs/similarity.md says how it works and what it does not say.");
  plagiarism::Arguments arguments;
  app.add_option("folder", arguments.folder, "each folder or file in it is one submission")
      ->required();
  app.add_option("--template", arguments.templates,
                 "a folder of what everybody was given; it counts for nothing")
      ->type_name("FOLDER");
  app.add_option("--earlier", arguments.earlier, "a folder of an earlier term")
      ->type_name("FOLDER");
  app.add_option("--section", arguments.sections, "a folder of another section or course")
      ->type_name("FOLDER");
  app.add_option("--outside", arguments.outside, "a folder of sources from outside")
      ->type_name("FOLDER");
  app.add_flag("--versions", arguments.versions,
               "each folder in a submission's folder is a version of it");
  app.add_option("--times", arguments.times,
                 "a CSV file \"submission,time\" (2026-11-29T06:00:00Z)")
      ->type_name("FILE");
  app.add_option("--refuse", arguments.refused,
                 "a passage that many share shall weigh as any other (its key in the report)")
      ->type_name("KEY");
  app.add_option("--html", arguments.html, "write the report as one page that needs no network")
      ->type_name("FILE");
  app.add_option("--json", arguments.json, "write it as JSON")->type_name("FILE");
  app.add_option("--csv", arguments.csv, "write the pairs as a table")->type_name("FILE");
  app.add_option("--title", arguments.title, "of the assignment");
  app.add_option("--decisions", arguments.decisions,
                 "what was decided before, as the page exports it")
      ->type_name("FILE");
  app.add_flag("--no-names", arguments.no_names, "pseudonyms alone in what is written");
  app.add_option("--pairs", arguments.pairs, "report at most so many")->capture_default_str();
  app.add_option("--least", arguments.least, "report only pairs of which it is so sure, 0 to 1")
      ->check(CLI::Range(0.0, 1.0));
  app.add_option("--show", arguments.show, "print so many lines")->capture_default_str();
  app.add_option("--threads", arguments.threads)->check(CLI::Range(1, 256))->capture_default_str();
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? plagiarism::kOk : plagiarism::kUsage;
  }
  return plagiarism::Run(arguments);
}
