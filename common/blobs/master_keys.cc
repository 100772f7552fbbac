#include "common/blobs/master_keys.h"

#include "common/blobs/file_io.h"
#include "common/crypto/encoding.h"
#include "common/crypto/mac.h"
#include "common/crypto/seal.h"

namespace assay::blobs {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPrefix = "assay-master-key-1:";
constexpr size_t kMaxKeys = 100;

std::string NewLine() {
  std::string line(kPrefix);
  std::string digits = crypto::HexEncode(crypto::Key::Random().bytes());
  line += digits;
  line += '\n';
  crypto::Wipe(digits);
  return line;
}

// Tells a key from others and says nothing about it.
uint64_t IdOf(const crypto::Key& key) {
  uint64_t id = 0;
  for (const char c : crypto::HkdfSha256(key.bytes(), {}, "assay.master-key-id.1", 8))
    id = (id << 8U) | static_cast<uint8_t>(c);
  return id;
}

Result<crypto::Key> ParseLine(std::string_view line) {
  if (!line.starts_with(kPrefix)) return InvalidArgument("no \"assay-master-key-1:\"");
  ASSAY_ASSIGN_OR_RETURN(std::string bytes, crypto::HexDecode(line.substr(kPrefix.size())));
  Result<crypto::Key> key = crypto::Key::FromBytes(bytes);
  crypto::Wipe(bytes);
  return key;
}

Result<std::vector<crypto::Key>> Parse(std::string_view text) {
  std::vector<crypto::Key> keys;
  for (int number = 1; !text.empty(); ++number) {
    const size_t end = text.find('\n');
    Result<crypto::Key> key = end == std::string_view::npos ? InvalidArgument("no end of line")
                                                            : ParseLine(text.substr(0, end));
    if (!key.ok()) return std::move(key).status().Annotate("line " + std::to_string(number));
    keys.push_back(*std::move(key));
    text.remove_prefix(end + 1);
  }
  if (keys.empty() || keys.size() > kMaxKeys)
    return InvalidArgument("it must hold 1 to " + std::to_string(kMaxKeys) + " keys");
  return keys;
}

Result<std::vector<crypto::Key>> ReadKeys(const fs::path& file) {
  ASSAY_ASSIGN_OR_RETURN(std::string text, ReadSecretFile(file));
  Result<std::vector<crypto::Key>> keys = Parse(text);
  crypto::Wipe(text);
  if (!keys.ok()) return std::move(keys).status().Annotate("master key " + file.string());
  return keys;
}

Status Replace(const fs::path& file, std::string text) {
  const Status status = ReplaceSecretFile(file, text);
  crypto::Wipe(text);
  return status;
}

}  // namespace

Status CreateMasterKey(const fs::path& file) {
  std::string line = NewLine();
  const Status status = CreateSecretFile(file, line);
  crypto::Wipe(line);
  return status;
}

Status AddMasterKey(const fs::path& file) {
  ASSAY_RETURN_IF_ERROR(ReadKeys(file).status());
  ASSAY_ASSIGN_OR_RETURN(std::string text, ReadSecretFile(file));
  text.insert(0, NewLine());
  return Replace(file, std::move(text));
}

Status RemoveOldMasterKeys(const fs::path& file) {
  ASSAY_RETURN_IF_ERROR(ReadKeys(file).status());
  ASSAY_ASSIGN_OR_RETURN(std::string text, ReadSecretFile(file));
  std::string first = text.substr(0, text.find('\n') + 1);
  crypto::Wipe(text);
  return Replace(file, std::move(first));
}

// ---------------------------------------------------------------------------- what a program holds

Result<std::unique_ptr<MasterKeys>> MasterKeys::Load(const fs::path& file) {
  std::unique_ptr<MasterKeys> keys(new MasterKeys(file));
  ASSAY_RETURN_IF_ERROR(keys->Reload());
  return keys;
}

Status MasterKeys::Reload() {
  ASSAY_ASSIGN_OR_RETURN(std::vector<crypto::Key> keys, ReadKeys(file_));
  masters_.clear();
  for (crypto::Key& key : keys) {
    const uint64_t id = IdOf(key);
    masters_.push_back({id, std::move(key)});
  }
  return OkStatus();
}

const MasterKeys::Master* MasterKeys::Find(uint64_t id) const {
  for (const Master& master : masters_)
    if (master.id == id) return &master;
  return nullptr;
}

Result<std::string> MasterKeys::Seal(std::string_view secret, std::string_view context) {
  const std::lock_guard lock(mutex_);
  ASSAY_RETURN_IF_ERROR(Reload());
  return crypto::Seal(masters_.front().key, masters_.front().id, secret, context);
}

Result<std::string> MasterKeys::Open(std::string_view sealed, std::string_view context) {
  ASSAY_ASSIGN_OR_RETURN(const uint64_t id, crypto::SealedKeyId(sealed));
  const std::lock_guard lock(mutex_);
  if (Find(id) == nullptr) ASSAY_RETURN_IF_ERROR(Reload());
  const Master* master = Find(id);
  if (master == nullptr) {
    return DataLoss("sealed with a master key that " + file_.string() +
                    " does not hold; put the line of that key back at the end of the file");
  }
  return crypto::Open(master->key, sealed, context);
}

std::vector<crypto::Key> MasterKeys::Derive(std::string_view purpose) {
  const std::lock_guard lock(mutex_);
  std::vector<crypto::Key> keys;
  for (const Master& master : masters_) keys.push_back(crypto::DeriveKey(master.key, purpose));
  return keys;
}

Result<bool> MasterKeys::IsNewest(std::string_view sealed) {
  ASSAY_ASSIGN_OR_RETURN(const uint64_t id, crypto::SealedKeyId(sealed));
  const std::lock_guard lock(mutex_);
  ASSAY_RETURN_IF_ERROR(Reload());
  return masters_.front().id == id;
}

}  // namespace assay::blobs
