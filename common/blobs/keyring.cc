#include "common/blobs/keyring.h"

#include <algorithm>
#include <set>

#include "common/crypto/encoding.h"

namespace assay::blobs {
namespace {

constexpr size_t kMaxTenantBytes = 100;
constexpr size_t kMaxRemembered = 10'000;
constexpr uint64_t kMaxWrappedBytes = 4096;
constexpr size_t kVersionDigits = 8;
constexpr size_t kIdDigits = 16;
constexpr std::string_view kKeys = "keys/";
constexpr std::string_view kTombstone = "shredded";

std::string Prefix(std::string_view tenant) {
  return std::string(kKeys) + std::string(tenant) + "/";
}

std::string TombstoneOf(std::string_view tenant) {
  return Prefix(tenant) + std::string(kTombstone);
}

// "keys/TENANT/LAST" apart.
struct Parts {
  std::string_view tenant, last;
};
Parts Split(std::string_view object) {
  const size_t first = object.find('/'), second = object.find('/', first + 1);
  return {object.substr(first + 1, second - first - 1), object.substr(second + 1)};
}

std::string Context(std::string_view object) {
  // The object's name holds the tenant, the version and the id.
  return "assay.data-key.1" + std::string(1, '\0') + std::string(object);
}

bool IsKeyName(std::string_view last) {
  return last.size() == kVersionDigits + 1 + kIdDigits && last[kVersionDigits] == '-' &&
         crypto::HexDecode(last.substr(0, kVersionDigits)).ok() &&
         crypto::HexDecode(last.substr(kVersionDigits + 1)).ok();
}

uint64_t Number(std::string_view hex) {
  uint64_t value = 0;
  const Result<std::string> bytes = crypto::HexDecode(hex);
  for (const char c : *bytes) value = (value << 8U) | static_cast<uint8_t>(c);
  return value;
}

std::string NewKeyObject(std::string_view tenant, uint32_t version) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(version >> shift);
  return Prefix(tenant) + crypto::HexEncode(bytes) + "-" +
         crypto::HexEncode(crypto::RandomBytes(8));
}

Status IsShredded(std::string_view tenant) {
  return FailedPrecondition("tenant " + std::string(tenant) +
                            " was shredded: nothing can be stored for it any more");
}

}  // namespace

Status CheckTenant(std::string_view tenant) {
  if (tenant.size() > kMaxTenantBytes || tenant.find('/') != std::string_view::npos ||
      !CheckObjectName(tenant).ok() || tenant.front() == '-' || tenant.front() == '_')
    return InvalidArgument("a tenant's name is [A-Za-z0-9][A-Za-z0-9._-]{0,99}");
  return OkStatus();
}

// ---------------------------------------------------------------------------- reading

Result<TenantKeys> Keyring::Get(std::string_view tenant, Freshness freshness) {
  ASSAY_RETURN_IF_ERROR(CheckTenant(tenant));
  const Clock::time_point called = Clock::now();
  const std::shared_ptr<Entry> entry = EntryOf(tenant);
  const std::lock_guard lock(entry->mutex);
  const bool known = entry->asked != Clock::time_point{};
  // Whoever waited for the lock may find that the store was asked meanwhile: many callers, few
  // questions.
  if (known && entry->asked >= called) return entry->keys;
  if (known && freshness == Freshness::kRemembered && called - entry->asked < remember_)
    return entry->keys;
  const Clock::time_point asked = Clock::now();
  ASSAY_ASSIGN_OR_RETURN(entry->keys, Load(tenant, entry->keys));
  entry->asked = asked;
  return entry->keys;
}

std::shared_ptr<Keyring::Entry> Keyring::EntryOf(std::string_view tenant) {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(tenant);
  if (found != entries_.end()) return found->second;
  if (entries_.size() >= kMaxRemembered) entries_.clear();
  return entries_.emplace(tenant, std::make_shared<Entry>()).first->second;
}

Result<TenantKeys> Keyring::Load(std::string_view tenant, const TenantKeys& known) {
  std::vector<std::string> names;
  TenantKeys loaded;
  ASSAY_RETURN_IF_ERROR(objects_.List(Prefix(tenant), [&](std::string_view object, uint64_t) {
    const Parts parts = Split(object);
    if (parts.last == kTombstone) loaded.shredded = true;
    if (IsKeyName(parts.last)) names.emplace_back(object);
    return OkStatus();
  }));
  if (loaded.shredded) return loaded;
  std::sort(names.rbegin(), names.rend());  // by version, then id
  for (const std::string& name : names) {
    const auto same = [&](const auto& key) { return key->object == name; };
    const auto held = std::find_if(known.keys.begin(), known.keys.end(), same);
    if (held != known.keys.end()) {
      loaded.keys.push_back(*held);
      continue;
    }
    auto key = Unwrap(tenant, name, Split(name).last);
    if (key.status().code() == StatusCode::kNotFound) continue;  // removed since the list
    if (!key.ok()) return std::move(key).status();
    // Another process may have made it a moment ago; what is stored under it must not outlast it.
    ASSAY_RETURN_IF_ERROR(objects_.Settle(name));
    loaded.keys.push_back(*std::move(key));
  }
  return loaded;
}

Result<std::shared_ptr<const DataKey>> Keyring::Unwrap(std::string_view tenant,
                                                       const std::string& object,
                                                       std::string_view version_and_id) {
  ASSAY_ASSIGN_OR_RETURN(const std::string wrapped, objects_.Get(object, kMaxWrappedBytes));
  Result<std::string> secret = masters_.Open(wrapped, Context(object));
  if (!secret.ok()) {
    return std::move(secret).status().Annotate("data key " + object + " of tenant " +
                                               std::string(tenant));
  }
  const Result<crypto::Key> key = crypto::Key::FromBytes(*secret);
  crypto::Wipe(*secret);
  if (!key.ok()) return DataLoss("data key " + object + ": " + key.status().message());
  const auto version = static_cast<uint32_t>(Number(version_and_id.substr(0, kVersionDigits)));
  const uint64_t id = Number(version_and_id.substr(kVersionDigits + 1));
  return std::shared_ptr<const DataKey>(
      std::make_shared<DataKey>(DeriveDataKey(object, version, id, *key)));
}

// ---------------------------------------------------------------------------- making

Result<TenantKeys> Keyring::GetOrCreate(std::string_view tenant) {
  ASSAY_ASSIGN_OR_RETURN(TenantKeys keys, Get(tenant, Freshness::kRemembered));
  if (!keys.shredded && keys.keys.empty()) {
    ASSAY_RETURN_IF_ERROR(AddVersion(tenant));
    ASSAY_ASSIGN_OR_RETURN(keys, Get(tenant, Freshness::kNow));
  }
  if (keys.shredded) return IsShredded(tenant);
  if (keys.keys.empty())
    return Unavailable("the new key of tenant " + std::string(tenant) + " is gone");
  return keys;
}

Status Keyring::AddVersion(std::string_view tenant) {
  ASSAY_ASSIGN_OR_RETURN(const TenantKeys keys, Get(tenant, Freshness::kNow));
  if (keys.shredded) return IsShredded(tenant);
  const uint32_t version = keys.keys.empty() ? 1 : keys.keys.front()->version + 1;
  const std::string object = NewKeyObject(tenant, version);
  const crypto::Key key = crypto::Key::Random();
  ASSAY_ASSIGN_OR_RETURN(const std::string wrapped, masters_.Seal(key.bytes(), Context(object)));
  ASSAY_RETURN_IF_ERROR(objects_.Put(object, wrapped));
  // A shredding that began before the key was there has not seen it.
  ASSAY_ASSIGN_OR_RETURN(const bool shredded, Shredded(tenant));
  if (!shredded) return OkStatus();
  ASSAY_RETURN_IF_ERROR(objects_.Destroy(object));
  return IsShredded(tenant);
}

Result<bool> Keyring::Shredded(std::string_view tenant) {
  ASSAY_ASSIGN_OR_RETURN(const auto size, objects_.Size(TombstoneOf(tenant)));
  return size.has_value();
}

// ---------------------------------------------------------------------------- destroying

Status Keyring::Remove(std::string_view tenant, const DataKey& key) {
  ASSAY_RETURN_IF_ERROR(objects_.Destroy(key.object));
  return Get(tenant, Freshness::kNow).status();
}

Status Keyring::Shred(std::string_view tenant) {
  ASSAY_RETURN_IF_ERROR(CheckTenant(tenant));
  ASSAY_RETURN_IF_ERROR(objects_.Put(TombstoneOf(tenant), "shredded\n"));
  std::vector<std::string> doomed;
  ASSAY_RETURN_IF_ERROR(objects_.List(Prefix(tenant), [&](std::string_view object, uint64_t) {
    if (Split(object).last != kTombstone) doomed.emplace_back(object);
    return OkStatus();
  }));
  for (const std::string& object : doomed) ASSAY_RETURN_IF_ERROR(objects_.Destroy(object));
  return Get(tenant, Freshness::kNow).status();  // and what was remembered is wiped
}

// ---------------------------------------------------------------------------- the master key

Result<std::vector<std::string>> Keyring::ListKeyObjects() {
  std::vector<std::string> objects;
  ASSAY_RETURN_IF_ERROR(objects_.List(kKeys, [&](std::string_view object, uint64_t) {
    if (IsKeyName(Split(object).last)) objects.emplace_back(object);
    return OkStatus();
  }));
  return objects;
}

Result<size_t> Keyring::RewrapAll() {
  ASSAY_ASSIGN_OR_RETURN(const std::vector<std::string> objects, ListKeyObjects());
  size_t count = 0;
  for (const std::string& object : objects) {
    const Result<bool> done = Rewrap(object);
    if (done.status().code() == StatusCode::kNotFound) continue;  // removed meanwhile
    if (!done.ok()) return done.status();
    count += *done ? 1 : 0;
  }
  return count;
}

Result<bool> Keyring::Rewrap(const std::string& object) {
  ASSAY_ASSIGN_OR_RETURN(const std::string wrapped, objects_.Get(object, kMaxWrappedBytes));
  const Result<bool> newest = masters_.IsNewest(wrapped);
  if (!newest.ok()) return newest.status().Annotate("data key " + object);
  if (*newest) return false;
  Result<std::string> secret = masters_.Open(wrapped, Context(object));
  if (!secret.ok()) return std::move(secret).status().Annotate("data key " + object);
  Result<std::string> again = masters_.Seal(*secret, Context(object));
  crypto::Wipe(*secret);
  if (!again.ok()) return std::move(again).status();
  ASSAY_RETURN_IF_ERROR(objects_.Put(object, *again));
  // What was shredded between Get and Put must not rise again.
  ASSAY_ASSIGN_OR_RETURN(const bool shredded, Shredded(Split(object).tenant));
  if (shredded) ASSAY_RETURN_IF_ERROR(objects_.Destroy(object));
  return !shredded;
}

Status Keyring::CheckAllNewest() {
  ASSAY_ASSIGN_OR_RETURN(const std::vector<std::string> objects, ListKeyObjects());
  for (const std::string& object : objects) {
    ASSAY_ASSIGN_OR_RETURN(const std::string wrapped, objects_.Get(object, kMaxWrappedBytes));
    const Result<bool> newest = masters_.IsNewest(wrapped);
    if (!newest.ok()) return newest.status().Annotate("data key " + object);
    if (!*newest) {
      return FailedPrecondition("data key " + object +
                                " is wrapped by an older master key; rewrap all keys first");
    }
  }
  return OkStatus();
}

Status Keyring::ListTenants(
    const std::function<Status(std::string_view tenant, bool shredded)>& each) {
  std::map<std::string, bool, std::less<>> tenants;
  ASSAY_RETURN_IF_ERROR(objects_.List(kKeys, [&](std::string_view object, uint64_t) {
    const Parts parts = Split(object);
    tenants[std::string(parts.tenant)] |= parts.last == kTombstone;
    return OkStatus();
  }));
  for (const auto& [tenant, shredded] : tenants) ASSAY_RETURN_IF_ERROR(each(tenant, shredded));
  return OkStatus();
}

}  // namespace assay::blobs
