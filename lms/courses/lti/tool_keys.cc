#include "lms/courses/lti/tool_keys.h"

#include <nlohmann/json.hpp>

#include "common/crypto/encoding.h"
#include "common/crypto/seal.h"

namespace assay::courses::lti {
namespace {

using database::Params;
using database::Rows;
using database::Statement;

constexpr Micros kFresh = 60LL * 1'000'000;

constexpr Statement kLock = {
    "lti_keys_lock", "SELECT pg_advisory_xact_lock(hashtext('courses'), hashtext('lti keys'))"};
constexpr Statement kRead = {"lti_keys_read", R"(
SELECT id, sealed, extract(epoch FROM now() - created_at)::float8 / 86400
FROM courses.lti_keys ORDER BY created_at DESC, id)"};
constexpr Statement kAdd = {"lti_keys_add",
                            "INSERT INTO courses.lti_keys (id, sealed) VALUES ($1, $2)"};
constexpr Statement kSealAgain = {"lti_keys_seal",
                                  "UPDATE courses.lti_keys SET sealed = $2 WHERE id = $1"};
constexpr Statement kDrop = {"lti_keys_drop", R"(
DELETE FROM courses.lti_keys WHERE created_at < now() - make_interval(days => $1::int))"};

std::string ContextOf(const std::string& id) { return "assay.lti-key.1:" + id; }

}  // namespace

// With the newest master key from then on: older ones may be retired.
Result<std::string> ToolKeys::Unseal(database::Connection& connection, const std::string& id,
                                     std::string_view sealed) const {
  ASSAY_ASSIGN_OR_RETURN(const std::string bytes, crypto::HexDecode(sealed));
  for (const crypto::Key& key : sealing_) {
    auto plain = crypto::Open(key, bytes, ContextOf(id));
    if (!plain.ok()) continue;
    if (&key == &sealing_.front()) return plain;
    ASSAY_ASSIGN_OR_RETURN(const std::string again,
                           crypto::Seal(sealing_.front(), 0, *plain, ContextOf(id)));
    const Params params = Params().Add(id).Add(crypto::HexEncode(again));
    ASSAY_RETURN_IF_ERROR(connection.Execute(kSealAgain, params).status());
    return plain;
  }
  return DataLoss("an LTI key was sealed with a master key that this service does not have");
}

Result<std::vector<ToolKeys::Entry>> ToolKeys::Read() {
  const std::lock_guard lock(mutex_);
  if (!entries_.empty() && core_.now() - read_at_ < kFresh) return entries_;
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core_));
  std::vector<Entry> entries;
  const Status ended = connection->InTransaction([&]() -> Status {
    ASSAY_RETURN_IF_ERROR(connection->Execute(kLock).status());
    ASSAY_RETURN_IF_ERROR(
        connection->Execute(kDrop, Params().Add(int64_t{kKeyDays + kKeyAheadDays + kKeyAfterDays}))
            .status());
    ASSAY_ASSIGN_OR_RETURN(Rows rows, connection->Execute(kRead));
    if (rows.empty() || rows.Double(0, 2) >= kKeyDays) {
      ASSAY_ASSIGN_OR_RETURN(const auto made, jwt::SigningKey::Create(jwt::Algorithm::kRs256));
      ASSAY_ASSIGN_OR_RETURN(std::string pem, made.Pem());
      const auto sealed = crypto::Seal(sealing_.front(), 0, pem, ContextOf(made.id()));
      crypto::Wipe(pem);
      if (!sealed.ok()) return sealed.status();
      ASSAY_RETURN_IF_ERROR(
          connection->Execute(kAdd, Params().Add(made.id()).Add(crypto::HexEncode(*sealed)))
              .status());
      ASSAY_ASSIGN_OR_RETURN(rows, connection->Execute(kRead));
    }
    for (size_t i = 0; i < rows.size(); ++i) {
      ASSAY_ASSIGN_OR_RETURN(std::string pem,
                             Unseal(*connection, std::string(rows.Text(i, 0)), rows.Text(i, 1)));
      auto key = jwt::SigningKey::FromPem(pem);
      crypto::Wipe(pem);
      if (!key.ok()) return key.status();
      entries.push_back(
          {std::make_shared<const jwt::SigningKey>(std::move(*key)), rows.Double(i, 2)});
    }
    return OkStatus();
  });
  if (!ended.ok()) return ended;
  entries_ = std::move(entries);
  read_at_ = core_.now();
  return entries_;
}

// The newest that was published long enough, or the only ones there are.
size_t ToolKeys::Signing(const std::vector<Entry>& entries) {
  for (size_t i = 0; i < entries.size(); ++i)
    if (entries[i].days >= kKeyAheadDays) return i;
  return entries.size() - 1;
}

Result<std::string> ToolKeys::Sign(const nlohmann::json& claims) {
  ASSAY_ASSIGN_OR_RETURN(const auto entries, Read());
  return entries[Signing(entries)].key->Sign(claims);
}

Result<std::string> ToolKeys::Published() {
  ASSAY_ASSIGN_OR_RETURN(const auto entries, Read());
  std::vector<const jwt::SigningKey*> keys;
  for (const Entry& entry : entries) keys.push_back(entry.key.get());
  return jwt::PublishedKeys(keys);
}

}  // namespace assay::courses::lti
