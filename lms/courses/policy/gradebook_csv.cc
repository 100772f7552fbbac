#include "lms/courses/policy/gradebook_csv.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <set>
#include <unordered_map>

#include "common/csv/csv.h"

namespace assay::courses {
namespace {

constexpr size_t kMaxErrors = 100;
constexpr std::string_view kKnown[] = {"name", "email", "sections", "total", "letter"};

std::string HeaderOf(const CsvColumn& column) {
  return fmt::format("{} #{}", column.title, column.id);
}

bool IsKnown(std::string_view name) {
  for (const std::string_view one : kKnown)
    if (one == name) return true;
  return false;
}

// Which column of the book a header means: its number, else the only one of that title. -1: none.
int FindColumn(std::string_view header, const CsvBook& book) {
  const size_t hash = header.rfind('#');
  if (hash != std::string_view::npos) {
    int64_t id = 0;
    const char* const end = header.data() + header.size();
    const auto [stop, error] = std::from_chars(header.data() + hash + 1, end, id);
    if (error == std::errc() && stop == end)
      for (size_t i = 0; i < book.columns.size(); ++i)
        if (book.columns[i].id == id) return static_cast<int>(i);
  }
  int found = -1;
  for (size_t i = 0; i < book.columns.size(); ++i) {
    if (book.columns[i].title != header) continue;
    if (found >= 0) return -1;
    found = static_cast<int>(i);
  }
  return found;
}

bool ParsePoints(std::string text, double& points) {
  // "1,5" as a spreadsheet of another country writes it.
  const size_t comma = text.find(',');
  if (comma != std::string::npos && text.find('.') == std::string::npos) text[comma] = '.';
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, points);
  return error == std::errc() && stop == end && std::isfinite(points) && std::abs(points) <= 1e6;
}

class Importer {
 public:
  Importer(const csv::Table& table, const CsvBook& book) : table_(table), book_(book) {
    for (size_t i = 0; i < book.students.size(); ++i) students_[book.students[i].person] = i;
  }

  CsvImport Run() {
    if (!ReadHeader()) return std::move(import_);
    std::set<size_t> seen;
    for (const csv::Row& row : table_.rows) {
      ++import_.rows;
      const std::string& person = row.fields[static_cast<size_t>(person_)];
      const auto student = students_.find(std::string(csv::Unguard(person)));
      if (student == students_.end()) {
        Wrong(row.line, "person",
              person.empty() ? "is missing"
                             : "\"" + person.substr(0, 100) + "\" is no student of the course");
        continue;
      }
      if (!seen.insert(student->second).second) {
        Wrong(row.line, "person", "\"" + person + "\" stands in another row already");
        continue;
      }
      const size_t before = import_.changes.size();
      const size_t errors = import_.errors.size();
      ReadRow(row, student->second);
      if (import_.changes.size() == before && import_.errors.size() == errors) ++import_.unchanged;
    }
    return std::move(import_);
  }

 private:
  bool ReadHeader() {
    person_ = table_.Column("person");
    if (person_ < 0) {
      Wrong(1, "person", "this column is missing: it says whose row it is, as in the export");
      return false;
    }
    std::set<int> seen;
    columns_.assign(table_.header.size(), -1);
    for (size_t i = 0; i < table_.header.size(); ++i) {
      const std::string name(csv::Unguard(table_.header[i]));
      if (static_cast<int>(i) == person_ || IsKnown(name) || name.empty()) continue;
      columns_[i] = FindColumn(name, book_);
      if (columns_[i] < 0) {
        Wrong(1, name,
              "no assignment of the course is called that; write it as in the export, such as "
              "\"Loops #12\"");
      } else if (!seen.insert(columns_[i]).second) {
        Wrong(1, name, "another column is the same assignment");
      }
    }
    return import_.errors.empty();
  }

  void ReadRow(const csv::Row& row, size_t student) {
    for (size_t i = 0; i < row.fields.size(); ++i) {
      if (columns_[i] < 0) continue;
      const auto column = static_cast<size_t>(columns_[i]);
      const CsvCell& cell = book_.students[student].cells[column];
      std::string text = row.fields[i];
      while (!text.empty() && text.back() == ' ') text.pop_back();
      while (!text.empty() && text.front() == ' ') text.erase(0, 1);
      if (text.empty()) continue;
      if (text == "-") {
        if (cell.by_hand) Add(row, student, column, CsvChange::Kind::kClear, 0);
        continue;
      }
      if (text == "EX" || text == "ex") {
        if (cell.kind != CsvCell::Kind::kExcused)
          Add(row, student, column, CsvChange::Kind::kExcuse, 0);
        continue;
      }
      double points = 0;
      if (!ParsePoints(text, points)) {
        Wrong(row.line, table_.header[i],
              "\"" + text.substr(0, 40) + "\" is neither points nor EX nor \"-\"");
        continue;
      }
      if (cell.kind == CsvCell::Kind::kPoints && cell.points == points) continue;
      Add(row, student, column, CsvChange::Kind::kPoints, points);
    }
  }

  void Add(const csv::Row& row, size_t student, size_t column, CsvChange::Kind kind,
           double points) {
    import_.changes.push_back({row.line, student, column, kind, points});
  }
  void Wrong(size_t line, const std::string& column, std::string message) {
    if (import_.errors.size() < kMaxErrors)
      import_.errors.push_back({line, column.substr(0, 100), std::move(message)});
  }

  const csv::Table& table_;
  const CsvBook& book_;
  std::unordered_map<std::string, size_t> students_;
  std::vector<int> columns_;
  int person_ = -1;
  CsvImport import_;
};

}  // namespace

std::string WriteGradebook(const CsvBook& book) {
  std::string out = "person,name,email,sections";
  // A cell is about five bytes.
  out.reserve(book.students.size() * (100 + book.columns.size() * 6));
  for (const CsvColumn& column : book.columns) {
    out += ',';
    csv::Append(out, HeaderOf(column), true);
  }
  out += ",total,letter\r\n";
  auto into = std::back_inserter(out);
  for (const CsvStudent& student : book.students) {
    csv::Append(out, student.person, true);
    for (const std::string* text : {&student.name, &student.email, &student.sections}) {
      out += ',';
      csv::Append(out, *text, true);
    }
    for (const CsvCell& cell : student.cells) {
      out += ',';
      if (cell.kind == CsvCell::Kind::kExcused) out += "EX";
      // The shortest text that is read as the same number.
      if (cell.kind == CsvCell::Kind::kPoints) fmt::format_to(into, "{}", cell.points);
    }
    out += ',';
    if (student.total) fmt::format_to(into, "{}", *student.total);
    out += ',';
    csv::Append(out, student.letter, true);
    out += "\r\n";
  }
  return out;
}

Result<CsvImport> ReadGradebook(std::string_view text, const CsvBook& book) {
  ASSAY_ASSIGN_OR_RETURN(const csv::Table table, csv::Read(text));
  return Importer(table, book).Run();
}

}  // namespace assay::courses
