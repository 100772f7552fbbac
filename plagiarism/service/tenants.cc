#include "plagiarism/service/tenants.h"

#include "common/crypto/encoding.h"
#include "common/crypto/mac.h"
#include "common/crypto/seal.h"
#include "common/sha256.h"
#include "plagiarism/index/journal.h"

namespace assay::plagiarism {
namespace {

using database::Params;
using database::Statement;

constexpr Statement kGetKey = {"tenant_key",
                               "SELECT sealed_key FROM plagiarism.tenants WHERE tenant = $1"};
// Of two that make one at the same time the first wins, and both read it.
constexpr Statement kPutKey = {"tenant_put_key", R"(
INSERT INTO plagiarism.tenants (tenant, sealed_key) VALUES ($1, $2) ON CONFLICT DO NOTHING)"};
constexpr Statement kReseal = {"tenant_reseal", R"(
UPDATE plagiarism.tenants SET sealed_key = $2 WHERE tenant = $1 AND sealed_key = $3)"};
constexpr Statement kAll = {"tenant_all", R"(
SELECT t.tenant, t.sealed_key,
       (SELECT count(*) FROM plagiarism.submissions s WHERE s.tenant = t.tenant AND s.state = 0)
FROM plagiarism.tenants t ORDER BY t.tenant)"};
constexpr Statement kFromTheStart = {"tenant_from_the_start",
                                     "UPDATE plagiarism.feed_cursor SET number = 0"};

std::string ContextOf(const std::string& tenant) { return "assay.plagiarism.tenant.1/" + tenant; }

std::string ShortMac(const crypto::Key& key, std::string_view text) {
  return crypto::HexEncode(crypto::HmacSha256(key.bytes(), text).substr(0, 16));
}

}  // namespace

Tenant::Tenant(crypto::Key key, std::unique_ptr<Index> index)
    : seal_(crypto::DeriveKey(key, "assay similarity rows")),
      people_(crypto::DeriveKey(key, "assay similarity erased people")),
      pseudonyms_(crypto::DeriveKey(key, "assay similarity pseudonyms")),
      labels_(crypto::DeriveKey(key, "assay similarity foreign labels")),
      index_(std::move(index)) {}

Result<std::string> Tenant::Seal(std::string_view plain, std::string_view context) const {
  ASSAY_ASSIGN_OR_RETURN(const std::string sealed, crypto::Seal(seal_, 1, plain, context));
  return crypto::Base64Encode(sealed);
}

Result<std::string> Tenant::Open(const std::string& sealed, std::string_view context) const {
  ASSAY_ASSIGN_OR_RETURN(const std::string bytes, crypto::Base64Decode(sealed));
  return crypto::Open(seal_, bytes, context);
}

std::string Tenant::PersonHash(const std::string& person) const {
  return ShortMac(people_, person);
}

std::string Tenant::PseudonymKey(const AssignmentKey& assignment) const {
  return crypto::HmacSha256(pseudonyms_.bytes(), assignment.Name());
}

std::string Tenant::ForeignLabel(const std::string& submission) const {
  return ShortMac(labels_, submission);
}

Result<std::unique_ptr<Tenants>> Tenants::Open(const std::filesystem::path& folder,
                                               blobs::MasterKeys& masters, Rows& rows) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return ErrnoStatus(folder.string(), error.value());
  ASSAY_ASSIGN_OR_RETURN(UniqueFd lock, LockFolder(folder));
  return std::unique_ptr<Tenants>(new Tenants(folder, masters, rows, std::move(lock)));
}

Result<crypto::Key> Tenants::KeyOf(const std::string& tenant) {
  ASSAY_ASSIGN_OR_RETURN(database::Rows found, rows_.Run(kGetKey, Params().Add(tenant)));
  if (found.empty()) {
    const crypto::Key fresh = crypto::Key::Random();
    ASSAY_ASSIGN_OR_RETURN(const std::string sealed,
                           masters_.Seal(fresh.bytes(), ContextOf(tenant)));
    ASSAY_RETURN_IF_ERROR(
        rows_.Run(kPutKey, Params().Add(tenant).Add(crypto::Base64Encode(sealed))).status());
    ASSAY_ASSIGN_OR_RETURN(found, rows_.Run(kGetKey, Params().Add(tenant)));
    if (found.empty()) return Internal("the key of a tenant came and went");
  }
  ASSAY_ASSIGN_OR_RETURN(const std::string sealed, crypto::Base64Decode(found.Text(0, 0)));
  ASSAY_ASSIGN_OR_RETURN(std::string bytes, masters_.Open(sealed, ContextOf(tenant)));
  auto key = crypto::Key::FromBytes(bytes);
  crypto::Wipe(bytes);
  return key;
}

Result<TenantPtr> Tenants::Get(const std::string& tenant) {
  const std::lock_guard lock(mutex_);
  const auto found = open_.find(tenant);
  if (found != open_.end()) return found->second;
  ASSAY_ASSIGN_OR_RETURN(crypto::Key key, KeyOf(tenant));
  IndexOptions options{folder_ / Sha256Hex(tenant).substr(0, 32),
                       crypto::DeriveKey(key, "assay similarity index")};
  ASSAY_ASSIGN_OR_RETURN(auto index, Index::Open(std::move(options)));
  auto made = std::make_shared<const Tenant>(std::move(key), std::move(index));
  open_[tenant] = made;
  return TenantPtr(made);
}

Result<bool> Tenants::OpenAll() {
  ASSAY_ASSIGN_OR_RETURN(const database::Rows all, rows_.Run(kAll));
  bool lost = false;
  for (size_t i = 0; i < all.size(); ++i) {
    ASSAY_ASSIGN_OR_RETURN(const TenantPtr tenant, Get(TextAt(all, i, 0)));
    const auto known = static_cast<uint64_t>(all.Int(i, 2));
    lost = lost || tenant->index().figures().submissions < known;
  }
  if (lost) ASSAY_RETURN_IF_ERROR(rows_.Run(kFromTheStart).status());
  return lost;
}

Result<size_t> Tenants::Reseal() {
  ASSAY_ASSIGN_OR_RETURN(const database::Rows all, rows_.Run(kAll));
  size_t resealed = 0;
  for (size_t i = 0; i < all.size(); ++i) {
    const std::string tenant = TextAt(all, i, 0), old = TextAt(all, i, 1);
    ASSAY_ASSIGN_OR_RETURN(const std::string sealed, crypto::Base64Decode(old));
    ASSAY_ASSIGN_OR_RETURN(const bool newest, masters_.IsNewest(sealed));
    if (newest) continue;
    ASSAY_ASSIGN_OR_RETURN(std::string key, masters_.Open(sealed, ContextOf(tenant)));
    auto again = masters_.Seal(key, ContextOf(tenant));
    crypto::Wipe(key);
    if (!again.ok()) return std::move(again).status();
    ASSAY_RETURN_IF_ERROR(
        rows_.Run(kReseal, Params().Add(tenant).Add(crypto::Base64Encode(*again)).Add(old))
            .status());
    ++resealed;
  }
  return resealed;
}

IndexFigures Tenants::figures() const {
  IndexFigures all;
  const std::lock_guard lock(mutex_);
  for (const auto& [name, tenant] : open_) {
    const IndexFigures one = tenant->index().figures();
    all.submissions += one.submissions;
    all.bytes += one.bytes;
    all.segments += one.segments;
  }
  return all;
}

}  // namespace assay::plagiarism
