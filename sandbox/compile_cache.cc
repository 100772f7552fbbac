#include "sandbox/compile_cache.h"

#include <algorithm>
#include <cstring>
#include <system_error>

#include "common/files.h"
#include "common/sha256.h"

namespace assay::sandbox {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kMagic = "assay-compile-1\n";
constexpr size_t kDigestSize = 64;
constexpr uint64_t kMaxEntryBytes = 512 * kMiB;

void PutNumber(std::string& out, uint64_t value) {
  for (int shift = 0; shift < 64; shift += 8) out += static_cast<char>((value >> shift) & 0xffU);
}

void PutText(std::string& out, std::string_view text) {
  PutNumber(out, text.size());
  out += text;
}

// Reads what Put* wrote; every length is checked against what is left.
class Reader {
 public:
  explicit Reader(std::string_view rest) : rest_(rest) {}
  uint64_t Number() {
    if (rest_.size() < 8) {
      ok_ = false;
      return 0;
    }
    uint64_t value = 0;
    for (unsigned i = 0; i < 8; ++i) {
      value |= static_cast<uint64_t>(static_cast<unsigned char>(rest_[i])) << (8 * i);
    }
    rest_.remove_prefix(8);
    return value;
  }
  std::string Text() {
    const uint64_t size = Number();
    if (!ok_ || size > rest_.size()) {
      ok_ = false;
      return {};
    }
    std::string text(rest_.substr(0, size));
    rest_.remove_prefix(size);
    return text;
  }
  bool ok() const { return ok_; }
  bool AtEnd() const { return ok_ && rest_.empty(); }
  size_t left() const { return rest_.size(); }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

}  // namespace

Result<CompileCache> CompileCache::Open(fs::path folder, uint64_t max_bytes) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return ErrnoStatus("compile cache " + folder.string(), error.value());
  return CompileCache(std::move(folder), max_bytes);
}

std::string CompileCache::Key(std::string_view image_digest,
                              const std::vector<std::vector<std::string>>& commands,
                              const RunSpec& spec, std::vector<CollectedFile> files) {
  Sha256 hash;
  hash.UpdateField(kMagic);
  hash.UpdateField(image_digest);
  // Each list with its length: without, one list's end could be read as the next one's beginning.
  hash.UpdateField(std::to_string(commands.size()));
  for (const auto& command : commands) {
    hash.UpdateField(std::to_string(command.size()));
    for (const std::string& word : command) hash.UpdateField(word);
  }
  hash.UpdateField(std::to_string(spec.env.size()));
  for (const std::string& variable : spec.env) hash.UpdateField(variable);
  const Limits& l = spec.limits;
  for (const uint64_t number :
       {static_cast<uint64_t>(l.cpu.count()), static_cast<uint64_t>(l.wall.count()),
        static_cast<uint64_t>(l.idle.count()), l.memory_bytes, static_cast<uint64_t>(l.processes),
        l.file_bytes, l.stdout_bytes, l.stderr_bytes, static_cast<uint64_t>(l.open_files),
        l.stack_bytes}) {
    hash.UpdateField(std::to_string(number));
  }
  std::sort(files.begin(), files.end(),
            [](const CollectedFile& a, const CollectedFile& b) { return a.path < b.path; });
  for (const CollectedFile& file : files) {
    hash.UpdateField(file.path);
    hash.UpdateField(std::to_string(file.mode));
    hash.UpdateField(file.data);
  }
  return hash.Hex();
}

std::string CompileCache::Encode(const CompileResult& result) {
  std::string body;
  const Outcome& o = result.outcome;
  PutNumber(body, static_cast<uint64_t>(o.exit_code.value_or(-1)));
  for (const auto time : {o.cpu, o.user, o.system, o.wall}) {
    PutNumber(body, static_cast<uint64_t>(time.count()));
  }
  PutNumber(body, o.peak_memory_bytes);
  PutNumber(body, o.stdout_bytes);
  PutNumber(body, o.stderr_bytes);
  PutText(body, o.out);
  PutText(body, o.err);
  PutNumber(body, result.files.size());
  for (const CollectedFile& file : result.files) {
    PutText(body, file.path);
    PutNumber(body, file.mode);
    PutText(body, file.data);
  }
  return std::string(kMagic) + Sha256Hex(body) + body;
}

Result<CompileResult> CompileCache::Decode(std::string_view bytes) {
  if (bytes.size() < kMagic.size() + kDigestSize || bytes.substr(0, kMagic.size()) != kMagic) {
    return DataLoss("compile cache: not an entry of this version");
  }
  const std::string_view digest = bytes.substr(kMagic.size(), kDigestSize);
  const std::string_view body = bytes.substr(kMagic.size() + kDigestSize);
  if (Sha256Hex(body) != digest) return DataLoss("compile cache: the entry's digest is wrong");
  Reader reader(body);
  CompileResult result;
  Outcome& o = result.outcome;
  o.exit_code = static_cast<int>(reader.Number());
  for (Nanoseconds* time : {&o.cpu, &o.user, &o.system, &o.wall}) {
    *time = Nanoseconds(static_cast<int64_t>(reader.Number()));
  }
  o.peak_memory_bytes = reader.Number();
  o.stdout_bytes = reader.Number();
  o.stderr_bytes = reader.Number();
  o.out = reader.Text();
  o.err = reader.Text();
  const uint64_t count = reader.Number();
  for (uint64_t i = 0; i < count && reader.ok(); ++i) {
    CollectedFile file;
    file.path = reader.Text();
    file.mode = static_cast<unsigned>(reader.Number());
    file.data = reader.Text();
    result.files.push_back(std::move(file));
  }
  if (!reader.AtEnd())
    return DataLoss("compile cache: the entry is cut short or has more behind it");
  return result;
}

std::optional<CompileResult> CompileCache::Find(const std::string& key) const {
  const fs::path path = folder_ / key;
  auto bytes = ReadFile(path, kMaxEntryBytes);
  if (!bytes.ok()) return std::nullopt;
  auto result = Decode(*bytes);
  std::error_code ignored;
  if (!result.ok()) {
    fs::remove(path, ignored);
    return std::nullopt;
  }
  fs::last_write_time(path, fs::file_time_type::clock::now(), ignored);  // for eviction by last use
  return std::move(*result);
}

Status CompileCache::Store(const std::string& key, const CompileResult& result) const {
  if (result.outcome.limit != Limit::kNone || !result.outcome.exit_code) return OkStatus();
  // A compiler that could not be started says nothing about the sources.
  if (result.outcome.evidence.exec_errno != 0) return OkStatus();
  const std::string bytes = Encode(result);
  if (bytes.size() > kMaxEntryBytes) return OkStatus();
  ASSAY_RETURN_IF_ERROR(WriteFileAtomically(folder_ / key, bytes, 0600));
  Evict();
  return OkStatus();
}

void CompileCache::Evict() const {
  struct Entry {
    fs::path path;
    fs::file_time_type used;
    uint64_t size;
  };
  std::vector<Entry> entries;
  uint64_t total = 0;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder_, error)) {
    const uint64_t size = entry.file_size(error);
    if (error) continue;
    entries.push_back({entry.path(), entry.last_write_time(error), size});
    total += size;
  }
  if (total <= max_bytes_) return;
  std::sort(entries.begin(), entries.end(),
            [](const Entry& a, const Entry& b) { return a.used < b.used; });
  for (const Entry& entry : entries) {
    if (total <= max_bytes_) break;
    fs::remove(entry.path, error);
    total -= entry.size;
  }
}

}  // namespace assay::sandbox
