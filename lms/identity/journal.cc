#include "lms/identity/journal.h"

#include <nlohmann/json.hpp>

namespace assay::identity {
namespace {

using database::Connection;
using Json = nlohmann::ordered_json;

constexpr database::Statement kTenantOf = {"tenant_of_subject",
                                           "SELECT tenant FROM identity.people WHERE id = $1"};
constexpr std::string_view kContext = "audit detail";

Json Parse(const std::string& text) {
  Json json = Json::parse(text, nullptr, false);
  return json.is_discarded() ? Json(text) : json;
}

std::string Dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

// Erased, or no person at all (a service of ours).
bool HasNoKey(const Status& status) {
  return status.code() == StatusCode::kFailedPrecondition || status.code() == StatusCode::kNotFound;
}

bool IsId(const std::string& person) { return !person.empty() && person != "system"; }

}  // namespace

Status Journal::Write(Connection& connection, const Actor& actor, const Note& note) {
  Json detail = Json::object();
  if (!note.detail.empty()) detail["detail"] = Parse(note.detail);
  if (!note.sealed.empty()) {
    const auto sealed = vault_.Seal(connection, note.sealed_for, note.sealed, kContext);
    // Of somebody who was erased nothing personal is written any more.
    if (!sealed.ok() && !HasNoKey(sealed.status())) return sealed.status();
    if (sealed.ok()) {
      detail["sealed"] = *sealed;
      detail["of"] = note.sealed_for;
    }
  }
  if (!actor.address.empty() && IsId(actor.person)) {
    const auto from = vault_.Seal(connection, actor.person, actor.address, kContext);
    if (!from.ok() && !HasNoKey(from.status())) return from.status();
    if (from.ok()) detail["from"] = *from;
  }
  std::string tenant = note.tenant;
  if (tenant.empty() && !note.subjects.empty()) {
    ASSAY_ASSIGN_OR_RETURN(
        const database::Rows rows,
        connection.Execute(kTenantOf, database::Params().Add(note.subjects.front())));
    if (!rows.empty()) tenant = rows.Text(0, 0);
  }
  const audit::Entry entry{tenant, actor.person, note.action, note.subjects,
                           detail.empty() ? std::string() : Dump(detail)};
  return log_.Append(connection, {&entry, 1});
}

std::string Journal::Unseal(Connection& connection, const audit::Record& record) {
  const Json detail = Json::parse(record.entry.detail, nullptr, false);
  if (!detail.is_object() || !detail.contains("sealed") || !detail.contains("of")) return {};
  if (!detail["sealed"].is_string() || !detail["of"].is_string()) return {};
  const auto opened = vault_.Open(connection, detail["of"].get<std::string>(),
                                  detail["sealed"].get<std::string>(), kContext);
  return opened.ok() ? *opened : std::string();
}

}  // namespace assay::identity
