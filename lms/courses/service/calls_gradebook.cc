// The gradebook as a whole: pages of it, tables both ways, how it is added up.
#include <fmt/format.h>

#include <cmath>

#include "common/log/json_text.h"
#include "lms/courses/policy/gradebook_csv.h"
#include "lms/courses/service/book.h"
#include "lms/courses/service/calls.h"
#include "lms/courses/service/reckon.h"
#include "lms/courses/service/second_marks.h"

namespace assay::courses::calls {
namespace {

using database::Connection;
using database::Params;
using database::Rows;
using database::Statement;

constexpr Statement kByHand = {"gradebook_by_hand", R"(
SELECT person, assignment FROM courses.manual_grades
WHERE tenant = $1 AND course = $2 AND (override_points IS NOT NULL OR excused))"};
constexpr Statement kImport = {"gradebook_import", R"(
INSERT INTO courses.manual_grades AS g (tenant, course, assignment, person, override_points, excused, graded_by)
SELECT $1, $2, u.assignment, u.person, nullif(u.points, '')::float8, u.excused = 1, $7
FROM unnest($3::bigint[], $4::text[], $5::text[], $6::bigint[]) AS u(assignment, person, points, excused)
ON CONFLICT (tenant, course, assignment, person) DO UPDATE SET override_points = excluded.override_points,
  excused = excluded.excused, graded_by = excluded.graded_by, graded_at = now())"};

constexpr Statement kLetters = {"scheme_letters", R"(
UPDATE courses.courses SET letters = $3::jsonb->'letters', by_points = ($3::jsonb->>'by_points')::boolean, revision = revision + 1
WHERE tenant = $1 AND id = $2)"};
constexpr Statement kCategories = {"scheme_categories", R"(
INSERT INTO courses.categories AS c (tenant, course, name, weight, drop_lowest, position)
SELECT $1, $2, r.name, r.weight, r.drop_lowest, o.position
FROM jsonb_array_elements($3::jsonb->'categories') WITH ORDINALITY AS o(value, position),
     jsonb_to_record(o.value) AS r(name text, weight float8, drop_lowest int)
ON CONFLICT (tenant, course, name) DO UPDATE SET weight = excluded.weight, drop_lowest = excluded.drop_lowest,
  position = excluded.position)"};
constexpr Statement kDropCategories = {"scheme_drop", R"(
DELETE FROM courses.categories WHERE tenant = $1 AND course = $2
  AND NOT name IN (SELECT v->>'name' FROM jsonb_array_elements($3::jsonb->'categories') v))"};

// Numbers as JSON has them; what is no number is null.
void Number(std::string& out, double value) {
  if (std::isfinite(value)) {
    fmt::format_to(std::back_inserter(out), "{}", value);
  } else {
    out += "null";
  }
}
void Field(std::string& out, std::string_view name, std::string_view text) {
  out += '"';
  out += name;
  out += "\":";
  log::AppendJsonString(out, text);
}

void Columns(std::string& out, const courses::Columns& columns) {
  out += "\"assignments\":[";
  for (size_t i = 0; i < columns.assignments.size(); ++i) {
    const v1::Assignment& one = columns.assignments[i];
    if (i > 0) out += ',';
    out += "{\"id\":\"" + std::to_string(one.id()) + "\",";
    Field(out, "title", one.title());
    out += ',';
    Field(out, "category", one.category());
    out += ",\"points\":";
    Number(out, one.points());
    out += fmt::format(",\"published\":{},\"grades_published\":{},\"extra_credit\":{}}}",
                       one.published(), !one.hold_grades() || one.grades_published(),
                       one.extra_credit());
  }
  out += ']';
}

void Student(std::string& out, const courses::Columns& columns, const BookStudent& student) {
  const Total total = TotalOf(columns, student);
  out += '{';
  Field(out, "person", student.person);
  out += ',';
  Field(out, "name", student.name);
  out += ',';
  Field(out, "email", student.email);
  out += ',';
  Field(out, "sections", student.sections);
  // Side by side with "assignments": a row of 100 cells names no assignment 100 times.
  out += ",\"points\":[";
  for (size_t i = 0; i < student.cells.size(); ++i) {
    if (i > 0) out += ',';
    if (student.cells[i].has_points) {
      Number(out, student.cells[i].points);
    } else {
      out += "null";
    }
  }
  out += "],\"states\":[";
  for (size_t i = 0; i < student.cells.size(); ++i) {
    if (i > 0) out += ',';
    out += '"' + StateWord(static_cast<int64_t>(student.cells[i].state)) + '"';
  }
  out += "],\"dropped\":[";
  bool first = true;
  for (size_t i = 0; i < total.dropped.size(); ++i) {
    if (!total.dropped[i]) continue;
    out += (first ? "" : ",") + std::to_string(i);
    first = false;
  }
  out += ']';
  if (total.percent) {
    out += ",\"percent\":";
    Number(out, *total.percent);
    out += ',';
    Field(out, "letter", total.letter);
  }
  out += ",\"categories\":[";
  for (size_t i = 0; i < total.categories.size(); ++i) {
    if (i > 0) out += ',';
    if (total.categories[i].percent) {
      Number(out, *total.categories[i].percent);
    } else {
      out += "null";
    }
  }
  out += "]}";
}

CsvBook CsvOf(const Book& book, const Rows& by_hand) {
  CsvBook csv;
  for (const v1::Assignment& one : book.columns.assignments)
    csv.columns.push_back({one.id(), one.title(), one.points()});
  std::map<std::string, size_t> index;
  csv.students.reserve(book.students.size());
  for (const BookStudent& student : book.students) {
    index[student.person] = csv.students.size();
    CsvStudent row{
        student.person, student.name, student.email, student.sections, {}, std::nullopt, ""};
    row.cells.reserve(student.cells.size());
    for (const BookCell& cell : student.cells) {
      const auto kind = cell.state == GradeState::kExcused ? CsvCell::Kind::kExcused
                        : cell.has_points                  ? CsvCell::Kind::kPoints
                                                           : CsvCell::Kind::kNothing;
      row.cells.push_back({kind, cell.points, false});
    }
    const Total total = TotalOf(book.columns, student);
    row.total = total.percent;
    row.letter = total.letter;
    csv.students.push_back(std::move(row));
  }
  for (size_t i = 0; i < by_hand.size(); ++i) {
    const auto student = index.find(std::string(by_hand.Text(i, 0)));
    const auto column = book.columns.by_id.find(by_hand.Int(i, 1));
    if (student != index.end() && column != book.columns.by_id.end())
      csv.students[student->second].cells[column->second].by_hand = true;
  }
  return csv;
}

// What the viewer has to mark a second time, blind to the first, is shown as not marked.
Result<Book> ReadShownBook(Connection& connection, const v1::Viewer& viewer,
                           const std::string& course, Micros now) {
  ASSAY_ASSIGN_OR_RETURN(Book book, ReadBook(connection, viewer.tenant(), course, now));
  ASSAY_ASSIGN_OR_RETURN(const Cells blind, BlindCells(connection, viewer, course));
  if (blind.empty()) return book;
  for (BookStudent& student : book.students)
    for (const auto& [assignment, place] : book.columns.by_id)
      if (blind.contains({assignment, student.person}))
        student.cells[place] = {GradeState::kNeedsGrading, false, 0};
  return book;
}

Result<CsvBook> CsvOf(Connection& connection, const std::string& tenant, const std::string& course,
                      const Book& book) {
  ASSAY_ASSIGN_OR_RETURN(const Rows by_hand,
                         connection.Execute(kByHand, Params().Add(tenant).Add(course)));
  return CsvOf(book, by_hand);
}

void Describe(const CsvBook& book, const CsvImport& import, v1::ImportResult& result) {
  result.set_rows(static_cast<int32_t>(import.rows));
  result.set_unchanged(static_cast<int32_t>(import.unchanged));
  for (const CsvError& error : import.errors) {
    v1::ImportError& added = *result.add_errors();
    added.set_line(static_cast<int32_t>(error.line));
    added.set_column(error.column);
    added.set_message(error.message);
  }
  constexpr size_t kShown = 5000;
  for (size_t i = 0; i < std::min(import.changes.size(), kShown); ++i) {
    const CsvChange& change = import.changes[i];
    const CsvStudent& student = book.students[change.student];
    const CsvCell& cell = student.cells[change.column];
    v1::ImportChange& added = *result.add_changes();
    added.set_line(static_cast<int32_t>(change.line));
    added.set_person(student.person);
    added.set_name(student.name);
    added.set_assignment(book.columns[change.column].id);
    added.set_title(book.columns[change.column].title);
    if (cell.kind == CsvCell::Kind::kPoints) added.set_before(cell.points);
    if (change.kind == CsvChange::Kind::kPoints) added.set_after(change.points);
    if (change.kind == CsvChange::Kind::kExcuse) added.set_note("excused");
    if (change.kind == CsvChange::Kind::kClear)
      added.set_note("what was set by hand is taken away");
    if (change.kind == CsvChange::Kind::kPoints &&
        change.points > book.columns[change.column].points)
      added.set_note("more than the assignment's points");
  }
}

Status Apply(Connection& connection, const v1::Viewer& viewer, const std::string& course,
             const CsvBook& book, const CsvImport& import) {
  std::vector<int64_t> assignments;
  std::vector<int64_t> excused;
  std::vector<std::string> people;
  std::vector<std::string> points;
  std::vector<std::string> touched;
  for (const CsvChange& change : import.changes) {
    assignments.push_back(book.columns[change.column].id);
    people.push_back(book.students[change.student].person);
    points.push_back(change.kind == CsvChange::Kind::kPoints ? fmt::format("{}", change.points)
                                                             : "");
    excused.push_back(change.kind == CsvChange::Kind::kExcuse ? 1 : 0);
    if (touched.empty() || touched.back() != people.back()) touched.push_back(people.back());
  }
  ASSAY_RETURN_IF_ERROR(connection
                            .Execute(kImport, Params()
                                                  .Add(viewer.tenant())
                                                  .Add(course)
                                                  .AddArray(assignments)
                                                  .AddArray(people)
                                                  .AddArray(points)
                                                  .AddArray(excused)
                                                  .Add(viewer.name()))
                            .status());
  return MarkStale(connection, viewer.tenant(), course, touched, "imported by " + viewer.name());
}

}  // namespace

Result<v1::Document> GetGradebook(Core& core, const v1::CourseRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
  const v1::Viewer& viewer = request.viewer();
  ASSAY_RETURN_IF_ERROR(
      Enter(*connection, viewer, request.course(), Action::kReadAllGrades).status());
  ASSAY_ASSIGN_OR_RETURN(const Book book,
                         ReadShownBook(*connection, viewer, request.course(), core.now()));
  v1::Document document;
  document.set_media_type("application/json");
  std::string& out = *document.mutable_data();
  out.reserve(book.students.size() * (200 + book.columns.columns.size() * 14));
  out += '{';
  Columns(out, book.columns);
  out += ",\"scheme\":" + ToJson(book.columns.scheme) + ",\"students\":[";
  for (size_t i = 0; i < book.students.size(); ++i) {
    if (i > 0) out += ',';
    Student(out, book.columns, book.students[i]);
  }
  out += "]}";
  return document;
}

Result<v1::Document> ExportGradebook(Core& core, const v1::CourseRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
  const v1::Viewer& viewer = request.viewer();
  ASSAY_RETURN_IF_ERROR(
      Enter(*connection, viewer, request.course(), Action::kReadAllGrades).status());
  ASSAY_ASSIGN_OR_RETURN(const Book shown,
                         ReadShownBook(*connection, viewer, request.course(), core.now()));
  ASSAY_ASSIGN_OR_RETURN(const CsvBook book,
                         CsvOf(*connection, viewer.tenant(), request.course(), shown));
  v1::Document document;
  document.set_media_type("text/csv; charset=utf-8");
  document.set_name(request.course() + "-grades.csv");
  document.set_data(WriteGradebook(book));
  return document;
}

Result<v1::ImportResult> ImportGradebook(Core& core, const v1::ImportGradebookRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
  const v1::Viewer& viewer = request.viewer();
  ASSAY_RETURN_IF_ERROR(
      Enter(*connection, viewer, request.course(), Action::kReleaseGrades).status());
  v1::ImportResult result;
  const Status done = connection->InTransaction([&]() -> Status {
    ASSAY_ASSIGN_OR_RETURN(const Book whole,
                           ReadBook(*connection, viewer.tenant(), request.course(), core.now()));
    ASSAY_ASSIGN_OR_RETURN(const CsvBook book,
                           CsvOf(*connection, viewer.tenant(), request.course(), whole));
    auto import = ReadGradebook(request.data(), book);
    if (!import.ok()) return std::move(import).status().Annotate("table");
    Describe(book, *import, result);
    result.set_applied(request.apply() && import->errors.empty());
    if (!result.applied() || import->changes.empty()) return OkStatus();
    return Apply(*connection, viewer, request.course(), book, *import);
  });
  if (!done.ok()) return done;
  core.wake();
  return result;
}

Result<v1::Scheme> PutScheme(Core& core, const v1::PutSchemeRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
  const v1::Viewer& viewer = request.viewer();
  ASSAY_RETURN_IF_ERROR(
      Enter(*connection, viewer, request.course(), Action::kWriteCourse).status());
  ASSAY_RETURN_IF_ERROR(CheckScheme(SchemeOf(request.value())));
  const std::string json = ToJson(request.value());
  v1::Scheme scheme;
  const Status done = connection->InTransaction([&]() -> Status {
    for (const Statement& statement : {kLetters, kDropCategories, kCategories})
      ASSAY_RETURN_IF_ERROR(
          connection
              ->Execute(statement, Params().Add(viewer.tenant()).Add(request.course()).Add(json))
              .status());
    ASSAY_ASSIGN_OR_RETURN(scheme, ReadScheme(*connection, viewer.tenant(), request.course()));
    return OkStatus();
  });
  if (!done.ok()) return done;
  return scheme;
}

}  // namespace assay::courses::calls
