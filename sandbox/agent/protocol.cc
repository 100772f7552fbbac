#include "sandbox/agent/protocol.h"

#include <cstring>

namespace assay::sandbox::agent {
namespace {

// x86-64 and arm64, the two machines that gVisor runs on, are little-endian: the bytes go out as
// they are.
static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__);

bool IsKnown(uint8_t type) {
  return (type >= static_cast<uint8_t>(FrameType::kConfigure) &&
          type <= static_cast<uint8_t>(FrameType::kZygote)) ||
         (type >= static_cast<uint8_t>(FrameType::kHello) &&
          type <= static_cast<uint8_t>(FrameType::kZygoteReady));
}

bool IsFileMode(uint32_t mode) { return (mode & ~0777U) == 0; }

}  // namespace

char* FrameBuffer::Space(size_t* size) {
  if (begin_ == end_) {
    begin_ = end_ = 0;
  } else if (capacity_ - end_ < kMaxFrame && begin_ > 0) {
    std::memmove(data_, data_ + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  *size = capacity_ - end_;
  return data_ + end_;
}

FrameBuffer::Next FrameBuffer::Pop(Frame* frame) {
  if (bad_) return Next::kBad;
  if (end_ - begin_ < kHeaderBytes) return Next::kMore;
  const char* header = data_ + begin_;
  uint32_t length = 0;
  std::memcpy(&length, header, sizeof length);
  const auto type = static_cast<uint8_t>(header[4]);
  if (length > kMaxPayload || !IsKnown(type) || header[5] != 0 || header[6] != 0 ||
      header[7] != 0) {
    bad_ = true;
    return Next::kBad;
  }
  if (end_ - begin_ < kHeaderBytes + length) return Next::kMore;
  frame->type = static_cast<FrameType>(type);
  frame->payload = {header + kHeaderBytes, length};
  begin_ += kHeaderBytes + length;
  return Next::kFrame;
}

void EncodeHeader(FrameType type, size_t payload, char* header) {
  const auto length = static_cast<uint32_t>(payload);
  std::memcpy(header, &length, sizeof length);
  header[4] = static_cast<char>(type);
  header[5] = header[6] = header[7] = 0;
}

void Writer::Raw(const void* data, size_t size) {
  if (!ok_ || capacity_ - size_ < size) {
    ok_ = false;
    return;
  }
  if (size > 0) std::memcpy(out_ + size_, data, size);
  size_ += size;
}

void Writer::U32(uint32_t value) { Raw(&value, sizeof value); }
void Writer::U64(uint64_t value) { Raw(&value, sizeof value); }

void Writer::String(std::string_view value) {
  if (value.size() > kMaxPayload) {
    ok_ = false;
    return;
  }
  U32(static_cast<uint32_t>(value.size()));
  Raw(value.data(), value.size());
}

bool Cursor::Take(void* out, size_t size) {
  if (!ok_ || rest_.size() < size) {
    ok_ = false;
    return false;
  }
  std::memcpy(out, rest_.data(), size);
  rest_.remove_prefix(size);
  return true;
}

uint32_t Cursor::U32() {
  uint32_t value = 0;
  Take(&value, sizeof value);
  return value;
}

uint64_t Cursor::U64() {
  uint64_t value = 0;
  Take(&value, sizeof value);
  return value;
}

std::string_view Cursor::String() {
  const uint32_t size = U32();
  if (!ok_ || rest_.size() < size) {
    ok_ = false;
    return {};
  }
  const std::string_view value = rest_.substr(0, size);
  rest_.remove_prefix(size);
  return value;
}

bool IsStringList(std::string_view text, uint32_t count) {
  if (count > kMaxArguments) return false;
  if (text.empty()) return count == 0;
  if (text.back() != '\0') return false;
  uint32_t found = 0;
  for (const char c : text) found += c == '\0' ? 1U : 0U;
  return found == count;
}

bool IsSafePath(std::string_view path) {
  if (path.empty() || path.size() >= kMaxPath || path.find('\0') != std::string_view::npos)
    return false;
  while (true) {
    const size_t slash = path.find('/');
    const std::string_view part = path.substr(0, slash);
    if (part.empty() || part == "." || part == ".." || part.size() > 255) return false;
    if (slash == std::string_view::npos) return true;
    path.remove_prefix(slash + 1);
  }
}

void Hello::Encode(Writer& w) const {
  w.U32(magic);
  w.U32(version);
}
bool Hello::Decode(std::string_view payload, Hello* out) {
  Cursor c(payload);
  out->magic = c.U32();
  out->version = c.U32();
  return c.Done() && out->magic == kMagic;
}

void Configure::Encode(Writer& w) const {
  w.U32(version);
  w.U64(disk_bytes);
  w.U32(uid);
  w.U32(gid);
}
bool Configure::Decode(std::string_view payload, Configure* out) {
  Cursor c(payload);
  out->version = c.U32();
  out->disk_bytes = c.U64();
  out->uid = c.U32();
  out->gid = c.U32();
  // Root would be the agent's own user, and the last number means "unchanged" to setresuid.
  return c.Done() && out->version == kVersion && out->uid != 0 && out->gid != 0 &&
         out->uid != UINT32_MAX && out->gid != UINT32_MAX && out->disk_bytes > 0;
}

void PutBegin::Encode(Writer& w) const {
  w.U32(mode);
  w.U64(size);
  w.String(path);
}
bool PutBegin::Decode(std::string_view payload, PutBegin* out) {
  Cursor c(payload);
  out->mode = c.U32();
  out->size = c.U64();
  out->path = c.String();
  return c.Done() && IsFileMode(out->mode) && IsSafePath(out->path);
}

void Run::Encode(Writer& w) const {
  w.U32(keep ? 1 : 0);
  w.U64(file_bytes);
  w.U64(stack_bytes);
  w.U32(processes);
  w.U32(open_files);
  w.String(cwd);
  w.U32(argc);
  w.String(argv);
  w.U32(envc);
  w.String(env);
}
bool Run::Decode(std::string_view payload, Run* out) {
  Cursor c(payload);
  const uint32_t keep = c.U32();
  out->keep = keep == 1;
  out->file_bytes = c.U64();
  out->stack_bytes = c.U64();
  out->processes = c.U32();
  out->open_files = c.U32();
  out->cwd = c.String();
  out->argc = c.U32();
  out->argv = c.String();
  out->envc = c.U32();
  out->env = c.String();
  return c.Done() && keep <= 1 && out->processes > 0 && out->open_files > 3 && !out->cwd.empty() &&
         out->cwd.size() < kMaxPath && out->cwd.front() == '/' &&
         out->cwd.find('\0') == std::string_view::npos && out->argc > 0 &&
         IsStringList(out->argv, out->argc) && IsStringList(out->env, out->envc);
}

void Collect::Encode(Writer& w) const {
  w.U64(max_files);
  w.U64(max_file_bytes);
  w.U64(max_total_bytes);
  w.U32(max_depth);
}
bool Collect::Decode(std::string_view payload, Collect* out) {
  Cursor c(payload);
  out->max_files = c.U64();
  out->max_file_bytes = c.U64();
  out->max_total_bytes = c.U64();
  out->max_depth = c.U32();
  return c.Done();
}

void Credit::Encode(Writer& w) const { w.U32(bytes); }
bool Credit::Decode(std::string_view payload, Credit* out) {
  Cursor c(payload);
  out->bytes = c.U32();
  return c.Done() && out->bytes > 0 && out->bytes <= kStdinWindow;
}

void Exited::Encode(Writer& w) const {
  w.U32(flags);
  w.U32(wait_status);
  w.U32(exec_errno);
  w.U64(user_us);
  w.U64(system_us);
  w.U64(max_rss_kib);
  w.String(file_at_limit);
}
bool Exited::Decode(std::string_view payload, Exited* out) {
  Cursor c(payload);
  out->flags = c.U32();
  out->wait_status = c.U32();
  out->exec_errno = c.U32();
  out->user_us = c.U64();
  out->system_us = c.U64();
  out->max_rss_kib = c.U64();
  out->file_at_limit = c.String();
  // Ended, not stopped: either an exit code in the second byte, or a signal with perhaps a core
  // flag.
  const uint32_t status = out->wait_status;
  const uint32_t signal = status & 0x7fU;
  const bool ended =
      signal == 0 ? (status & ~0xff00U) == 0 : signal <= 64 && (status & ~0xffU) == 0;
  return c.Done() && ended && (out->flags & ~kKilled) == 0 && out->exec_errno < 4096 &&
         out->file_at_limit.size() < kMaxPath;
}

void ZygoteReady::Encode(Writer& w) const { w.U32(error); }
bool ZygoteReady::Decode(std::string_view payload, ZygoteReady* out) {
  Cursor c(payload);
  out->error = c.U32();
  return c.Done() && out->error < 4096;
}

void FileBegin::Encode(Writer& w) const {
  w.U32(mode);
  w.U64(size);
  w.String(path);
}
bool FileBegin::Decode(std::string_view payload, FileBegin* out) {
  Cursor c(payload);
  out->mode = c.U32();
  out->size = c.U64();
  out->path = c.String();
  return c.Done() && IsFileMode(out->mode) && IsSafePath(out->path);
}

void Refused::Encode(Writer& w) const {
  w.String(path);
  w.String(reason);
}
bool Refused::Decode(std::string_view payload, Refused* out) {
  Cursor c(payload);
  out->path = c.String();
  out->reason = c.String();
  return c.Done() && out->path.size() < kMaxPath && out->reason.size() < kMaxPath;
}

void Error::Encode(Writer& w) const {
  w.U32(error);
  w.String(text);
}
bool Error::Decode(std::string_view payload, Error* out) {
  Cursor c(payload);
  out->error = c.U32();
  out->text = c.String();
  return c.Done() && out->error < 4096 && out->text.size() < kMaxPath;
}

}  // namespace assay::sandbox::agent
