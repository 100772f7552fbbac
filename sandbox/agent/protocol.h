#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

// The protocol between a worker and the agent inside a gVisor sandbox (docs/agent-protocol.md).
// Shared by both ends, so it allocates nothing and links nothing: the agent is a static program
// without a library. Neither end trusts the other's bytes.
namespace assay::sandbox::agent {

constexpr uint32_t kMagic = 0x47415341;  // "ASAG" in the order of the bytes
constexpr uint32_t kVersion = 3;
constexpr size_t kHeaderBytes = 8;
constexpr size_t kMaxPayload = 256U * 1024U;
constexpr size_t kMaxFrame = kHeaderBytes + kMaxPayload;
constexpr size_t kDataChunk = 64U * 1024U;  // of one data frame, as the two ends send them
constexpr uint32_t kStdinWindow =
    128U * 1024U;  // stdin bytes the host may send before it gets credit
constexpr size_t kMaxPath = 4096;
constexpr uint32_t kMaxArguments = 8192;  // argv and environment, each

enum class FrameType : uint8_t {
  // From the host.
  kConfigure = 1,
  kPutBegin = 2,
  kPutData = 3,
  kRun = 4,
  kStdinData = 5,
  kStdinEof = 6,
  kKill = 7,
  kCollect = 8,
  kZygote = 9,
  // From the agent.
  kHello = 64,
  kReady = 65,
  kPutDone = 66,
  kCredit = 67,
  kStdout = 68,
  kStderr = 69,
  kExited = 70,
  kFileBegin = 71,
  kFileData = 72,
  kRefused = 73,
  kCollectDone = 74,
  kError = 75,
  kZygoteReady = 76,
};

struct Frame {
  FrameType type{};
  std::string_view payload;  // into the FrameBuffer, until its next Space()
};

// Cuts a byte stream into frames, in storage of a fixed size that the owner provides (at least
// kMaxFrame).
class FrameBuffer {
 public:
  enum class Next : uint8_t { kFrame, kMore, kBad };

  FrameBuffer(char* storage, size_t capacity) : data_(storage), capacity_(capacity) {}

  // Where the next bytes of the stream go, and how many fit; never zero unless a whole frame waits.
  char* Space(size_t* size);
  void Added(size_t size) { end_ += size; }

  // kBad for a length over kMaxPayload, an unknown type or a reserved byte that is not zero; it
  // stays kBad.
  Next Pop(Frame* frame);
  bool empty() const { return begin_ == end_; }

 private:
  char* data_;
  size_t capacity_, begin_ = 0, end_ = 0;
  bool bad_ = false;
};

void EncodeHeader(FrameType type, size_t payload, char* header);

// Fields of a payload: little-endian integers, and strings with a u32 length before them.
class Writer {
 public:
  Writer(char* out, size_t capacity) : out_(out), capacity_(capacity) {}
  void U32(uint32_t value);
  void U64(uint64_t value);
  void String(std::string_view value);
  bool ok() const { return ok_; }  // false once something did not fit
  size_t size() const { return size_; }

 private:
  void Raw(const void* data, size_t size);
  char* out_;
  size_t capacity_, size_ = 0;
  bool ok_ = true;
};

class Cursor {
 public:
  explicit Cursor(std::string_view payload) : rest_(payload) {}
  uint32_t U32();
  uint64_t U64();
  std::string_view String();
  bool Done() const { return ok_ && rest_.empty(); }  // everything was there and nothing is left

 private:
  bool Take(void* out, size_t size);
  std::string_view rest_;
  bool ok_ = true;
};

// `count` strings, each ended by a NUL, and nothing else. True for count 0 with an empty text.
bool IsStringList(std::string_view text, uint32_t count);

// A relative path that stays below where it starts: no "..", ".", empty part, NUL; at most kMaxPath
// - 1 bytes.
bool IsSafePath(std::string_view path);

// Each message: Encode appends its payload; Decode is false for anything but exactly such a payload
// whose values make sense. Strings point into the payload.
struct Hello {
  uint32_t magic = kMagic, version = kVersion;
  void Encode(Writer& w) const;
  static bool Decode(std::string_view payload, Hello* out);
};

struct Configure {
  uint32_t version = kVersion;
  uint64_t disk_bytes = 0;
  uint32_t uid = 0, gid = 0;
  void Encode(Writer& w) const;
  static bool Decode(std::string_view payload, Configure* out);
};

struct PutBegin {
  uint32_t mode = 0644;
  uint64_t size = 0;
  std::string_view path = {};
  void Encode(Writer& w) const;
  static bool Decode(std::string_view payload, PutBegin* out);
};

struct Run {
  bool keep = false;
  uint64_t file_bytes = 0, stack_bytes = 0;
  uint32_t processes = 0, open_files = 0;
  std::string_view cwd = {};
  uint32_t argc = 0, envc = 0;
  std::string_view argv = {}, env = {};  // string lists
  void Encode(Writer& w) const;
  static bool Decode(std::string_view payload, Run* out);
};

struct Collect {
  uint64_t max_files = 0, max_file_bytes = 0, max_total_bytes = 0;
  uint32_t max_depth = 0;
  void Encode(Writer& w) const;
  static bool Decode(std::string_view payload, Collect* out);
};

struct Credit {
  uint32_t bytes = 0;
  void Encode(Writer& w) const;
  static bool Decode(std::string_view payload, Credit* out);
};

struct Exited {
  static constexpr uint32_t kKilled = 1;  // the agent killed it because the host said so
  uint32_t flags = 0;
  uint32_t wait_status = 0;  // as waitpid gives it
  uint32_t exec_errno = 0;   // not 0: the program was never started
  uint64_t user_us = 0, system_us = 0,
           max_rss_kib = 0;  // the guest kernel's word, for cross-checks only
  std::string_view file_at_limit = {};
  void Encode(Writer& w) const;
  static bool Decode(std::string_view payload, Exited* out);
};

struct ZygoteReady {
  uint32_t error = 0;  // errno; not 0: runs go on without it
  void Encode(Writer& w) const;
  static bool Decode(std::string_view payload, ZygoteReady* out);
};

struct FileBegin {
  uint32_t mode = 0;
  uint64_t size = 0;
  std::string_view path = {};
  void Encode(Writer& w) const;
  static bool Decode(std::string_view payload, FileBegin* out);
};

struct Refused {
  std::string_view path = {}, reason = {};
  void Encode(Writer& w) const;
  static bool Decode(std::string_view payload, Refused* out);
};

struct Error {
  uint32_t error = 0;  // errno
  std::string_view text = {};
  void Encode(Writer& w) const;
  static bool Decode(std::string_view payload, Error* out);
};

}  // namespace assay::sandbox::agent
