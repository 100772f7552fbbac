#include "supervisor/backup/database_dump.h"

#include <fmt/format.h>

#include "common/database/connection.h"
#include "common/files.h"
#include "common/process/child.h"
#include "supervisor/process_unit.h"

namespace assay::supervisor {
namespace {

namespace fs = std::filesystem;
using database::Connection;
using database::Rows;
using database::Settings;
using database::Statement;

constexpr std::chrono::hours kTimeout(24);  // of one table, and of the whole

Settings Patient(Settings settings) {
  settings.statement_timeout = kTimeout;
  settings.application = "assay-backup";
  return settings;
}

Result<unsigned> MajorVersion(Connection& connection) {
  constexpr Statement kVersion = {"version",
                                  "SELECT current_setting('server_version_num')::int / 10000"};
  ASSAY_ASSIGN_OR_RETURN(const Rows rows, connection.Execute(kVersion));
  return static_cast<unsigned>(rows.Int(0, 0));
}

std::string Quote(std::string_view name) {
  std::string quoted = "\"";
  for (const char c : name) quoted.append(c == '"' ? 2 : 1, c);
  return quoted + "\"";
}

// Tables with rows of their own: of a partitioned one that is its partitions.
Result<RowCounts> Count(Connection& connection) {
  constexpr Statement kTables = {
      "tables",
      "SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
      "WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' "
      "ORDER BY 1, 2"};
  ASSAY_ASSIGN_OR_RETURN(const Rows tables, connection.Execute(kTables));
  RowCounts counts;
  for (size_t i = 0; i < tables.size(); ++i) {
    // A name cannot be a parameter, and a statement is prepared by its name: one for each table.
    const std::string table = Quote(tables.Text(i, 0)) + "." + Quote(tables.Text(i, 1));
    const std::string name = "count_" + std::to_string(i);
    const std::string sql = "SELECT count(*) FROM " + table;
    ASSAY_ASSIGN_OR_RETURN(const Rows rows, connection.Execute({name.c_str(), sql.c_str()}));
    counts[fmt::format("{}.{}", tables.Text(i, 0), tables.Text(i, 1))] =
        static_cast<uint64_t>(rows.Int(0, 0));
  }
  return counts;
}

// pg_dump and pg_restore of the server's own version, with the owner's password in a file.
Status RunTool(const Settings& owner, unsigned version, const std::string& tool,
               std::vector<std::string> arguments, const fs::path& log) {
  ASSAY_ASSIGN_OR_RETURN(const TempDir folder, TempDir::Create("assay-backup-"));
  ASSAY_ASSIGN_OR_RETURN(std::string password, ReadFile(owner.password_file, 4096));
  while (!password.empty() && password.back() == '\n') password.pop_back();
  const fs::path password_file = folder.path() / "pgpass";
  ASSAY_RETURN_IF_ERROR(WriteFileAtomically(password_file, "*:*:*:*:" + password + "\n", 0600));
  process::Command command;
  command.argv = {fmt::format("/usr/lib/postgresql/{}/bin/{}", version, tool),
                  "--host",
                  owner.host,
                  "--username",
                  owner.user,
                  "--no-password"};
  command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
  command.environment = {"PGPASSFILE=" + password_file.string(), "PGCONNECT_TIMEOUT=10"};
  command.log = log;
  ASSAY_ASSIGN_OR_RETURN(process::Child child, process::Child::Start(command));
  ASSAY_ASSIGN_OR_RETURN(const auto ended, child.Wait(kTimeout));
  if (ended && *ended == 0) return OkStatus();
  return Internal(tool + ": " + (ended ? process::DescribeEnd(*ended) : "it takes too long") +
                  ": " + LastLine(log));
}

}  // namespace

Result<Dump> DumpDatabase(const Settings& owner, const fs::path& file, const fs::path& log) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Connection::Open(Patient(owner)));
  ASSAY_ASSIGN_OR_RETURN(const unsigned version, MajorVersion(*connection));
  Dump dump;
  dump.postgres = version;
  // Counted and dumped is what one moment showed: pg_dump borrows the snapshot of this transaction.
  const Status status = connection->InTransaction([&]() -> Status {
    ASSAY_RETURN_IF_ERROR(
        connection->ExecuteScript("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"));
    constexpr Statement kExport = {"export_snapshot", "SELECT pg_export_snapshot()"};
    ASSAY_ASSIGN_OR_RETURN(const Rows snapshot, connection->Execute(kExport));
    ASSAY_RETURN_IF_ERROR(
        RunTool(owner, version, "pg_dump",
                {"--dbname", owner.database, "--format", "custom", "--compress", "1", "--snapshot",
                 std::string(snapshot.Text(0, 0)), "--file", file},
                log));
    ASSAY_ASSIGN_OR_RETURN(dump.rows, Count(*connection));
    return OkStatus();
  });
  if (!status.ok()) return status;
  return dump;
}

Status RestoreDatabase(const Settings& owner, const fs::path& file, const fs::path& log) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Connection::Open(Patient(owner)));
  ASSAY_ASSIGN_OR_RETURN(const unsigned version, MajorVersion(*connection));
  return RunTool(owner, version, "pg_restore",
                 {"--dbname", owner.database, "--single-transaction", "--exit-on-error", file},
                 log);
}

Result<RowCounts> CountRows(const Settings& owner) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Connection::Open(Patient(owner)));
  return Count(*connection);
}

Status CompareRows(const RowCounts& expected, const RowCounts& found) {
  std::string differences;
  size_t count = 0;
  const auto differ = [&](const std::string& table, const std::string& what) {
    if (++count <= 5) differences += (differences.empty() ? "" : "; ") + table + " " + what;
  };
  for (const auto& [table, rows] : expected) {
    const auto it = found.find(table);
    if (it == found.end()) {
      differ(table, "is missing");
    } else if (it->second != rows) {
      differ(table, fmt::format("has {} rows, expected {}", it->second, rows));
    }
  }
  for (const auto& [table, rows] : found) {
    if (!expected.contains(table)) differ(table, "was not in the backup");
  }
  if (count == 0) return OkStatus();
  return DataLoss(fmt::format("{} tables differ: {}", count, differences));
}

}  // namespace assay::supervisor
