#include "plagiarism/service/comparisons.h"

#include <fmt/format.h>

#include "common/crypto/encoding.h"
#include "common/crypto/key.h"

namespace assay::plagiarism {
namespace {

using database::Params;
using database::Statement;

#define ASSAY_COMPARISON                                                                \
  "SELECT id, tenant, course, problem, state, request, started_by, doing, failure, "    \
  "(extract(epoch FROM created_at) * 1000000)::bigint, "                                \
  "coalesce((extract(epoch FROM ended_at) * 1000000)::bigint, 0), progress, compared, " \
  "submissions, people, pairs, erased, coalesce(array_to_string(histogram, ' '), '') "  \
  "FROM plagiarism.comparisons "

constexpr Statement kAdd = {"comparison_add", R"(
INSERT INTO plagiarism.comparisons (id, tenant, course, problem, request, started_by)
SELECT $1, $2, $3, $4, $5, $6
WHERE NOT EXISTS (SELECT 1 FROM plagiarism.comparisons
                  WHERE tenant = $2 AND course = $3 AND problem = $4 AND state IN (0, 1))
RETURNING id)"};
constexpr Statement kGet = {"comparison_get", ASSAY_COMPARISON
                            "WHERE id = $1 AND tenant = $2 AND course = $3 AND problem = $4"};
constexpr Statement kNewest = {"comparison_newest", ASSAY_COMPARISON
                               "WHERE tenant = $1 AND course = $2 AND problem = $3 AND state = 2 "
                               "ORDER BY id DESC LIMIT 1"};
constexpr Statement kList = {"comparison_list", ASSAY_COMPARISON
                             "WHERE tenant = $1 AND course = $2 AND problem = $3 "
                             "ORDER BY id DESC LIMIT 50"};
constexpr Statement kWaitAgain = {
    "comparison_wait_again",
    "UPDATE plagiarism.comparisons SET state = 0, progress = 0, doing = '' WHERE state = 1"};
constexpr Statement kTakeNext = {"comparison_take", R"(
UPDATE plagiarism.comparisons SET state = 1
WHERE id = (SELECT id FROM plagiarism.comparisons WHERE state = 0 ORDER BY id LIMIT 1
            FOR UPDATE SKIP LOCKED)
RETURNING id, tenant, course, problem)"};
constexpr Statement kProgress = {"comparison_progress", R"(
UPDATE plagiarism.comparisons SET progress = $2::float8, doing = $3 WHERE id = $1 AND state = 1
RETURNING 1)"};
constexpr Statement kEnd = {"comparison_end", R"(
UPDATE plagiarism.comparisons
SET state = $2::smallint, failure = $3, doing = '', ended_at = now() WHERE id = $1 AND state = 1)"};
constexpr Statement kCancel = {"comparison_cancel", R"(
UPDATE plagiarism.comparisons SET state = 4, doing = '', ended_at = now()
WHERE id = $1 AND tenant = $2 AND course = $3 AND problem = $4 AND state IN (0, 1) RETURNING 1)"};

// ULIDs of the judge's kind: 48 bits of milliseconds and 80 of chance, so that they sort by time.
std::string NewId() {
  constexpr std::string_view kDigits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  auto rest = static_cast<uint64_t>(ToMicros(std::chrono::system_clock::now()) / 1000);
  std::string id(10, '0');
  for (size_t i = id.size(); i-- > 0; rest >>= 5U) id[i] = kDigits[rest & 31U];
  for (const char c : crypto::RandomBytes(16)) id += kDigits[static_cast<unsigned char>(c) & 31U];
  return id;
}

std::vector<double> Numbers(std::string_view text) {
  std::vector<double> numbers;
  while (!text.empty()) {
    const size_t end = std::min(text.find(' '), text.size());
    numbers.push_back(std::strtod(std::string(text.substr(0, end)).c_str(), nullptr));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return numbers;
}

Result<ComparisonRecord> RecordOf(const database::Rows& rows, size_t row) {
  ComparisonRecord record;
  record.id = TextAt(rows, row, 0);
  record.assignment = {TextAt(rows, row, 1), TextAt(rows, row, 2), TextAt(rows, row, 3)};
  record.state = static_cast<RunState>(rows.Int(row, 4));
  ASSAY_ASSIGN_OR_RETURN(record.request, crypto::Base64Decode(rows.Text(row, 5)));
  record.started_by = TextAt(rows, row, 6);
  record.doing = TextAt(rows, row, 7);
  record.failure = TextAt(rows, row, 8);
  record.created_us = rows.Int(row, 9);
  record.ended_us = rows.Int(row, 10);
  record.progress = rows.Double(row, 11);
  record.compared = rows.Double(row, 12);
  record.submissions = static_cast<int>(rows.Int(row, 13));
  record.people = static_cast<int>(rows.Int(row, 14));
  record.pairs = static_cast<int>(rows.Int(row, 15));
  record.erased = static_cast<int>(rows.Int(row, 16));
  record.histogram = Numbers(rows.Text(row, 17));
  return record;
}

Params Of(const AssignmentKey& assignment) {
  return Params().Add(assignment.tenant).Add(assignment.course).Add(assignment.problem);
}
Params Of(const std::string& id, const AssignmentKey& assignment) {
  return Params().Add(id).Add(assignment.tenant).Add(assignment.course).Add(assignment.problem);
}

}  // namespace

Result<ComparisonRecord> Comparisons::Add(const AssignmentKey& assignment,
                                          const std::string& request,
                                          const std::string& started_by) {
  const std::string id = NewId();
  ASSAY_ASSIGN_OR_RETURN(
      const database::Rows added,
      rows_.Run(kAdd, Of(id, assignment).Add(crypto::Base64Encode(request)).Add(started_by)));
  if (added.empty()) {
    return ResourceExhausted(
        "a comparison of this assignment waits or runs already; wait for it, or cancel it");
  }
  return Get(assignment, id);
}

Result<ComparisonRecord> Comparisons::Get(const AssignmentKey& assignment, const std::string& id) {
  ASSAY_ASSIGN_OR_RETURN(const database::Rows rows, id.empty()
                                                        ? rows_.Run(kNewest, Of(assignment))
                                                        : rows_.Run(kGet, Of(id, assignment)));
  if (!rows.empty()) return RecordOf(rows, 0);
  if (!id.empty()) return NotFound("no comparison " + id.substr(0, 40) + " of this assignment");
  return FailedPrecondition("no comparison of this assignment is done yet; start one");
}

Result<std::vector<ComparisonRecord>> Comparisons::List(const AssignmentKey& assignment) {
  ASSAY_ASSIGN_OR_RETURN(const database::Rows rows, rows_.Run(kList, Of(assignment)));
  std::vector<ComparisonRecord> all;
  for (size_t i = 0; i < rows.size(); ++i) {
    ASSAY_ASSIGN_OR_RETURN(all.emplace_back(), RecordOf(rows, i));
  }
  return all;
}

Status Comparisons::WaitAgain() { return rows_.Run(kWaitAgain).status(); }

Result<std::optional<ComparisonRecord>> Comparisons::TakeNext() {
  ASSAY_ASSIGN_OR_RETURN(const database::Rows rows, rows_.Run(kTakeNext));
  if (rows.empty()) return std::optional<ComparisonRecord>();
  ASSAY_ASSIGN_OR_RETURN(
      ComparisonRecord record,
      Get({TextAt(rows, 0, 1), TextAt(rows, 0, 2), TextAt(rows, 0, 3)}, TextAt(rows, 0, 0)));
  return std::optional(std::move(record));
}

Result<bool> Comparisons::SetProgress(const std::string& id, double progress,
                                      std::string_view doing) {
  ASSAY_ASSIGN_OR_RETURN(const database::Rows rows,
                         rows_.Run(kProgress, Params().Add(id).Add(ToText(progress)).Add(doing)));
  return !rows.empty();
}

Status Comparisons::End(const std::string& id, RunState state, const std::string& failure) {
  return rows_.Run(kEnd, Params().Add(id).Add(static_cast<int64_t>(state)).Add(failure)).status();
}

Result<bool> Comparisons::Cancel(const AssignmentKey& assignment, const std::string& id) {
  ASSAY_ASSIGN_OR_RETURN(const database::Rows rows, rows_.Run(kCancel, Of(id, assignment)));
  return !rows.empty();
}

}  // namespace assay::plagiarism
