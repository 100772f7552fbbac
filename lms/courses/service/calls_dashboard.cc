// What an instructor opens first: how far everybody is, how scores are spread, what fails most, who
// is stuck.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "common/log/json_text.h"
#include "lms/courses/service/access.h"
#include "lms/courses/service/book.h"
#include "lms/courses/service/calls.h"

namespace assay::courses::calls {
namespace {

using database::Connection;
using database::Params;
using database::Rows;
using database::Statement;

constexpr Statement kFailing = {"dashboard_failing", R"(
SELECT a.id, a.title, f.test, f.failed, f.verdicts FROM (
  SELECT problem, test, count(*) AS failed,
         CASE WHEN min(verdict) = max(verdict) THEN min(verdict) ELSE min(verdict) || ' ' || max(verdict) END AS verdicts
  FROM courses.test_failures WHERE tenant = $1 AND course = $2 GROUP BY problem, test) f
JOIN courses.assignments a ON a.tenant = $1 AND a.course = $2 AND a.problem = f.problem
ORDER BY f.failed DESC, a.id, f.test LIMIT 25)"};

// Many attempts in two weeks, and still less than half of the score.
constexpr Statement kStuck = {"dashboard_stuck", R"(
SELECT s.person, m.name, a.id, a.title, s.tries, s.best, s.last FROM (
  SELECT person, problem, count(*) AS tries,
         round((100 * coalesce(max(score / nullif(max_score, 0)), 0))::numeric, 1)::float8 AS best,
         to_char(max(at) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS last
  FROM courses.submissions WHERE tenant = $1 AND course = $2 AND at > now() - interval '14 days' AND state = 1
  GROUP BY person, problem
  HAVING count(*) >= 4 AND coalesce(max(score / nullif(max_score, 0)), 0) < 0.5) s
JOIN courses.members m ON m.tenant = $1 AND m.course = $2 AND m.person = s.person AND m.role = 5
JOIN courses.assignments a ON a.tenant = $1 AND a.course = $2 AND a.problem = s.problem
ORDER BY s.tries DESC, m.name LIMIT 25)"};

constexpr Statement kOpen = {"dashboard_open", R"(
SELECT (SELECT count(*) FROM courses.regrades WHERE tenant = $1 AND course = $2 AND state = 'open'),
       (SELECT count(*) FROM courses.extension_requests WHERE tenant = $1 AND course = $2 AND state = 'open'),
       (SELECT count(*) FROM courses.submissions WHERE tenant = $1 AND course = $2 AND at > now() - interval '1 day'))"};

constexpr size_t kBins = 10;
using Bins = std::array<int, kBins>;

void Add(Bins& bins, double percent) {
  const double at = std::clamp(percent / 100 * kBins, 0.0, static_cast<double>(kBins) - 1);
  ++bins[static_cast<size_t>(at)];
}

class Writer {
 public:
  std::string Take() { return std::move(out_); }
  void Raw(std::string_view text) { out_ += text; }
  void Comma(bool& first) {
    if (!first) out_ += ',';
    first = false;
  }
  void Key(std::string_view name) { (out_ += '"').append(name) += "\":"; }
  void Text(std::string_view name, std::string_view text) {
    Key(name);
    log::AppendJsonString(out_, text);
  }
  void Number(std::string_view name, double value) {
    Key(name);
    fmt::format_to(std::back_inserter(out_), "{}",
                   std::isfinite(value) ? std::round(value * 100) / 100 : 0);
  }
  void Ints(std::string_view name, const Bins& bins) {
    Key(name);
    out_ += '[';
    for (size_t i = 0; i < bins.size(); ++i) out_ += (i > 0 ? "," : "") + std::to_string(bins[i]);
    out_ += ']';
  }
  void Spread(const courses::Spread& spread) {
    Key("points");
    out_ += '{';
    Number("mean", spread.mean);
    for (const auto& [name, value] :
         {std::pair{"deviation", spread.deviation}, std::pair{"least", spread.least},
          std::pair{"lower", spread.lower}, std::pair{"median", spread.median},
          std::pair{"upper", spread.upper}, std::pair{"most", spread.most}}) {
      out_ += ',';
      Number(name, value);
    }
    out_ += '}';
  }

 private:
  std::string out_;
};

void WriteAssignment(const Book& book, size_t column, Writer& out) {
  const v1::Assignment& assignment = book.columns.assignments[column];
  std::array<int, 6> states{};
  std::vector<double> points;
  Bins bins{};
  for (const BookStudent& student : book.students) {
    const BookCell& cell = student.cells[column];
    ++states[static_cast<size_t>(cell.state)];
    if (cell.state != GradeState::kGraded || !cell.has_points) continue;
    points.push_back(cell.points);
    if (assignment.points() > 0) Add(bins, 100 * cell.points / assignment.points());
  }
  out.Raw("{\"id\":\"" + std::to_string(assignment.id()) + "\",");
  out.Text("title", assignment.title());
  out.Raw(fmt::format(",\"published\":{},\"grades_published\":{},", assignment.published(),
                      !assignment.hold_grades() || assignment.grades_published()));
  if (assignment.has_due()) {
    v1::Assignment dated;
    *dated.mutable_due() = assignment.due();
    const std::string json = ToJson(dated);
    const size_t at = json.find("\"due\":");
    out.Raw(json.substr(at, json.find('"', at + 7) - at + 1) + ",");
  }
  out.Number("max_points", assignment.points());
  bool first = false;
  for (size_t i = 0; i < states.size(); ++i) {
    out.Comma(first);
    out.Number(StateWord(static_cast<int64_t>(i)), states[i]);
  }
  out.Raw(",");
  out.Spread(SpreadOf(std::move(points)));
  out.Raw(",");
  out.Ints("distribution", bins);
  out.Raw("}");
}

void WriteStudents(const Book& book, Writer& out) {
  std::vector<double> totals;
  Bins bins{};
  struct Low {
    const BookStudent* student;
    double percent;
    int missing;
  };
  std::vector<Low> low;
  for (const BookStudent& student : book.students) {
    const Total total = TotalOf(book.columns, student);
    int missing = 0;
    for (size_t i = 0; i < student.cells.size(); ++i)
      if (student.cells[i].state == GradeState::kMissing && book.columns.assignments[i].published())
        ++missing;
    if (!total.percent) continue;
    totals.push_back(*total.percent);
    Add(bins, *total.percent);
    if (*total.percent < 50 || missing >= 2) low.push_back({&student, *total.percent, missing});
  }
  out.Raw(",");
  out.Ints("distribution", bins);
  const Spread spread = SpreadOf(std::move(totals));
  out.Raw(",\"totals\":{");
  out.Spread(spread);
  out.Raw("},\"at_risk\":[");
  std::sort(low.begin(), low.end(),
            [](const Low& a, const Low& b) { return a.percent < b.percent; });
  bool first = true;
  for (size_t i = 0; i < std::min<size_t>(low.size(), 25); ++i) {
    out.Comma(first);
    out.Raw("{");
    out.Text("person", low[i].student->person);
    out.Raw(",");
    out.Text("name", low[i].student->name);
    out.Raw(",");
    out.Number("percent", low[i].percent);
    out.Raw(",");
    out.Number("missing", low[i].missing);
    out.Raw("}");
  }
  out.Raw("],");
  out.Number("at_risk_total", static_cast<double>(low.size()));
}

Status WriteTrouble(Connection& connection, const Params& course, Writer& out) {
  ASSAY_ASSIGN_OR_RETURN(const Rows failing, connection.Execute(kFailing, course));
  out.Raw(",\"failing_tests\":[");
  for (size_t i = 0; i < failing.size(); ++i) {
    out.Raw(std::string(i > 0 ? "," : "") + "{\"assignment\":\"" + std::string(failing.Text(i, 0)) +
            "\",");
    out.Text("title", failing.Text(i, 1));
    out.Raw(",");
    out.Text("test", failing.Text(i, 2));
    out.Raw(",");
    out.Number("students", static_cast<double>(failing.Int(i, 3)));
    out.Raw(",");
    out.Text("verdicts", failing.Text(i, 4));
    out.Raw("}");
  }
  ASSAY_ASSIGN_OR_RETURN(const Rows stuck, connection.Execute(kStuck, course));
  out.Raw("],\"stuck\":[");
  for (size_t i = 0; i < stuck.size(); ++i) {
    out.Raw(i > 0 ? ",{" : "{");
    out.Text("person", stuck.Text(i, 0));
    out.Raw(",");
    out.Text("name", stuck.Text(i, 1));
    out.Raw(",\"assignment\":\"" + std::string(stuck.Text(i, 2)) + "\",");
    out.Text("title", stuck.Text(i, 3));
    out.Raw(",");
    out.Number("attempts", static_cast<double>(stuck.Int(i, 4)));
    out.Raw(",");
    out.Number("best_percent", stuck.Double(i, 5));
    out.Raw(",");
    out.Text("last", stuck.Text(i, 6));
    out.Raw("}");
  }
  ASSAY_ASSIGN_OR_RETURN(const Rows open, connection.Execute(kOpen, course));
  out.Raw("],");
  out.Number("open_regrades", static_cast<double>(open.Int(0, 0)));
  out.Raw(",");
  out.Number("open_extensions", static_cast<double>(open.Int(0, 1)));
  out.Raw(",");
  out.Number("submissions_today", static_cast<double>(open.Int(0, 2)));
  return OkStatus();
}

}  // namespace

Result<v1::Document> GetDashboard(Core& core, const v1::CourseRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
  const v1::Viewer& viewer = request.viewer();
  ASSAY_RETURN_IF_ERROR(
      Enter(*connection, viewer, request.course(), Action::kReadAllGrades).status());
  ASSAY_ASSIGN_OR_RETURN(const Book book,
                         ReadBook(*connection, viewer.tenant(), request.course(), core.now()));
  Writer out;
  out.Raw("{");
  out.Number("students", static_cast<double>(book.students.size()));
  out.Raw(",\"assignments\":[");
  bool first = true;
  for (size_t i = 0; i < book.columns.columns.size(); ++i) {
    out.Comma(first);
    WriteAssignment(book, i, out);
  }
  out.Raw("]");
  WriteStudents(book, out);
  ASSAY_RETURN_IF_ERROR(
      WriteTrouble(*connection, Params().Add(viewer.tenant()).Add(request.course()), out));
  out.Raw("}");
  v1::Document document;
  document.set_media_type("application/json");
  document.set_data(out.Take());
  return document;
}

}  // namespace assay::courses::calls
