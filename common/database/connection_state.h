#pragma once

#include <pqxx/connection.hxx>
#include <pqxx/errorhandler.hxx>
#include <pqxx/result.hxx>
#include <set>
#include <string>

#include "common/database/connection.h"

// Private to this folder: the one header that includes libpqxx.
namespace assay::database {

struct Rows::State {
  pqxx::result result;
};

struct Connection::State {
  State(const std::string& connection_string, std::string where_)
      : connection(connection_string), where(std::move(where_)) {}

  pqxx::connection connection;
  // Notices are for a person at a terminal; by default they would be printed.
  pqxx::quiet_errorhandler quiet{connection};
  std::string where;  // Settings::Describe()
  std::set<std::string, std::less<>> prepared;
  bool broken = false;
};

}  // namespace assay::database
