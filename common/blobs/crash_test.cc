// The plug is pulled between any two system calls of a folder store, and what was not synced is
// lost; the disk fills up; a file may not grow.
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <map>
#include <set>

#include "common/blobs/encrypted_store.h"
#include "common/blobs/file_io.h"
#include "common/blobs/folder_store.h"
#include "common/files.h"
#include "common/sha256.h"

namespace assay::blobs {
namespace {

namespace fs = std::filesystem;

// What a file system need not have written yet: bytes of files that were not synced, names and
// folders whose folder was not synced.
class Disk {
 public:
  // The power goes: all that is undone.
  void Lose() {
    for (const fs::path& file : dirty)
      if (fs::exists(file)) fs::resize_file(file, fs::file_size(file) / 2);
    for (const auto& [file, was] : names) {
      fs::remove(file);
      if (was.has_value()) (void)WriteFileAtomically(file, *was, 0600);
    }
    for (const fs::path& folder : folders) fs::remove_all(folder);
  }
  // Notes that the name stands for something else now; what it stood for is lost later.
  void Changed(const fs::path& name) {
    const auto old = ReadFile(name);
    names.try_emplace(name, old.ok() ? std::optional(*old) : std::nullopt);
  }
  std::set<fs::path> dirty, folders;
  std::map<fs::path, std::optional<std::string>> names;  // what they durably stand for
};

// One process: passes calls on until `plug` of them were made; from then on all fail.
class PlugIo final : public FileIo {
 public:
  PlugIo(Disk& disk, int plug) : disk_(disk), left_(plug) {}
  bool pulled() const { return left_ < 0; }

  Result<UniqueFd> Create(const fs::path& file) override {
    if (Pulled()) return Gone();
    disk_.Changed(file);
    ASSAY_ASSIGN_OR_RETURN(UniqueFd fd, SystemFileIo().Create(file));
    disk_.dirty.insert(file);
    open_[fd.get()] = file;
    return fd;
  }
  Result<UniqueFd> OpenForWriting(const fs::path& file) override {
    if (Pulled()) return Gone();
    return SystemFileIo().OpenForWriting(file);
  }
  Status Write(int fd, std::string_view data) override {
    if (Pulled()) {  // half of it went out
      (void)SystemFileIo().Write(fd, data.substr(0, data.size() / 2));
      return Gone();
    }
    return SystemFileIo().Write(fd, data);
  }
  Status Sync(int fd) override {
    if (Pulled()) return Gone();
    disk_.dirty.erase(open_[fd]);
    return OkStatus();  // no power is lost in truth
  }
  Status Rename(const fs::path& from, const fs::path& to) override {
    if (Pulled()) return Gone();
    disk_.Changed(from);
    disk_.Changed(to);
    ASSAY_RETURN_IF_ERROR(SystemFileIo().Rename(from, to));
    if (disk_.dirty.erase(from) > 0) disk_.dirty.insert(to);
    return OkStatus();
  }
  Status MakeFolder(const fs::path& folder) override {
    if (Pulled()) return Gone();
    if (!fs::exists(folder)) disk_.folders.insert(folder);
    return SystemFileIo().MakeFolder(folder);
  }
  Status SyncFolder(const fs::path& folder) override {
    if (Pulled()) return Gone();
    std::erase_if(disk_.names,
                  [&](const auto& name) { return name.first.parent_path() == folder; });
    std::erase_if(disk_.folders, [&](const auto& each) { return each.parent_path() == folder; });
    return fs::exists(folder) ? OkStatus() : NotFound(folder.string());
  }
  Status Remove(const fs::path& file) override {
    if (Pulled()) return Gone();
    disk_.Changed(file);
    return SystemFileIo().Remove(file);
  }

 private:
  bool Pulled() { return --left_ < 0; }
  static Status Gone() { return Unavailable("the plug is pulled"); }

  Disk& disk_;
  int left_;
  std::map<int, fs::path> open_;
};

class CrashTest : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(CreateMasterKey(master_).ok()); }
  Result<std::unique_ptr<EncryptedStore>> Open(FileIo& io) {
    ASSAY_ASSIGN_OR_RETURN(std::unique_ptr<ObjectStore> objects, FolderStore::Open(folder_, io));
    ASSAY_ASSIGN_OR_RETURN(std::unique_ptr<MasterKeys> masters, MasterKeys::Load(master_));
    return std::make_unique<EncryptedStore>(std::move(objects), std::move(masters));
  }
  // Runs `work` with the plug pulled after 0, 1, 2 … calls, until it is not pulled at all; after
  // each run `check` looks at what a program finds after the machine came back.
  template <typename Work, typename Check>
  int PullEverywhere(const Work& work, const Check& check) {
    for (int plug = 0; plug < 500; ++plug) {
      fs::remove_all(folder_);
      Disk disk;
      PlugIo io(disk, plug);
      work(io);
      disk.Lose();
      Disk later;
      PlugIo after(later, 1'000'000);
      const auto store = Open(after);
      EXPECT_TRUE(store.ok()) << plug << ": " << store.status().ToString();
      if (!store.ok()) return plug;
      check(**store);
      if (::testing::Test::HasFailure()) {
        ADD_FAILURE() << "after " << plug << " calls";
        return plug;
      }
      if (!io.pulled()) return plug;
    }
    ADD_FAILURE() << "the work does not end";
    return 0;
  }

  TempDir dir_ = *TempDir::Create("assay-crash-");
  fs::path master_ = dir_.path() / "master.key";
  fs::path folder_ = dir_.path() / "blobs";
};

TEST_F(CrashTest, WhatWasAcknowledgedIsThere) {
  std::set<std::string> acknowledged;
  const int calls = PullEverywhere(
      [&](FileIo& io) {
        acknowledged.clear();
        const auto store = Open(io);
        for (int i = 0; store.ok() && i < 3; ++i) {
          const std::string data = "blob " + std::to_string(i);
          if ((*store)->Put("acme", data).ok()) acknowledged.insert(data);
        }
      },
      [&](EncryptedStore& store) {
        for (const std::string& data : acknowledged) {
          const auto got = store.Get("acme", Sha256Hex(data));
          ASSERT_TRUE(got.ok()) << got.status().ToString();
          EXPECT_EQ(*got, data);
        }
        // What was not acknowledged is there as a whole or not at all, and can be put again.
        for (int i = 0; i < 3; ++i) {
          const std::string data = "blob " + std::to_string(i);
          const auto got = store.Get("acme", Sha256Hex(data));
          EXPECT_TRUE(got.ok() || got.status().code() == StatusCode::kNotFound)
              << got.status().ToString();
          EXPECT_TRUE(store.Put("acme", data).ok());
          EXPECT_EQ(*store.Get("acme", Sha256Hex(data)), data);
        }
      });
  EXPECT_GT(calls, 20);
}

// A second process finds a file whose name is not durable yet, and acknowledges it too.
TEST_F(CrashTest, WhatAnotherPutAMomentAgoIsMadeDurable) {
  const std::string data = "of both";
  for (int plug = 0; plug < 100; ++plug) {
    fs::remove_all(folder_);
    Disk disk;
    PlugIo first(disk, plug), second(disk, 1'000'000);
    const auto a = Open(first);
    if (a.ok()) (void)(*a)->Put("acme", data);
    // The first one hangs where it is; the second goes on with the files as they are now.
    const auto b = Open(second);
    ASSERT_TRUE(b.ok()) << b.status().ToString();
    ASSERT_TRUE((*b)->Put("acme", data).ok());
    disk.Lose();
    const auto got = (*Open(SystemFileIo()))->Get("acme", Sha256Hex(data));
    ASSERT_TRUE(got.ok()) << "after " << plug << " calls: " << got.status().ToString();
    if (!first.pulled()) return;
  }
  FAIL() << "the work does not end";
}

TEST_F(CrashTest, MovingToANewKeyLosesNothing) {
  std::set<std::string> acknowledged;
  PullEverywhere(
      [&](FileIo& io) {
        acknowledged.clear();
        const auto store = Open(io);
        if (!store.ok()) return;
        for (int i = 0; i < 3; ++i) {
          const std::string data = "blob " + std::to_string(i);
          if ((*store)->Put("acme", data).ok()) acknowledged.insert(data);
        }
        (void)(*store)->RotateTenantKey("acme");
        (void)(*store)->Reencrypt("acme");
      },
      [&](EncryptedStore& store) {
        const auto done = store.Reencrypt("acme");
        ASSERT_TRUE(done.ok()) << done.status().ToString();
        EXPECT_EQ(done->failed, 0U) << done->first_failure;
        for (const std::string& data : acknowledged) {
          const auto got = store.Get("acme", Sha256Hex(data));
          ASSERT_TRUE(got.ok()) << got.status().ToString();
        }
      });
}

TEST_F(CrashTest, ExchangingTheMasterKeyLosesNothing) {
  const std::string first_master = *ReadFile(master_);
  bool acknowledged = false;
  PullEverywhere(
      [&](FileIo& io) {
        (void)WriteFileAtomically(master_, first_master, 0600);
        const auto store = Open(io);
        if (!store.ok()) return;
        acknowledged = (*store)->Put("acme", "data").ok();
        ASSERT_TRUE(AddMasterKey(master_).ok());
        if ((*store)->RewrapAll().ok()) (void)(*store)->RetireOldMasterKeys();
      },
      [&](EncryptedStore& store) {
        if (!acknowledged) return;
        const auto got = store.Get("acme", Sha256Hex("data"));
        ASSERT_TRUE(got.ok()) << got.status().ToString();
        EXPECT_TRUE(store.RewrapAll().ok());
        EXPECT_TRUE(store.RetireOldMasterKeys().ok());
      });
}

TEST_F(CrashTest, WhatWasShreddedStaysSo) {
  bool shredded = false;
  PullEverywhere(
      [&](FileIo& io) {
        shredded = false;
        const auto store = Open(io);
        if (!store.ok() || !(*store)->Put("acme", "data").ok()) return;
        (void)(*store)->RotateTenantKey("acme");
        shredded = (*store)->ShredTenant("acme").ok();
      },
      [&](EncryptedStore& store) {
        if (!shredded) {  // half-way: it can be finished
          ASSERT_TRUE(store.ShredTenant("acme").ok());
        }
        EXPECT_EQ(store.Get("acme", Sha256Hex("data")).status().code(), StatusCode::kNotFound);
        EXPECT_EQ(store.Put("acme", "data").status().code(), StatusCode::kFailedPrecondition);
        size_t keys = 0;
        for (const auto& entry : fs::directory_iterator(folder_ / "keys/acme"))
          keys += entry.path().filename() == "shredded" ? 0 : 1;
        for (const auto& entry : fs::directory_iterator(folder_ / ".new"))
          keys += entry.path().extension() == ".doomed" ? 1 : 0;
        EXPECT_EQ(keys, 0U);
      });
}

size_t FilesBelow(const fs::path& folder) {
  size_t count = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    count += entry.is_regular_file() ? 1 : 0;
  return count;
}

TEST_F(CrashTest, AFileThatMayNotGrowIsAnErrorAndLeavesNothing) {
  const auto store = *Open(SystemFileIo());
  ASSERT_TRUE(store->Put("acme", "small").ok());
  const size_t before = FilesBelow(folder_);
  rlimit old{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &old), 0);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit low{64U << 10U, old.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &low), 0);
  const Status status = store->Put("acme", std::string(1 << 20, 'x')).status();
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &old), 0);
  std::signal(SIGXFSZ, handler);
  EXPECT_EQ(status.code(), StatusCode::kResourceExhausted) << status.ToString();
  EXPECT_EQ(FilesBelow(folder_), before);
  EXPECT_TRUE(store->Put("acme", std::string(1 << 20, 'x')).ok());
}

// Runs in a child with a mount namespace of its own; the exit code says what happened.
int FillSmallDisk(const fs::path& folder, const fs::path& master) {
  if (::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
      ::mount("assay-test", folder.c_str(), "tmpfs", 0, "size=1m") != 0)
    return 77;
  auto objects = FolderStore::Open(folder / "blobs");
  auto masters = MasterKeys::Load(master);
  if (!objects.ok() || !masters.ok()) return 1;
  EncryptedStore store(*std::move(objects), *std::move(masters));
  std::set<std::string> acknowledged;
  Status status;
  for (int i = 0; i < 100 && status.ok(); ++i) {
    const auto sha256 = store.Put(
        "acme", std::string(100'000, static_cast<char>('a' + i % 26)) + std::to_string(i));
    status = sha256.status();
    if (sha256.ok()) acknowledged.insert(*sha256);
  }
  if (status.code() != StatusCode::kResourceExhausted || acknowledged.empty()) return 2;
  if (FilesBelow(folder / "blobs/.new") != 0) return 3;
  for (const std::string& sha256 : acknowledged)
    if (!store.Get("acme", sha256).ok()) return 4;
  // Room again, and it goes on.
  if (!store.Delete("acme", *acknowledged.begin()).ok()) return 5;
  if (!store.Put("acme", std::string(50'000, 'z')).ok()) return 6;
  return 0;
}

TEST_F(CrashTest, AFullDiskIsAnErrorAndLeavesNothing) {
  const fs::path disk = dir_.path() / "disk";
  fs::create_directory(disk);
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) ::_exit(::unshare(CLONE_NEWNS) != 0 ? 77 : FillSmallDisk(disk, master_));
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFEXITED(status));
  if (WEXITSTATUS(status) == 77) GTEST_SKIP() << "no mount namespace can be made here";
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

}  // namespace
}  // namespace assay::blobs
