#include <algorithm>
#include <string>

#include "common/files.h"
#include "runtime-images/builder/tree.h"

namespace assay::runtime_images {
namespace {

namespace fs = std::filesystem;

// Folders that stay, empty. The sandboxes mount over the first six; one that is missing would be
// made in the image's tree by the first sandbox that needs it.
constexpr const char* kEmptyFolders[] = {
    "proc", "dev",  "tmp",  "work", "sys",   "run", "var/tmp", "var/log", "var/cache",
    "root", "boot", "home", "mnt",  "media", "srv", "opt",     "var/mail"};

constexpr const char* kRemoved[] = {
    // apt's and dpkg's memory; var/lib/dpkg/status stays, so that scanners can tell what is inside.
    "etc/apt", "var/lib/apt", "var/lib/dpkg/info", "var/lib/dpkg/alternatives",
    "var/lib/dpkg/triggers", "var/lib/dpkg/updates", "var/lib/dpkg/parts",
    "var/lib/dpkg/status-old", "var/lib/dpkg/available", "var/lib/dpkg/lock",
    "var/lib/dpkg/lock-frontend", "var/lib/dpkg/triggers", "var/lib/dpkg/diversions-old",
    "var/lib/dpkg/statoverride-old", "var/lib/ucf", "var/lib/systemd", "var/lib/pam", "var/backups",
    // Secrets and the building machine's own configuration.
    "etc/shadow", "etc/shadow-", "etc/gshadow", "etc/gshadow-", "etc/passwd-", "etc/group-",
    "etc/subuid", "etc/subuid-", "etc/subgid", "etc/subgid-", "etc/machine-id", "etc/resolv.conf",
    "etc/.pwd.lock", "var/lib/dbus", "etc/ssl/private",
    // A Java key store carries the time it was made, and without a network nobody needs
    // certificates.
    "etc/ssl/certs/java/cacerts",
    // Documentation and translations.
    "usr/share/doc", "usr/share/man", "usr/share/info", "usr/share/locale", "usr/share/lintian",
    "usr/share/bug", "usr/share/doc-base", "usr/share/i18n", "usr/share/linda", "usr/share/pixmaps",
    "usr/share/applications", "usr/share/icons", "usr/share/bash-completion", "usr/share/zsh",
    "usr/share/debconf", "usr/share/gtk-doc"};

// Alternatives of manual pages, whose targets are gone.
Status RemoveManualLinks(const fs::path& rootfs) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(rootfs / "etc/alternatives", error)) {
    if (entry.path().extension() == ".gz") fs::remove(entry.path(), error);
    if (error) return ErrnoStatus("cannot remove " + entry.path().string(), error.value());
  }
  return OkStatus();
}

Status WriteEtc(const fs::path& rootfs) {
  ASSAY_RETURN_IF_ERROR(WriteFileAtomically(rootfs / "etc/hostname", "sandbox\n"));
  ASSAY_RETURN_IF_ERROR(
      WriteFileAtomically(rootfs / "etc/hosts", "127.0.0.1 localhost sandbox\n::1 localhost\n"));
  ASSAY_RETURN_IF_ERROR(WriteFileAtomically(rootfs / "etc/resolv.conf", ""));
  ASSAY_RETURN_IF_ERROR(WriteFileAtomically(rootfs / "etc/machine-id", ""));
  // Programs that ask who they are (Java's user.home, Python's expanduser) get an answer.
  ASSAY_ASSIGN_OR_RETURN(std::string users, ReadFile(rootfs / "etc/passwd"));
  ASSAY_ASSIGN_OR_RETURN(std::string groups, ReadFile(rootfs / "etc/group"));
  users += "student:x:1000:1000:student:/tmp:/bin/sh\n";
  groups += "student:x:1000:\n";
  ASSAY_RETURN_IF_ERROR(WriteFileAtomically(rootfs / "etc/passwd", users));
  return WriteFileAtomically(rootfs / "etc/group", groups);
}

}  // namespace

Status CleanTree(const fs::path& rootfs) {
  std::error_code error;
  for (const char* path : kRemoved) {
    fs::remove_all(rootfs / path, error);
    if (error) return ErrnoStatus("cannot remove " + (rootfs / path).string(), error.value());
  }
  for (const char* path : kEmptyFolders) {
    if (fs::is_symlink(rootfs / path, error)) continue;
    fs::remove_all(rootfs / path, error);
    if (!error) fs::create_directories(rootfs / path, error);
    if (error) return ErrnoStatus("cannot empty " + (rootfs / path).string(), error.value());
  }
  // Gradescope's autograders name /autograder; the only folder they may write to is below /work.
  if (!fs::is_symlink(rootfs / "autograder", error)) {
    fs::create_directory_symlink("work/autograder", rootfs / "autograder", error);
    if (error) return ErrnoStatus("cannot link /autograder", error.value());
  }
  ASSAY_RETURN_IF_ERROR(RemoveManualLinks(rootfs));
  return WriteEtc(rootfs);
}

}  // namespace assay::runtime_images
