#include "lms/identity/rows.h"

#include <algorithm>
#include <charconv>
#include <chrono>

namespace assay::identity {

namespace {

// "intro 5 +grades.read_all -submissions.submit"
CourseRole RoleOf(std::string_view line) {
  CourseRole role;
  const auto next = [&line] {
    const std::string_view word = line.substr(0, line.find(' '));
    line.remove_prefix(std::min(word.size() + 1, line.size()));
    return word;
  };
  role.course = next();
  int number = 0;
  const std::string_view digits = next();
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  role.role = static_cast<Role>(number);
  while (!line.empty()) {
    const std::string_view word = next();
    (word.front() == '+' ? role.allowed : role.forbidden).emplace_back(word.substr(1));
  }
  return role;
}

}  // namespace

Person PersonOf(const database::Rows& rows, size_t row, int column) {
  Person person;
  person.id = rows.Text(row, column);
  person.tenant = rows.Text(row, column + 1);
  person.name = rows.Text(row, column + 2);
  person.email = rows.Text(row, column + 3);
  person.administrator = rows.Bool(row, column + 4);
  std::string_view lines = rows.Text(row, column + 5);
  while (!lines.empty()) {
    const std::string_view line = lines.substr(0, lines.find('\n'));
    lines.remove_prefix(std::min(line.size() + 1, lines.size()));
    person.roles.push_back(RoleOf(line));
  }
  person.disabled = rows.Bool(row, column + 6);
  return person;
}

Result<database::Pool::Borrowed> Borrow(database::Pool& pool) {
  return pool.Acquire(std::chrono::steady_clock::now() + std::chrono::seconds(2));
}

}  // namespace assay::identity
