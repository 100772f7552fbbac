#include "common/database/migrations.h"

#include <algorithm>
#include <map>

#include "common/files.h"
#include "common/sha256.h"

namespace assay::database {
namespace {

namespace fs = std::filesystem;

// "assay" in ASCII: the first key of every advisory lock of ours; the second is the schema's name.
constexpr Statement kLock = {"migrations_lock",
                             "SELECT pg_advisory_xact_lock(1634956129, hashtext($1))"};

bool IsLowerWord(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

struct File {
  std::string name;
  std::string sql;
  std::string sha256;
};

Result<std::vector<File>> ReadFolder(const fs::path& folder) {
  std::vector<File> files;
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    if (it->path().extension() == ".sql") files.push_back({it->path().filename().string(), {}, {}});
  }
  if (error) return ErrnoStatus(folder.string(), error.value());
  if (files.empty()) return NotFound(folder.string() + ": no migrations (0001_name.sql …)");
  std::sort(files.begin(), files.end(),
            [](const File& a, const File& b) { return a.name < b.name; });
  for (size_t i = 0; i < files.size(); ++i) {
    File& file = files[i];
    std::string number = std::to_string(i + 1);
    number.insert(0, number.size() < 4 ? 4 - number.size() : 0, '0');
    if (!file.name.starts_with(number + "_") || !IsLowerWord(fs::path(file.name).stem().string())) {
      return InvalidArgument((folder / file.name).string() + ": the file in this place is called " +
                             number + "_name.sql, with a-z, 0-9 and _ in its name");
    }
    ASSAY_ASSIGN_OR_RETURN(file.sql, ReadFile(folder / file.name));
    file.sha256 = Sha256Hex(file.sql);
  }
  return files;
}

// Inside the transaction that holds the lock: what was applied, by name, with its SHA-256.
Result<std::map<std::string, std::string>> Applied(Connection& connection,
                                                   const std::string& schema) {
  // IF NOT EXISTS asks for the right to create schemas even where there is nothing to create, and a
  // service's role has its own schema and not that right.
  constexpr Statement kHas = {"migrations_schema", "SELECT to_regnamespace($1) IS NOT NULL"};
  ASSAY_ASSIGN_OR_RETURN(const Rows has, connection.Execute(kHas, Params().Add(schema)));
  if (!has.Bool(0, 0)) ASSAY_RETURN_IF_ERROR(connection.ExecuteScript("CREATE SCHEMA " + schema));
  ASSAY_RETURN_IF_ERROR(connection.ExecuteScript(
      "CREATE TABLE IF NOT EXISTS " + schema +
      ".migrations (name text PRIMARY KEY, sha256 text NOT NULL, "
      "applied_at timestamptz NOT NULL DEFAULT now()); SET LOCAL search_path = " +
      schema));
  constexpr Statement kRead = {"migrations_read", "SELECT name, sha256 FROM migrations"};
  ASSAY_ASSIGN_OR_RETURN(const Rows rows, connection.Execute(kRead));
  std::map<std::string, std::string> applied;
  for (size_t i = 0; i < rows.size(); ++i) applied.emplace(rows.Text(i, 0), rows.Text(i, 1));
  return applied;
}

Status CheckHistory(const std::map<std::string, std::string>& applied,
                    const std::vector<File>& files, const fs::path& folder) {
  for (const auto& [name, sha256] : applied) {
    const auto file = std::find_if(files.begin(), files.end(),
                                   [&name = name](const File& f) { return f.name == name; });
    if (file == files.end()) {
      return FailedPrecondition((folder / name).string() +
                                ": applied to this database, but not in the folder; the database "
                                "is newer than this program");
    }
    if (file->sha256 != sha256) {
      return FailedPrecondition((folder / name).string() +
                                ": changed after it was applied (SHA-256 " + file->sha256 +
                                ", applied " + sha256 + "); put the change into a new file");
    }
  }
  return OkStatus();
}

// Applies the first file that is not applied yet; empty when there is none.
Result<std::string> ApplyNext(Connection& connection, const std::string& schema,
                              const std::vector<File>& files, const fs::path& folder) {
  std::string name;
  Status status = connection.InTransaction([&]() -> Status {
    auto locked = connection.Execute(kLock, Params().Add(schema));
    if (!locked.ok()) return std::move(locked).status();
    ASSAY_ASSIGN_OR_RETURN(const auto applied, Applied(connection, schema));
    ASSAY_RETURN_IF_ERROR(CheckHistory(applied, files, folder));
    const auto next = std::find_if(files.begin(), files.end(),
                                   [&](const File& file) { return !applied.contains(file.name); });
    if (next == files.end()) return OkStatus();
    ASSAY_RETURN_IF_ERROR(
        connection.ExecuteScript(next->sql).Annotate((folder / next->name).string()));
    constexpr Statement kRecord = {"migrations_record",
                                   "INSERT INTO migrations (name, sha256) VALUES ($1, $2)"};
    auto recorded = connection.Execute(kRecord, Params().Add(next->name).Add(next->sha256));
    if (!recorded.ok()) return std::move(recorded).status();
    name = next->name;
    return OkStatus();
  });
  if (!status.ok()) return status;
  return name;
}

}  // namespace

Result<std::vector<std::string>> Migrate(Connection& connection, const std::string& schema,
                                         const fs::path& folder) {
  if (!IsLowerWord(schema))
    return InvalidArgument("schema \"" + schema + "\": a-z, 0-9 and _ only");
  ASSAY_ASSIGN_OR_RETURN(const std::vector<File> files, ReadFolder(folder));
  std::vector<std::string> names;
  while (true) {
    ASSAY_ASSIGN_OR_RETURN(std::string name, ApplyNext(connection, schema, files, folder));
    if (name.empty()) return names;
    names.push_back(std::move(name));
  }
}

Result<fs::path> FindMigrations(const fs::path& in_tree, const std::string& name) {
  std::error_code error;
  fs::path folder = fs::read_symlink("/proc/self/exe", error).parent_path();
  for (; !error && folder.has_relative_path(); folder = folder.parent_path()) {
    for (const fs::path& inner : {in_tree, fs::path("share/assay/migrations") / name}) {
      if (fs::is_directory(folder / inner, error)) return folder / inner;
      error.clear();
    }
  }
  return NotFound("cannot find the migrations of " + name + "; name their folder in --migrations");
}

}  // namespace assay::database
