#include "supervisor/database_setup.h"

#include <algorithm>

#include "common/database/connection.h"
#include "common/files.h"

namespace assay::supervisor {
namespace {

using database::Connection;
using database::Params;
using database::Rows;
using database::Settings;
using database::Statement;

bool IsPlain(const std::string& text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
  });
}

Result<std::string> ReadPassword(const std::filesystem::path& file) {
  ASSAY_ASSIGN_OR_RETURN(std::string password, ReadFile(file, 4096));
  while (!password.empty() && password.back() == '\n') password.pop_back();
  // It becomes part of a statement's text: CREATE ROLE knows no parameters.
  if (!IsPlain(password)) {
    return InvalidArgument(file.string() +
                           ": a password of letters, digits, '-' and '_' is expected; remove the "
                           "file and a new one is made");
  }
  return password;
}

Status MakeDatabase(const database::PrivateCluster& cluster) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Connection::Open(cluster.ConnectionSettings()));
  constexpr Statement kHas = {"has_database", "SELECT 1 FROM pg_database WHERE datname = $1"};
  ASSAY_ASSIGN_OR_RETURN(const Rows rows, connection->Execute(kHas, Params().Add(kDatabase)));
  if (!rows.empty()) return OkStatus();
  ASSAY_RETURN_IF_ERROR(connection->ExecuteScript(std::string("CREATE DATABASE ") + kDatabase));
  return connection->ExecuteScript(std::string("REVOKE ALL ON DATABASE ") + kDatabase +
                                   " FROM PUBLIC");
}

bool CanSignIn(Settings settings, const DatabaseRole& role) {
  settings.user = role.name;
  settings.password_file = role.password_file;
  return Connection::Open(settings).ok();
}

Status MakeRole(Connection& connection, const Settings& settings, const DatabaseRole& role) {
  if (!IsPlain(role.name)) return InvalidArgument("role \"" + role.name + "\": not a name");
  constexpr Statement kHas = {"has_role", "SELECT 1 FROM pg_roles WHERE rolname = $1"};
  ASSAY_ASSIGN_OR_RETURN(const Rows rows, connection.Execute(kHas, Params().Add(role.name)));
  if (!rows.empty() && CanSignIn(settings, role)) return OkStatus();
  ASSAY_ASSIGN_OR_RETURN(const std::string password, ReadPassword(role.password_file));
  // An error must not write the statement, with the password in it, to the server's log.
  return connection.InTransaction([&]() -> Status {
    ASSAY_RETURN_IF_ERROR(connection.ExecuteScript(
        "SET LOCAL log_min_error_statement = 'panic'; SET LOCAL log_statement = 'none'"));
    return connection.ExecuteScript(
        (rows.empty() ? "CREATE ROLE " : "ALTER ROLE ") + role.name +
        " LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD '" + password +
        "'; GRANT CONNECT, TEMPORARY ON DATABASE " + kDatabase + " TO " + role.name);
  });
}

Status MakeSchema(Connection& connection, const std::string& schema, const std::string& owner) {
  constexpr Statement kHas = {"has_schema", "SELECT to_regnamespace($1) IS NOT NULL"};
  ASSAY_ASSIGN_OR_RETURN(const Rows rows, connection.Execute(kHas, Params().Add(schema)));
  if (rows.Bool(0, 0)) return OkStatus();
  return connection.ExecuteScript("CREATE SCHEMA " + schema + " AUTHORIZATION " + owner);
}

}  // namespace

Status SetUpDatabase(const database::PrivateCluster& cluster,
                     const std::vector<DatabaseRole>& roles) {
  ASSAY_RETURN_IF_ERROR(SetUpRoles(cluster, roles));
  ASSAY_ASSIGN_OR_RETURN(const auto connection,
                         Connection::Open(cluster.ConnectionSettings(kDatabase)));
  for (const DatabaseRole& role : roles) {
    ASSAY_RETURN_IF_ERROR(MakeSchema(*connection, role.name, role.name));
    for (const std::string& schema : role.schemas)
      ASSAY_RETURN_IF_ERROR(MakeSchema(*connection, schema, role.name));
  }
  return OkStatus();
}

Status SetUpRoles(const database::PrivateCluster& cluster, const std::vector<DatabaseRole>& roles) {
  ASSAY_RETURN_IF_ERROR(MakeDatabase(cluster));
  const Settings settings = cluster.ConnectionSettings(kDatabase);
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Connection::Open(settings));
  for (const DatabaseRole& role : roles) {
    ASSAY_RETURN_IF_ERROR(MakeRole(*connection, settings, role));
  }
  return OkStatus();
}

}  // namespace assay::supervisor
