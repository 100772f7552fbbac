#include "lms/courses/service/book.h"

#include <charconv>

namespace assay::courses {
namespace {

using database::Connection;
using database::Params;
using database::Rows;
using database::Statement;

constexpr Statement kScheme = {"book_scheme", R"(
SELECT jsonb_build_object('letters', c.letters, 'by_points', c.by_points, 'categories',
  coalesce((SELECT jsonb_agg(to_jsonb(g) ORDER BY g.position) FROM courses.categories g
            WHERE g.tenant = c.tenant AND g.course = c.id), '[]'))
FROM courses.courses c WHERE c.tenant = $1 AND c.id = $2)"};

constexpr Statement kAssignments = {"book_assignments", R"(
SELECT to_jsonb(a) - 'description',
       CASE WHEN a.curve = 'top' THEN coalesce((SELECT max(g.points) FROM courses.grades g
         WHERE g.tenant = $1 AND g.course = $2 AND g.assignment = a.id), 0) ELSE 0 END
FROM courses.assignments a
WHERE a.tenant = $1 AND a.course = $2 AND (a.published OR $3 = 1)
ORDER BY a.position, a.due NULLS LAST, a.id)"};

// A row a student. "open" is "missing" (0 points) once its time is past.
constexpr Statement kBook = {"book_all", R"(
SELECT m.person, m.name, m.email, coalesce(s.sections, ''), coalesce(b.cells, '')
FROM courses.members m
LEFT JOIN (SELECT person, string_agg(section, ' ' ORDER BY section) AS sections FROM courses.section_members
           WHERE tenant = $1 AND course = $2 GROUP BY person) s ON s.person = m.person
LEFT JOIN courses.books b ON b.tenant = $1 AND b.course = $2 AND b.person = m.person
WHERE m.tenant = $1 AND m.course = $2 AND m.role = 5
ORDER BY m.name, m.person)"};

constexpr Statement kStudent = {"book_student", R"(
SELECT jsonb_build_object('assignment', assignment, 'person', person, 'points',
         CASE WHEN state = 1 AND missing_from < now() THEN coalesce(points, 0) ELSE points END,
         'raw_points', raw_points, 'submission', submission, 'attempts', attempts, 'not_counted', not_counted,
         'late_seconds', late_seconds, 'late_percent', late_percent, 'late_days', late_days, 'updated_at', updated_at),
       CASE WHEN state = 1 AND missing_from < now() THEN 0 ELSE state END, to_jsonb(due)
FROM courses.grades WHERE tenant = $1 AND course = $2 AND person = $3)"};

constexpr Statement kLateDays = {"book_late_days", R"(
SELECT c.late_days - coalesce((SELECT sum(g.late_days) FROM courses.grades g
                               WHERE g.tenant = c.tenant AND g.course = c.id AND g.person = $3), 0)
FROM courses.courses c WHERE c.tenant = $1 AND c.id = $2)"};

template <typename Number>
std::string_view Take(std::string_view text, char end, Number& value) {
  const std::string_view word = text.substr(0, text.find(end));
  std::from_chars(word.data(), word.data() + word.size(), value);
  return text.substr(std::min(text.size(), word.size() + 1));
}

// "assignment,state,points,missing_from;…", as reckon.cc writes it.
void ReadCells(std::string_view text, const Columns& columns, Micros now,
               std::vector<BookCell>& cells) {
  while (!text.empty()) {
    std::string_view one = text.substr(0, text.find(';'));
    text.remove_prefix(std::min(text.size(), one.size() + 1));
    int64_t assignment = 0;
    int64_t missing_from = 0;
    int state = 0;
    one = Take(one, ',', assignment);
    one = Take(one, ',', state);
    const auto column = columns.by_id.find(assignment);
    if (column == columns.by_id.end()) continue;
    BookCell& cell = cells[column->second];
    cell.state = static_cast<GradeState>(state);
    cell.has_points = !one.starts_with(',');
    one = Take(one, ',', cell.points);
    Take(one, ';', missing_from);
    if (cell.state != GradeState::kOpen || missing_from == 0 || now < missing_from * kSecond)
      continue;
    cell.state = GradeState::kMissing;
    cell.has_points = true;
  }
}

}  // namespace

Result<v1::Scheme> ReadScheme(Connection& connection, const std::string& tenant,
                              const std::string& course) {
  return One<v1::Scheme>(connection, kScheme, Params().Add(tenant).Add(course));
}

Result<Columns> ReadColumns(Connection& connection, const std::string& tenant,
                            const std::string& course, bool all) {
  Columns columns;
  ASSAY_ASSIGN_OR_RETURN(columns.scheme, ReadScheme(connection, tenant, course));
  columns.rules = SchemeOf(columns.scheme);
  ASSAY_ASSIGN_OR_RETURN(
      const Rows rows,
      connection.Execute(kAssignments, Params().Add(tenant).Add(course).Add(int64_t{all})));
  for (size_t i = 0; i < rows.size(); ++i) {
    v1::Assignment assignment;
    ASSAY_RETURN_IF_ERROR(FromJson(rows.Text(i, 0), assignment));
    columns.columns.push_back(ColumnOf(assignment, columns.scheme, rows.Double(i, 1)));
    columns.by_id[assignment.id()] = i;
    columns.assignments.push_back(std::move(assignment));
  }
  return columns;
}

Cell CellOf(const BookCell& cell) {
  switch (cell.state) {
    case GradeState::kExcused:
      return {CellState::kExcused, 0};
    case GradeState::kGraded:
      return {CellState::kCounted, cell.points};
    case GradeState::kMissing:
      return {CellState::kCounted, cell.has_points ? cell.points : 0};
    default:
      return {};
  }
}

Result<Book> ReadBook(Connection& connection, const std::string& tenant, const std::string& course,
                      Micros now) {
  Book book;
  ASSAY_ASSIGN_OR_RETURN(book.columns, ReadColumns(connection, tenant, course, true));
  ASSAY_ASSIGN_OR_RETURN(const Rows rows,
                         connection.Execute(kBook, Params().Add(tenant).Add(course)));
  book.students.resize(rows.size());
  for (size_t i = 0; i < rows.size(); ++i) {
    BookStudent& student = book.students[i];
    student.person = rows.Text(i, 0);
    student.name = rows.Text(i, 1);
    student.email = rows.Text(i, 2);
    student.sections = rows.Text(i, 3);
    student.cells.resize(book.columns.columns.size());
    ReadCells(rows.Text(i, 4), book.columns, now, student.cells);
  }
  return book;
}

Total TotalOf(const Columns& columns, const BookStudent& student) {
  std::vector<Cell> cells;
  cells.reserve(student.cells.size());
  for (size_t i = 0; i < student.cells.size(); ++i)
    cells.push_back(columns.assignments[i].published() ? CellOf(student.cells[i]) : Cell{});
  return TotalOf(columns.rules, columns.columns, cells);
}

Result<v1::StudentGrades> ReadStudent(Connection& connection, const std::string& tenant,
                                      const std::string& course, const std::string& person,
                                      bool all,
                                      const std::vector<std::pair<int64_t, double>>& what_if) {
  ASSAY_ASSIGN_OR_RETURN(const Columns columns, ReadColumns(connection, tenant, course, false));
  v1::StudentGrades answer;
  std::vector<Cell> cells(columns.columns.size());
  for (const v1::Assignment& assignment : columns.assignments) {
    v1::StudentGrade& one = *answer.add_grades();
    one.set_title(assignment.title());
    one.set_category(assignment.category());
    one.set_points_possible(assignment.points());
    one.mutable_grade()->set_assignment(assignment.id());
    one.mutable_grade()->set_person(person);
    one.mutable_grade()->set_state("open");
    if (assignment.has_due()) *one.mutable_due() = assignment.due();
  }
  ASSAY_ASSIGN_OR_RETURN(
      const Rows rows, connection.Execute(kStudent, Params().Add(tenant).Add(course).Add(person)));
  for (size_t i = 0; i < rows.size(); ++i) {
    v1::Grade grade;
    ASSAY_RETURN_IF_ERROR(FromJson(rows.Text(i, 0), grade));
    const auto column = columns.by_id.find(grade.assignment());
    if (column == columns.by_id.end()) continue;
    const v1::Assignment& assignment = columns.assignments[column->second];
    const bool shown = all || !assignment.hold_grades() || assignment.grades_published();
    grade.set_published(!assignment.hold_grades() || assignment.grades_published());
    grade.set_state(StateWord(rows.Int(i, 1)));
    BookCell cell{static_cast<GradeState>(rows.Int(i, 1)), grade.has_points(), grade.points()};
    if (shown) {
      cells[column->second] = CellOf(cell);
    } else {
      grade.clear_points();
      grade.clear_raw_points();
    }
    v1::StudentGrade& one = *answer.mutable_grades(static_cast<int>(column->second));
    *one.mutable_grade() = grade;
    if (!rows.IsNull(i, 2) && rows.Text(i, 2) != "null") {
      v1::StudentGrade dated;
      ASSAY_RETURN_IF_ERROR(FromJson("{\"due\":" + std::string(rows.Text(i, 2)) + "}", dated));
      *one.mutable_due() = dated.due();
    }
  }
  std::vector<std::pair<size_t, double>> changes;
  for (const auto& [assignment, points] : what_if) {
    const auto column = columns.by_id.find(assignment);
    if (column == columns.by_id.end())
      return InvalidArgument("grades: there is no assignment " + std::to_string(assignment));
    changes.emplace_back(column->second, points);
    v1::Grade& grade = *answer.mutable_grades(static_cast<int>(column->second))->mutable_grade();
    grade.set_points(points);
    grade.set_state("graded");
  }
  const Total total = WhatIf(columns.rules, columns.columns, cells, changes);
  if (total.percent) answer.set_percent(*total.percent);
  answer.set_letter(total.letter);
  for (int i = 0; i < columns.scheme.categories_size(); ++i) {
    v1::CategoryTotal& one = *answer.add_categories();
    const CategoryTotal& of = total.categories[static_cast<size_t>(i)];
    one.set_name(columns.scheme.categories(i).name());
    if (of.percent) one.set_percent(*of.percent);
    one.set_weight(of.weight);
  }
  for (size_t i = 0; i < total.dropped.size(); ++i)
    answer.mutable_grades(static_cast<int>(i))->set_dropped(total.dropped[i]);
  ASSAY_ASSIGN_OR_RETURN(
      const Rows days, connection.Execute(kLateDays, Params().Add(tenant).Add(course).Add(person)));
  if (!days.empty())
    answer.set_late_days_left(static_cast<int32_t>(std::max<int64_t>(0, days.Int(0, 0))));
  return answer;
}

}  // namespace assay::courses
