#include "supervisor/backup/backup.h"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <ctime>
#include <set>
#include <vector>

#include "common/crypto/key.h"
#include "supervisor/backup/archive.h"
#include "supervisor/backup/database_dump.h"
#include "supervisor/backup/open.h"
#include "supervisor/backup/progress.h"
#include "supervisor/backup/sealed.h"
#include "supervisor/database_setup.h"
#include "supervisor/files.h"
#include "supervisor/layout.h"
#include "supervisor/terminal.h"

namespace assay::supervisor {
namespace {

namespace fs = std::filesystem;

// What a folder store has not finished yet.
constexpr std::string_view kUnfinished = ".new";

std::string NowInUtc() {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  ::gmtime_r(&now, &utc);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
  return text;
}

database::Settings OwnerSettings(const Layout& layout) {
  database::Settings settings;
  settings.host = layout.postgres() / "socket";
  settings.database = kDatabase;
  settings.user = "assay";
  settings.password_file = layout.postgres() / "password";
  return settings;
}

// A folder of the data folder's file system, removed with its content.
class Staging {
 public:
  static Result<Staging> Make(const Layout& layout) {
    std::string path = layout.run() / "backup-XXXXXX";
    if (::mkdtemp(path.data()) == nullptr) return ErrnoStatus(path, errno);
    return Staging(std::move(path));
  }
  Staging(Staging&& other) noexcept : path_(std::move(other.path_)) { other.path_.clear(); }
  Staging& operator=(Staging&&) = delete;
  ~Staging() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }
  const fs::path& path() const { return path_; }

 private:
  explicit Staging(fs::path path) : path_(std::move(path)) {}
  fs::path path_;
};

// Gives every blob a second name in `copy`, so that none is gone when its turn comes. A file that
// was replaced since an earlier call gets its new content.
Status LinkBlobs(const fs::path& blobs, const fs::path& copy) {
  std::error_code error;
  fs::create_directories(copy, error);
  fs::recursive_directory_iterator it(blobs, error);
  if (error) return ErrnoStatus(blobs.string(), error.value());
  for (const fs::recursive_directory_iterator end; it != end; it.increment(error)) {
    if (error) return ErrnoStatus(blobs.string(), error.value());
    if (it->path().filename() == kUnfinished) {
      it.disable_recursion_pending();
      continue;
    }
    const fs::path target = copy / it->path().lexically_relative(blobs);
    std::error_code failed;
    if (it->is_directory(failed)) {
      fs::create_directories(target, failed);
    } else if (it->is_regular_file(failed)) {
      if (fs::equivalent(it->path(), target, failed)) continue;
      fs::remove(target, failed);
      fs::create_hard_link(it->path(), target, failed);
      if (failed == std::errc::no_such_file_or_directory) continue;  // deleted meanwhile
    }
    if (failed) return ErrnoStatus(target.string(), failed.value());
  }
  return OkStatus();
}

// The names of an index's segments, which never change once they have their name.
Result<std::set<std::string>> SegmentsOf(const fs::path& index) {
  std::set<std::string> names;
  std::error_code error;
  fs::directory_iterator it(index, error);
  for (const fs::directory_iterator end; !error && it != end; it.increment(error)) {
    const std::string name = it->path().filename();
    if (name.starts_with("segment-") && name.find('.') == std::string::npos) names.insert(name);
  }
  if (error) return ErrnoStatus(index.string(), error.value());
  return names;
}

// false: segments came or went meanwhile.
Result<bool> CopyIndexOnce(const fs::path& index, const fs::path& copy) {
  std::error_code error;
  fs::remove_all(copy, error);
  fs::create_directories(copy, error);
  for (const char* name : {"key-check", "journal"}) {
    if (!error && fs::exists(index / name, error)) fs::copy_file(index / name, copy / name, error);
  }
  if (error) return ErrnoStatus(copy.string(), error.value());
  ASSAY_ASSIGN_OR_RETURN(const auto segments, SegmentsOf(index));
  for (const std::string& name : segments) {
    fs::create_hard_link(index / name, copy / name, error);
    if (error == std::errc::no_such_file_or_directory) return false;
    if (error) return ErrnoStatus((copy / name).string(), error.value());
  }
  ASSAY_ASSIGN_OR_RETURN(const auto after, SegmentsOf(index));
  return after == segments;
}

// The indexes of similarity, once the database was dumped: what its rows name is in them then. The
// journal is copied before the segments: it is emptied only when what it held stands in one.
Status CopyIndexes(const fs::path& indexes, const fs::path& copy) {
  constexpr int kTries = 100;
  std::error_code error;
  if (!fs::exists(indexes, error)) return OkStatus();
  fs::directory_iterator it(indexes, error);
  for (const fs::directory_iterator end; !error && it != end; it.increment(error)) {
    if (!it->is_directory(error)) continue;
    bool copied = false;
    for (int i = 0; i < kTries && !copied; ++i) {
      ASSAY_ASSIGN_OR_RETURN(copied, CopyIndexOnce(it->path(), copy / it->path().filename()));
    }
    if (!copied) return Unavailable(it->path().string() + ": changes all the time; try again");
  }
  if (error) return ErrnoStatus(indexes.string(), error.value());
  return OkStatus();
}

struct Member {
  std::string name;
  fs::path file;
};

Status AddFolder(const fs::path& folder, const std::string& prefix, std::vector<Member>& members) {
  std::error_code error;
  fs::recursive_directory_iterator it(folder, error);
  for (const fs::recursive_directory_iterator end; !error && it != end; it.increment(error)) {
    if (!it->is_regular_file(error) || it->is_symlink(error)) continue;
    members.push_back({prefix + "/" + it->path().lexically_relative(folder).string(), it->path()});
  }
  if (error) return ErrnoStatus(folder.string(), error.value());
  return OkStatus();
}

Result<std::vector<Member>> ListMembers(const Layout& layout, const fs::path& staging) {
  std::vector<Member> members = {{"assay.toml", layout.config()},
                                 {"state.json", layout.state()},
                                 {"pki/root.crt", layout.pki() / "root.crt"},
                                 {"pki/root.key", layout.pki() / "root.key"},
                                 {"database.dump", staging / "database.dump"}};
  ASSAY_RETURN_IF_ERROR(AddFolder(layout.keys(), "keys", members));
  ASSAY_RETURN_IF_ERROR(AddFolder(layout.secrets(), "secrets", members));
  ASSAY_RETURN_IF_ERROR(AddFolder(staging / "blobs", "blobs", members));
  std::error_code error;
  if (fs::exists(staging / "similarity", error))
    ASSAY_RETURN_IF_ERROR(AddFolder(staging / "similarity", "similarity", members));
  return members;
}

Status CheckOptions(const BackupOptions& options) {
  if (!options.passphrase_file.empty() || options.include_keys) return OkStatus();
  return InvalidArgument(
      "a backup holds the master key, which opens everything that people handed in, and the key of "
      "the certificate authority; protect it by --passphrase-file FILE, or say --include-keys and "
      "keep the file as safe as the keys themselves");
}

Status WriteMembers(const std::vector<Member>& members, Manifest manifest, ByteSink& sink) {
  uint64_t total = 0;
  std::error_code error;
  for (const Member& member : members) total += fs::file_size(member.file, error);
  Progress progress("archive", total);
  ASSAY_ASSIGN_OR_RETURN(const auto writer, BackupWriter::Start(sink));
  for (const Member& member : members) {
    ASSAY_RETURN_IF_ERROR(writer->AddFile(member.name, member.file));
    progress.Add(fs::file_size(member.file, error));
  }
  ASSAY_RETURN_IF_ERROR(writer->Finish(std::move(manifest)));
  progress.Done(fmt::format("{} files, {}", members.size(), HumanBytes(total)));
  return OkStatus();
}

Status WriteArchive(const BackupOptions& options, const std::vector<Member>& members,
                    const Manifest& manifest) {
  ASSAY_ASSIGN_OR_RETURN(const auto file, FileSink::Create(options.file));
  if (options.passphrase_file.empty()) return WriteMembers(members, manifest, *file);
  ASSAY_ASSIGN_OR_RETURN(std::string passphrase, ReadPassphrase(options.passphrase_file));
  auto sealing = MakeSealingSink(*file, passphrase);
  crypto::Wipe(passphrase);
  if (!sealing.ok()) return std::move(sealing).status();
  return WriteMembers(members, manifest, **sealing);
}

}  // namespace

Status MakeBackup(const BackupOptions& options) {
  ASSAY_RETURN_IF_ERROR(CheckOptions(options));
  const Layout layout{options.data};
  std::error_code error;
  if (!fs::exists(layout.state(), error)) {
    return NotFound(options.data.string() + ": no data folder of assay up; name it by --data");
  }
  ASSAY_ASSIGN_OR_RETURN(const Staging staging, Staging::Make(layout));
  const fs::path blobs = staging.path() / "blobs";
  ASSAY_RETURN_IF_ERROR(LinkBlobs(layout.blobs(), blobs));
  Progress dumping("database", 0);
  auto dump = DumpDatabase(OwnerSettings(layout), staging.path() / "database.dump",
                           staging.path() / "pg_dump.log");
  if (dump.status().code() == StatusCode::kUnavailable) {
    return FailedPrecondition(
        "PostgreSQL of " + options.data.string() +
        " does not answer; start it first (assay up): " + dump.status().message());
  }
  if (!dump.ok()) return std::move(dump).status();
  uint64_t rows = 0;
  for (const auto& [table, count] : dump->rows) rows += count;
  dumping.Done(fmt::format("{} tables, {} rows", dump->rows.size(), rows));
  // And what came before the snapshot but after the first look.
  ASSAY_RETURN_IF_ERROR(LinkBlobs(layout.blobs(), blobs));
  ASSAY_RETURN_IF_ERROR(CopyIndexes(layout.similarity(), staging.path() / "similarity"));
  ASSAY_ASSIGN_OR_RETURN(const auto members, ListMembers(layout, staging.path()));
  Manifest manifest;
  manifest.created = NowInUtc();
  manifest.program = ASSAY_VERSION;
  manifest.postgres = dump->postgres;
  manifest.rows = std::move(dump->rows);
  ASSAY_RETURN_IF_ERROR(WriteArchive(options, members, manifest));
  // A backup that was not read back is a hope.
  ASSAY_RETURN_IF_ERROR(VerifyBackup(options.file, options.passphrase_file).status());
  Print(fmt::format(
      "{} stands, {}. {}\n", options.file.string(), HumanBytes(fs::file_size(options.file, error)),
      options.passphrase_file.empty() ? "The keys are in it unprotected: keep it as safe as them."
                                      : "Without the passphrase nobody can open it."));
  return OkStatus();
}

}  // namespace assay::supervisor
