#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "common/database/pool.h"
#include "common/status.h"

// The service's database, schema "plagiarism".
namespace assay::plagiarism {

struct AssignmentKey {
  std::string tenant, course, problem;

  // As the index knows it.
  std::string Name() const { return course + "/" + problem; }
  // Of reports, and what keys of pairs hold for: never changes.
  std::string Title() const { return course.empty() ? problem : problem + " (" + course + ")"; }
  bool operator==(const AssignmentKey&) const = default;
};

// Statements on a pool; a call waits up to two seconds for a connection. Thread-safe.
class Rows {
 public:
  Rows(const database::Settings& settings, size_t connections) : pool_(settings, connections) {}

  Result<database::Rows> Run(const database::Statement& statement,
                             const database::Params& params = {});
  Status InTransaction(const std::function<Status(database::Connection&)>& body);

 private:
  Result<database::Pool::Borrowed> Borrow();
  database::Pool pool_;
};

// As columns: microseconds since 1970, and text that libpqxx casts.
int64_t ToMicros(std::chrono::system_clock::time_point time);
std::chrono::system_clock::time_point FromMicros(int64_t micros);
std::string ToText(double value);
std::string TextAt(const database::Rows& rows, size_t row, int column);

}  // namespace assay::plagiarism
