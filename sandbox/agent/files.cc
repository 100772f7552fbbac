#include "sandbox/agent/files.h"

#include <cstring>

#include "sandbox/agent/paths.h"
#include "sandbox/agent/sys.h"

namespace assay::sandbox::agent {
namespace {

constexpr uint64_t kMaxRefused = 1000;  // named; more are only counted by the last one

bool IsDots(const char* name) {
  return name[0] == '.' && (name[1] == '\0' || (name[1] == '.' && name[2] == '\0'));
}

}  // namespace

void FilePutter::Begin(const PutBegin& put, uint32_t uid, uint32_t gid) {
  size_ = put.size;
  written_ = 0;
  error_ = 0;
  dir_ = sys::OpenFolder(AT_FDCWD, kWorkDir);
  std::string_view rest = put.path;
  while (dir_ >= 0) {
    const size_t slash = rest.find('/');
    const std::string_view part = rest.substr(0, slash);
    std::memcpy(name_, part.data(), part.size());
    name_[part.size()] = '\0';
    if (slash == std::string_view::npos) break;
    rest.remove_prefix(slash + 1);
    if (sys::MkdirAt(dir_, name_, 0755) == 0) {
      sys::Call(SYS_fchownat, dir_, sys::P(name_), uid, gid, AT_SYMLINK_NOFOLLOW);
    }
    const int next = sys::OpenFolder(dir_, name_);
    sys::Close(dir_);
    dir_ = next;
  }
  if (dir_ < 0) {
    error_ = -dir_;
    return;
  }
  // Replace: what stood there, a link or a device perhaps, goes, and the new file is nobody else's.
  const long gone = sys::Call(SYS_unlinkat, dir_, sys::P(name_), 0);
  if (gone < 0 && gone != -ENOENT) {
    error_ = static_cast<int>(-gone);
    return;
  }
  fd_ = sys::OpenAt(dir_, name_, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0600);
  if (fd_ < 0) {
    error_ = -fd_;
    return;
  }
  sys::Call(SYS_fchown, fd_, uid, gid);
  sys::Call(SYS_fchmod, fd_, put.mode);
}

bool FilePutter::Data(std::string_view data) {
  if (data.empty() || data.size() > size_ - written_) return false;
  written_ += data.size();
  while (error_ == 0 && !data.empty()) {
    const long n = sys::Write(fd_, data.data(), data.size());
    if (n == -EINTR) continue;
    if (n <= 0) {
      error_ = n == 0 ? EIO : static_cast<int>(-n);
      break;
    }
    data.remove_prefix(static_cast<size_t>(n));
  }
  return true;
}

int FilePutter::Finish() {
  if (error_ != 0 && fd_ >= 0) sys::Call(SYS_unlinkat, dir_, sys::P(name_), 0);
  sys::Close(fd_);
  sys::Close(dir_);
  fd_ = dir_ = -1;
  return error_;
}

void FileCollector::Refuse(const char* reason) {
  if (++refused_ > kMaxRefused) {
    if (refused_ == kMaxRefused + 1) channel_->Send(FrameType::kRefused, Refused{".", "and more"});
    return;
  }
  channel_->Send(FrameType::kRefused, Refused{path_, reason});
}

bool FileCollector::Run(const Collect& limits) {
  limits_ = limits;
  files_ = bytes_ = refused_ = 0;
  stop_ = false;
  const uint32_t max_depth = limits.max_depth < kMaxDepth ? limits.max_depth : kMaxDepth;
  struct Level {
    int fd;
    size_t path;
    long have, at;
  };
  Level stack[kMaxDepth + 1];
  uint32_t depth = 0;
  stack[0] = {sys::OpenFolder(AT_FDCWD, kWorkDir), 0, 0, 0};
  bool open = stack[0].fd >= 0;
  while (open && !stop_) {
    Level& level = stack[depth];
    if (level.at >= level.have) {
      level.have =
          sys::Call(SYS_getdents64, level.fd, sys::P(entries_[depth]), sizeof entries_[depth]);
      level.at = 0;
      if (level.have <= 0) {
        sys::Close(level.fd);
        if (depth == 0) {
          open = false;
        } else {
          --depth;
        }
        continue;
      }
    }
    const sys::DirEntry entry = sys::EntryAt(entries_[depth] + level.at);
    level.at += entry.length;
    if (IsDots(entry.name)) continue;
    const size_t size = std::strlen(entry.name);
    const size_t begin = level.path == 0 ? 0 : level.path + 1;
    if (begin + size + 1 > kMaxPath - 1) {
      path_[level.path] = '\0';
      Refuse("a path of more than 4095 bytes");
      continue;
    }
    if (level.path > 0) path_[level.path] = '/';
    std::memcpy(path_ + begin, entry.name, size + 1);
    struct stat st {};
    if (sys::StatAt(level.fd, entry.name, &st) != 0) continue;
    if (!S_ISDIR(st.st_mode)) {
      One(level.fd, entry.name, begin + size);
      continue;
    }
    if (depth >= max_depth) {
      Refuse("a folder deeper than the limit");
      continue;
    }
    const int fd = sys::OpenFolder(level.fd, entry.name);
    if (fd < 0) continue;
    stack[++depth] = {fd, begin + size, 0, 0};
  }
  while (open) {
    sys::Close(stack[depth].fd);
    if (depth == 0) break;
    --depth;
  }
  channel_->SendEmpty(FrameType::kCollectDone);
  return channel_->FlushAll();
}

void FileCollector::One(int dir, const char* name, size_t path_length) {
  // O_NONBLOCK: opening a FIFO must not wait; what was opened decides, not what was listed.
  const int fd = sys::OpenAt(dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
  struct stat st {};
  if (fd < 0 || sys::Fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
    sys::Close(fd);
    Refuse(fd == -ELOOP ? "symbolic link" : "not a regular file");
    return;
  }
  if (st.st_nlink > 1) {
    sys::Close(fd);
    Refuse("has more than one hard link");
    return;
  }
  const auto size = static_cast<uint64_t>(st.st_size);
  if (files_ >= limits_.max_files) {
    Refuse("more files than the limit");
    sys::Close(fd);
    stop_ = true;
    return;
  }
  if (size > limits_.max_file_bytes || size > limits_.max_total_bytes - bytes_) {
    Refuse(size > limits_.max_file_bytes ? "larger than the limit for one file"
                                         : "over the limit for all files together");
    sys::Close(fd);
    return;
  }
  ++files_;
  bytes_ += size;
  channel_->Send(FrameType::kFileBegin,
                 FileBegin{static_cast<uint32_t>(st.st_mode) & 0777U, size, {path_, path_length}});
  uint64_t left = size;
  while (left > 0) {
    if (!channel_->HasRoomForData() && !channel_->FlushAll()) sys::Exit(0);
    const size_t want = left < kDataChunk ? static_cast<size_t>(left) : kDataChunk;
    const long n = sys::Read(fd, channel_->DataSpace(), want);
    if (n == -EINTR) continue;
    if (n <= 0) {
      // Nothing runs that could have made it shorter; the announced size is kept all the same.
      std::memset(channel_->DataSpace(), 0, want);
      channel_->CommitData(FrameType::kFileData, want);
      left -= want;
      continue;
    }
    channel_->CommitData(FrameType::kFileData, static_cast<size_t>(n));
    left -= static_cast<uint64_t>(n);
  }
  sys::Close(fd);
}

}  // namespace assay::sandbox::agent
