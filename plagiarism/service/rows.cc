#include "plagiarism/service/rows.h"

#include <fmt/format.h>

namespace assay::plagiarism {

Result<database::Pool::Borrowed> Rows::Borrow() {
  return pool_.Acquire(std::chrono::steady_clock::now() + std::chrono::seconds(2));
}

Result<database::Rows> Rows::Run(const database::Statement& statement,
                                 const database::Params& params) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow());
  return connection->Execute(statement, params);
}

Status Rows::InTransaction(const std::function<Status(database::Connection&)>& body) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow());
  return connection->InTransaction([&] { return body(*connection); });
}

int64_t ToMicros(std::chrono::system_clock::time_point time) {
  return std::chrono::duration_cast<std::chrono::microseconds>(time.time_since_epoch()).count();
}

std::chrono::system_clock::time_point FromMicros(int64_t micros) {
  return std::chrono::system_clock::time_point(std::chrono::microseconds(micros));
}

std::string ToText(double value) { return fmt::format("{}", value); }

std::string TextAt(const database::Rows& rows, size_t row, int column) {
  return std::string(rows.Text(row, column));
}

}  // namespace assay::plagiarism
