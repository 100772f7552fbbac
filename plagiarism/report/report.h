#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "common/status.h"
#include "plagiarism/comparison.h"
#include "plagiarism/report/decision.h"

// A Comparison as a page, as JSON and as a table. docs/similarity-report.md describes all three.
//
// The words are about texts: similar, how sure, shared passages. None says what a person did, and a
// test keeps it so. Everything of students (sources, names, file names, what quotes them) is not
// trusted: it is data in each of the formats, whatever its bytes are.
//
// Functions without state; safe from any thread. A Comparison whose indices point outside of itself
// is refused with kInvalidArgument, which says where.
namespace assay::plagiarism {

enum class Names : uint8_t {
  kHidden,   // embedded; the page begins with "Student 17" and has a switch that shows the names
  kLeftOut,  // neither ids nor persons nor file names are written; pseudonyms alone
};

struct ReportOptions {
  std::string title = "Similarity";  // of the assignment: "Programming 1, homework 3"
  Names names = Names::kHidden;
  // A secret of the course. With it the same people get the same pseudonyms in every report about
  // them, and pairs the same keys whether names are left out or not. Empty: pseudonyms hold for
  // this comparison only, and where names are left out, so do the keys of pairs.
  std::string pseudonym_key;
  double threshold = 0.5;  // where the page begins to look, 0 to 1; nothing is left out below it
  std::vector<Decision> decisions;                  // of pairs by their key; of others: passed over
  std::chrono::system_clock::time_point made_at{};  // the epoch: not said
  // Sources are embedded for the likeliest pairs first, until this much is. The page says where a
  // source is missing. In bytes.
  size_t max_source_bytes = 16U << 20U;
  size_t max_file_bytes = 256U << 10U;  // the rest of a longer file is not shown
};

// One file that needs no network and loads nothing: the page's policy forbids both. Well below
// 10 MB for 500 students with 500 pairs of 2.4 kB programs.
Result<std::string> HtmlReport(const Comparison& comparison, const ReportOptions& options);

// docs/similarity-report.schema.json, version 1. Offsets are in bytes of the files as they were
// sent. Sources are not in it.
Result<std::string> JsonReport(const Comparison& comparison, const ReportOptions& options);

// RFC 4180 with a header, one row a pair, the likeliest first. No cell is taken for a formula.
Result<std::string> CsvReport(const Comparison& comparison, const ReportOptions& options);

// By which decisions know the pair of two submissions, in either order: 24 hexadecimal digits, the
// same for the same title, key and ids. HtmlReport and JsonReport use it unless names are left out
// without a pseudonym_key.
std::string PairKey(const ReportOptions& options, std::string_view one_id,
                    std::string_view other_id);

}  // namespace assay::plagiarism
