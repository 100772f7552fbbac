#pragma once

#include <functional>
#include <string>
#include <vector>

#include "common/database/pool.h"
#include "common/log/log.h"
#include "common/status.h"
#include "lms/courses/policy/late_policy.h"
#include "lms/courses/service/json.h"

namespace assay::courses {

// What all calls share. Thread-safe; outlives them.
struct Core {
  database::Pool& pool;
  log::Logger logger;
  std::function<Micros()> now;         // of the database's machine; tests set it
  std::function<void()> wake = [] {};  // there is something stale
};

// For Core::pool: plans are made for the tables as they are now. A plan that was kept from when a
// course was empty reads whole tables in a loop once it is full, until the statistics come.
database::Settings ForCourses(database::Settings settings);

Result<database::Pool::Borrowed> Borrow(Core& core);

// The message of the first column of the first row; kNotFound with `missing` where there is none.
template <typename Message>
Result<Message> One(database::Connection& connection, const database::Statement& statement,
                    const database::Params& params,
                    const std::string& missing = "there is no such thing") {
  ASSAY_ASSIGN_OR_RETURN(const database::Rows rows, connection.Execute(statement, params));
  if (rows.empty() || rows.IsNull(0, 0)) return NotFound(missing);
  Message message;
  ASSAY_RETURN_IF_ERROR(FromJson(rows.Text(0, 0), message));
  return message;
}

// A message of each row.
template <typename Message, typename Repeated>
Status Each(database::Connection& connection, const database::Statement& statement,
            const database::Params& params, Repeated* into) {
  ASSAY_ASSIGN_OR_RETURN(const database::Rows rows, connection.Execute(statement, params));
  for (size_t i = 0; i < rows.size(); ++i)
    ASSAY_RETURN_IF_ERROR(FromJson(rows.Text(i, 0), *into->Add()));
  return OkStatus();
}

// What a repeated field holds.
template <typename Field>
std::vector<std::string> Texts(const Field& field) {
  return {field.begin(), field.end()};
}

}  // namespace assay::courses
