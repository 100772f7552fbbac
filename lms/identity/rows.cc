#include "lms/identity/rows.h"

#include <charconv>
#include <chrono>

namespace assay::identity {

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
    const size_t space = line.find(' ');
    int role = 0;
    std::from_chars(line.data() + space + 1, line.data() + line.size(), role);
    person.roles.push_back({std::string(line.substr(0, space)), static_cast<Role>(role)});
  }
  return person;
}

Result<database::Pool::Borrowed> Borrow(database::Pool& pool) {
  return pool.Acquire(std::chrono::steady_clock::now() + std::chrono::seconds(2));
}

}  // namespace assay::identity
