#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "common/database/private_cluster.h"
#include "common/files.h"
#include "common/process/users.h"
#include "supervisor/backup/archive.h"
#include "supervisor/backup/backup.h"
#include "supervisor/backup/database_dump.h"
#include "supervisor/backup/open.h"
#include "supervisor/backup/progress.h"
#include "supervisor/data_folder.h"
#include "supervisor/database_setup.h"
#include "supervisor/services.h"
#include "supervisor/terminal.h"

namespace assay::supervisor {
namespace {

namespace fs = std::filesystem;

// The folders and files that a backup of ours has, and no other.
bool IsOurs(const std::string& name) {
  constexpr std::array<std::string_view, 5> kFolders = {"pki/", "keys/", "secrets/", "blobs/",
                                                        "similarity/"};
  constexpr std::array<std::string_view, 3> kFiles = {"assay.toml", "state.json", "database.dump"};
  for (const std::string_view folder : kFolders) {
    if (name.starts_with(folder)) return true;
  }
  return std::find(kFiles.begin(), kFiles.end(), name) != kFiles.end();
}

// Writes the members below a folder that is ours alone.
class Extractor final : public BackupVisitor {
 public:
  explicit Extractor(fs::path folder) : folder_(std::move(folder)) {}

  Status Begin(const std::string& name, uint64_t /*bytes*/) override {
    if (!IsOurs(name)) return DataLoss(name + ": no part of a backup");
    path_ = folder_ / name;
    std::error_code error;
    fs::create_directories(path_.parent_path(), error);
    if (error) return ErrnoStatus(path_.parent_path().string(), error.value());
    fd_.reset(::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    return fd_.valid() ? OkStatus() : ErrnoStatus(path_.string(), errno);
  }
  Status Data(std::string_view bytes) override {
    return WriteAll(fd_.get(), bytes).Annotate(path_.string());
  }
  Status End() override {
    if (::fsync(fd_.get()) != 0) return ErrnoStatus(path_.string(), errno);
    fd_.reset();
    return OkStatus();
  }

 private:
  const fs::path folder_;
  fs::path path_;
  UniqueFd fd_;
};

// The folder that becomes the data folder in the end, and is removed if it does not.
class Unfinished {
 public:
  static Result<Unfinished> Make(const fs::path& data) {
    std::error_code error;
    fs::create_directories(data.parent_path(), error);
    std::string path = data.string() + ".XXXXXX";
    if (::mkdtemp(path.data()) == nullptr) return ErrnoStatus(path, errno);
    return Unfinished(std::move(path));
  }
  Unfinished(Unfinished&& other) noexcept : path_(std::move(other.path_)) { other.path_.clear(); }
  Unfinished& operator=(Unfinished&&) = delete;
  ~Unfinished() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }
  const fs::path& path() const { return path_; }

  // An empty folder in its place gives way.
  Status BecomeDataFolder(const fs::path& data) {
    if (::rename(path_.c_str(), data.c_str()) != 0) return ErrnoStatus(data.string(), errno);
    path_.clear();
    return OkStatus();
  }

 private:
  explicit Unfinished(fs::path path) : path_(std::move(path)) {}
  fs::path path_;
};

Status CheckTarget(const fs::path& data) {
  std::error_code error;
  if (!fs::exists(data, error)) return OkStatus();
  if (fs::is_directory(data, error) && fs::is_empty(data, error) && !error) return OkStatus();
  return {StatusCode::kAlreadyExists,
          data.string() + ": not an empty folder; restore into a new one by --data"};
}

Status Extract(const fs::path& file, const fs::path& passphrase_file, const fs::path& folder) {
  std::error_code error;
  Progress progress("extract", fs::file_size(file, error));
  ASSAY_ASSIGN_OR_RETURN(const auto source, OpenBackup(file, passphrase_file, progress));
  Extractor extractor(folder);
  ASSAY_ASSIGN_OR_RETURN(const Manifest manifest, ReadBackup(*source, &extractor));
  progress.Done(fmt::format("{} files", manifest.files.size()));
  return OkStatus();
}

// What was extracted belongs to whoever ran this.
Status GiveFolder(const fs::path& folder, const std::string& user) {
  std::error_code error;
  fs::recursive_directory_iterator it(folder, error);
  for (const fs::recursive_directory_iterator end; !error && it != end; it.increment(error)) {
    ASSAY_RETURN_IF_ERROR(process::GiveTo(it->path(), user));
    if (it->is_directory(error)) fs::permissions(it->path(), fs::perms::owner_all, error);
  }
  if (error) return ErrnoStatus(folder.string(), error.value());
  return OkStatus();
}

Status GiveToServices(const Layout& layout, const Accounts& accounts) {
  if (accounts.services.empty()) return OkStatus();
  for (const fs::path& folder :
       {layout.keys(), layout.secrets(), layout.blobs(), layout.similarity()}) {
    ASSAY_RETURN_IF_ERROR(GiveFolder(folder, accounts.services));
  }
  return OkStatus();
}

Status RestoreRows(const Layout& layout, const Accounts& accounts, const Manifest& manifest) {
  Progress progress("database", 0);
  database::ClusterOptions options;
  options.folder = layout.postgres();
  options.log = layout.log("postgres");
  if (!accounts.postgres.empty()) options.run_as = accounts.postgres;
  ASSAY_ASSIGN_OR_RETURN(database::PrivateCluster cluster,
                         database::PrivateCluster::Start(options));
  std::vector<DatabaseRole> roles;
  for (const std::string& role : Roles()) roles.push_back({role, layout.password(role)});
  ASSAY_RETURN_IF_ERROR(SetUpRoles(cluster, roles));
  const database::Settings owner = cluster.ConnectionSettings(kDatabase);
  const fs::path dump = layout.root / "database.dump";
  ASSAY_RETURN_IF_ERROR(RestoreDatabase(owner, dump, layout.log("restore")));
  ASSAY_ASSIGN_OR_RETURN(const RowCounts found, CountRows(owner));
  ASSAY_RETURN_IF_ERROR(CompareRows(manifest.rows, found));
  std::error_code error;
  fs::remove(dump, error);
  progress.Done(fmt::format("{} tables with all their rows", found.size()));
  return cluster.Stop();
}

}  // namespace

Status Restore(const fs::path& file, const fs::path& passphrase_file, const fs::path& data) {
  ASSAY_RETURN_IF_ERROR(CheckTarget(data));
  ASSAY_ASSIGN_OR_RETURN(const Manifest manifest, VerifyBackup(file, passphrase_file));
  ASSAY_ASSIGN_OR_RETURN(Unfinished unfinished, Unfinished::Make(data));
  const Layout layout{unfinished.path()};
  ASSAY_RETURN_IF_ERROR(Extract(file, passphrase_file, layout.root));
  ASSAY_ASSIGN_OR_RETURN(const Config config, ReadConfig(layout.config()));
  ASSAY_ASSIGN_OR_RETURN(const Accounts accounts, ChooseAccounts(config));
  ASSAY_RETURN_IF_ERROR(MakeDataFolder(layout, accounts, config));
  ASSAY_RETURN_IF_ERROR(GiveToServices(layout, accounts));
  ASSAY_RETURN_IF_ERROR(MakeSecrets(layout, accounts, config, Roles()));
  ASSAY_RETURN_IF_ERROR(RestoreRows(layout, accounts, manifest));
  ASSAY_RETURN_IF_ERROR(unfinished.BecomeDataFolder(data));
  Print(fmt::format("Restored to {}, as it was at {}. Start it: assay up --data {}\n",
                    data.string(), manifest.created, data.string()));
  return OkStatus();
}

}  // namespace assay::supervisor
