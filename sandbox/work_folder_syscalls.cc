#include <dirent.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>

#include "common/files.h"
#include "sandbox/work_folder.h"

namespace assay::sandbox {
namespace {

constexpr uint64_t kResolve =
    RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_XDEV;

int OpenBeneath(int folder, const std::string& path, int flags, unsigned mode = 0) {
  open_how how{};
  how.flags = static_cast<uint64_t>(flags | O_CLOEXEC);
  how.mode = mode;
  how.resolve = kResolve;
  long fd = -1;
  do {
    fd = ::syscall(SYS_openat2, folder, path.c_str(), &how, sizeof how);
  } while (fd < 0 && (errno == EINTR || errno == EAGAIN));
  return static_cast<int>(fd);
}

// Printable: what is not, is shown as \xNN, so that a message cannot be forged by a file name.
std::string Printable(std::string_view bytes) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string text;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte < 0x7f && c != '\\') {
      text += c;
    } else {
      text += {'\\', 'x', kHex[byte >> 4U], kHex[byte & 15U]};
    }
  }
  return text;
}

std::string KindOf(mode_t mode) {
  if (S_ISLNK(mode)) return "symbolic link";
  if (S_ISFIFO(mode)) return "FIFO";
  if (S_ISSOCK(mode)) return "socket";
  if (S_ISCHR(mode) || S_ISBLK(mode)) return "device";
  return "not a regular file";
}

class Collector {
 public:
  explicit Collector(const CollectLimits& limits) : limits_(limits) {}

  // Names of one folder are read completely and sorted before any is opened: at most kMaxNames of
  // them.
  Status Folder(UniqueFd folder, const std::string& prefix, uint32_t depth) {
    const std::unique_ptr<DIR, int (*)(DIR*)> dir(::fdopendir(folder.get()), &::closedir);
    if (!dir) return ErrnoStatus("collect: read a folder", errno);
    folder.release();  // closedir closes it
    std::vector<std::string> names;
    while (const dirent* entry = ::readdir(dir.get())) {
      const std::string name = entry->d_name;
      if (name == "." || name == "..") continue;
      if (++entries_ > kMaxEntries) {
        Refuse(prefix + "…",
               "more than " + std::to_string(kMaxEntries) + " entries; the rest was not read");
        break;
      }
      names.push_back(name);
    }
    std::sort(names.begin(), names.end());
    for (const std::string& name : names) {
      if (full_) break;
      ASSAY_RETURN_IF_ERROR(Entry(::dirfd(dir.get()), name, prefix, depth));
    }
    return OkStatus();
  }

  Collected Take() { return std::move(collected_); }

 private:
  static constexpr uint64_t kMaxEntries = 100'000;
  static constexpr size_t kMaxRefusals = 100;

  void Refuse(const std::string& path, const std::string& why) {
    if (collected_.refused.size() < kMaxRefusals) {
      collected_.refused.push_back(Printable(path) + ": " + why);
    }
  }

  Status Entry(int parent, const std::string& name, const std::string& prefix, uint32_t depth) {
    const std::string path = prefix + name;
    struct stat st {};
    if (::fstatat(parent, name.c_str(), &st, AT_SYMLINK_NOFOLLOW) != 0) return OkStatus();  // gone
    if (S_ISDIR(st.st_mode)) {
      if (depth >= limits_.max_depth) {
        Refuse(path, "deeper than " + std::to_string(limits_.max_depth) + " folders");
        return OkStatus();
      }
      UniqueFd child(OpenBeneath(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW));
      if (!child.valid()) {
        Refuse(path, "cannot be opened");
        return OkStatus();
      }
      return Folder(std::move(child), path + "/", depth + 1);
    }
    if (!S_ISREG(st.st_mode)) {
      Refuse(path, KindOf(st.st_mode));
      return OkStatus();
    }
    // O_NONBLOCK: should a FIFO have taken the name meanwhile, the open does not wait; fstat then
    // tells.
    const UniqueFd file(OpenBeneath(parent, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK));
    if (!file.valid() || ::fstat(file.get(), &st) != 0) {
      Refuse(path, "cannot be opened");
      return OkStatus();
    }
    return Regular(file.get(), st, path);
  }

  Status Regular(int file, const struct stat& st, const std::string& path) {
    const auto size = static_cast<uint64_t>(st.st_size);
    if (!S_ISREG(st.st_mode)) {
      Refuse(path, KindOf(st.st_mode));
    } else if (st.st_nlink > 1) {
      Refuse(path, "has more than one hard link");
    } else if (size > limits_.max_file_bytes) {
      Refuse(path, std::to_string(size) + " bytes, more than the " +
                       std::to_string(limits_.max_file_bytes) + " of one file");
    } else if (collected_.files.size() >= limits_.max_files) {
      Refuse(path,
             "more than " + std::to_string(limits_.max_files) + " files; the rest was not read");
      full_ = true;
    } else if (total_ + size > limits_.max_total_bytes) {
      Refuse(path, "more than " + std::to_string(limits_.max_total_bytes) + " bytes in all");
    } else {
      return Read(file, size, st, path);
    }
    return OkStatus();
  }

  // Reads what fstat promised and no more, should the file grow meanwhile.
  Status Read(int file, uint64_t size, const struct stat& st, const std::string& path) {
    CollectedFile collected{path, std::string(size, '\0'), st.st_mode & 0111U ? 0755U : 0644U};
    uint64_t done = 0;
    while (done < size) {
      const ssize_t n = ::read(file, collected.data.data() + done, size - done);
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return ErrnoStatus("collect " + Printable(path), errno);
      if (n == 0) break;
      done += static_cast<uint64_t>(n);
    }
    collected.data.resize(done);
    total_ += done;
    collected_.files.push_back(std::move(collected));
    return OkStatus();
  }

  const CollectLimits& limits_;
  Collected collected_;
  uint64_t entries_ = 0, total_ = 0;
  bool full_ = false;
};

}  // namespace

Status CheckRelativePath(std::string_view path) {
  const auto refuse = [&path](const char* why) {
    return InvalidArgument("file name \"" + Printable(path.substr(0, 200)) + "\": " + why);
  };
  if (path.empty()) return refuse("empty");
  if (path.size() > 1024) return refuse("longer than 1024 bytes");
  if (path.front() == '/') return refuse("must be relative to the work folder");
  if (path.find('\0') != std::string_view::npos) return refuse("holds a NUL byte");
  for (size_t at = 0; at <= path.size();) {
    const size_t end = std::min(path.find('/', at), path.size());
    const std::string_view part = path.substr(at, end - at);
    if (part.empty() || part == "." || part == "..") {
      return refuse("may not have empty, \".\" or \"..\" parts");
    }
    if (part.size() > 255) return refuse("a part is longer than 255 bytes");
    at = end + 1;
  }
  return OkStatus();
}

Status PutFileBeneath(int folder, std::string_view path, std::string_view data, unsigned mode,
                      unsigned uid) {
  ASSAY_RETURN_IF_ERROR(CheckRelativePath(path));
  const std::string name(path);
  for (size_t slash = name.find('/'); slash != std::string::npos;
       slash = name.find('/', slash + 1)) {
    // The parent is opened beneath, then the last part is made in it: mkdirat itself would follow
    // links.
    const std::string dir = name.substr(0, slash);
    const size_t last = dir.rfind('/');
    const std::string parent_path = last == std::string::npos ? "." : dir.substr(0, last);
    const UniqueFd parent(OpenBeneath(folder, parent_path, O_RDONLY | O_DIRECTORY));
    if (!parent.valid()) return ErrnoStatus("put " + Printable(path), errno);
    const std::string part = last == std::string::npos ? dir : dir.substr(last + 1);
    if (::mkdirat(parent.get(), part.c_str(), 0755) == 0) {
      if (::fchownat(parent.get(), part.c_str(), uid, uid, AT_SYMLINK_NOFOLLOW) != 0) {
        return ErrnoStatus("put " + Printable(path), errno);
      }
    } else if (errno != EEXIST) {
      return ErrnoStatus("put " + Printable(path), errno);
    }
  }
  const size_t last = name.rfind('/');
  const std::string base = last == std::string::npos ? name : name.substr(last + 1);
  const UniqueFd parent(OpenBeneath(folder, last == std::string::npos ? "." : name.substr(0, last),
                                    O_RDONLY | O_DIRECTORY));
  if (!parent.valid()) return ErrnoStatus("put " + Printable(path), errno);
  // A new file each time: what the program left under the name (a link, a FIFO) is never written
  // through.
  if (::unlinkat(parent.get(), base.c_str(), 0) != 0 && errno != ENOENT) {
    return ErrnoStatus("put " + Printable(path), errno);
  }
  const UniqueFd file(
      OpenBeneath(parent.get(), base, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0600));
  if (!file.valid()) return ErrnoStatus("put " + Printable(path), errno);
  ASSAY_RETURN_IF_ERROR(WriteAll(file.get(), data).Annotate("put " + Printable(path)));
  if (::fchown(file.get(), uid, uid) != 0 || ::fchmod(file.get(), mode & 0777U) != 0) {
    return ErrnoStatus("put " + Printable(path), errno);
  }
  return OkStatus();
}

Result<Collected> CollectBeneath(int folder, const CollectLimits& limits) {
  UniqueFd top(OpenBeneath(folder, ".", O_RDONLY | O_DIRECTORY));
  if (!top.valid()) return ErrnoStatus("collect: open the work folder", errno);
  Collector collector(limits);
  ASSAY_RETURN_IF_ERROR(collector.Folder(std::move(top), "", 0));
  return collector.Take();
}

}  // namespace assay::sandbox
