#include "lms/gateway/json_accounts.h"

#include <google/protobuf/util/time_util.h>

#include <array>

#include "lms/gateway/json_fields.h"
#include "lms/gateway/json_out.h"

namespace assay::gateway {
namespace {

using Json = nlohmann::ordered_json;
using google::protobuf::Timestamp;
using google::protobuf::util::TimeUtil;

constexpr size_t kMaxWord = 254;
constexpr size_t kMaxPassword = 1024;
constexpr char kRoles[] = "is one of owner, instructor, assistant, grader, student and observer";

std::string Dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}
void Set(Json& json, const char* name, const std::string& value) {
  if (!value.empty()) json[name] = value;
}
void SetTime(Json& json, const char* name, bool has, const Timestamp& time) {
  if (has) json[name] = TimeUtil::ToString(time);
}

Role RoleOf(identity_v1::Role role) {
  return role == identity_v1::ROLE_UNSPECIFIED ? Role::kObserver
                                               : static_cast<Role>(static_cast<int>(role) - 1);
}

Json WordsOf(const std::vector<Action>& actions) {
  Json words = Json::array();
  for (const Action action : actions) words.push_back(permissions::WordOf(action));
  return words;
}

Json Of(const identity_v1::Person& person) {
  Json json;
  json["id"] = person.id();
  json["name"] = person.name();
  Set(json, "email", person.email());
  json["administrator"] = person.administrator();
  json["roles"] = Json::array();
  for (const identity_v1::CourseRole& role : person.roles()) {
    json["roles"].push_back({{"course", role.course()}, {"role", RoleWord(RoleOf(role.role()))}});
  }
  return json;
}

Json WordsIn(const google::protobuf::RepeatedPtrField<std::string>& words) {
  Json list = Json::array();
  for (const std::string& word : words) list.push_back(word);
  return list;
}

Json OfOrganisation(const identity_v1::Person& person) {
  Json json = Of(person);
  json["disabled"] = person.disabled();
  for (int i = 0; i < person.roles_size(); ++i) {
    Json& role = json["roles"][static_cast<size_t>(i)];
    role["allowed"] = WordsIn(person.roles(i).allowed());
    role["forbidden"] = WordsIn(person.roles(i).forbidden());
  }
  return json;
}

Json Of(const identity_v1::Invitation& invitation) {
  Json json;
  json["id"] = invitation.id();
  json["person"] = Of(invitation.person());
  Set(json, "invited_by", invitation.invited_by());
  SetTime(json, "created_at", invitation.has_created_at(), invitation.created_at());
  SetTime(json, "expires_at", invitation.has_expires_at(), invitation.expires_at());
  return json;
}

Json Of(const identity_v1::Token& token) {
  Json json;
  json["id"] = token.id();
  json["name"] = token.name();
  json["scopes"] = WordsIn(token.scopes());
  SetTime(json, "created_at", token.has_created_at(), token.created_at());
  SetTime(json, "expires_at", token.has_expires_at(), token.expires_at());
  SetTime(json, "last_used_at", token.has_last_used_at(), token.last_used_at());
  return json;
}

// After a "#", which browsers do not send and servers do not log.
std::string LinkOf(const std::string& page, const std::string& secret) {
  return page + "#" + secret;
}

bool ParseRole(const std::string& word, identity_v1::Role& role) {
  for (int i = 0; i < permissions::kRoles; ++i) {
    if (word != RoleWord(static_cast<Role>(i))) continue;
    role = static_cast<identity_v1::Role>(i + 1);
    return true;
  }
  return false;
}

}  // namespace

std::string SessionToJson(const Principal& who) {
  Json json;
  json["state"] = "signed_in";
  Json& person = json["person"];
  person["id"] = who.id;
  person["tenant"] = who.tenant;
  person["name"] = who.name;
  Set(person, "email", who.email);
  person["administrator"] = who.administrator;
  json["permissions"] = WordsOf(AllowedIn(who, ""));
  json["courses"] = Json::array();
  for (const Membership& role : who.roles) {
    json["courses"].push_back({{"course", role.course},
                               {"role", RoleWord(role.role)},
                               {"permissions", WordsOf(AllowedIn(who, role.course))}});
  }
  const auto seconds =
      std::chrono::duration_cast<std::chrono::seconds>(who.expires_at.time_since_epoch());
  json["id"] = who.token_id;
  json["kind"] = who.csrf_token.empty() ? "token" : "session";
  json["expires_at"] = TimeUtil::ToString(TimeUtil::SecondsToTimestamp(seconds.count()));
  Set(json, "csrf_token", who.csrf_token);
  return Dump(json);
}

std::string TicketToJson(const std::string& ticket) {
  return Dump({{"state", "code_needed"}, {"ticket", ticket}});
}

std::string UrlToJson(const std::string& url) { return Dump(Json::object({{"url", url}})); }

std::string PasswordSetToJson() { return Dump(Json::object({{"state", "password_set"}})); }

std::string ToJson(const identity_v1::ListSessionsResponse& sessions, const std::string& current) {
  Json json;
  json["sessions"] = Json::array();
  for (const identity_v1::Session& session : sessions.sessions()) {
    Json one;
    one["id"] = session.id();
    one["current"] = session.id() == current;
    one["method"] = session.method();
    Set(one, "address", session.client().address());
    Set(one, "agent", session.client().agent());
    SetTime(one, "created_at", session.has_created_at(), session.created_at());
    SetTime(one, "last_seen_at", session.has_last_seen_at(), session.last_seen_at());
    SetTime(one, "expires_at", session.has_expires_at(), session.expires_at());
    json["sessions"].push_back(std::move(one));
  }
  return Dump(json);
}

std::string ToJson(const identity_v1::SecondFactor& factor) {
  return Dump({{"active", factor.active()}, {"recovery_codes_left", factor.recovery_codes_left()}});
}

std::string ToJson(const identity_v1::StartSecondFactorResponse& started) {
  return Dump({{"secret", started.secret()}, {"uri", started.uri()}});
}

std::string ToJson(const identity_v1::ConfirmSecondFactorResponse& confirmed) {
  Json json;
  json["recovery_codes"] = WordsIn(confirmed.recovery_codes());
  return Dump(json);
}

std::string ToJson(const identity_v1::ListTokensResponse& tokens) {
  Json json;
  json["tokens"] = Json::array();
  for (const identity_v1::Token& token : tokens.tokens()) json["tokens"].push_back(Of(token));
  return Dump(json);
}

std::string NewTokenToJson(const identity_v1::CreateTokenResponse& created) {
  Json json = Of(created.token());
  json["secret"] = created.secret();
  return Dump(json);
}

std::string ToJson(const identity_v1::Invitation& invitation) { return Dump(Of(invitation)); }

std::string ToJson(const identity_v1::ListInvitationsResponse& invitations) {
  Json json;
  json["invitations"] = Json::array();
  for (const auto& one : invitations.invitations()) json["invitations"].push_back(Of(one));
  return Dump(json);
}

std::string ToJson(const identity_v1::InviteResponse& made, const std::string& page) {
  Json json = Of(made.invitation());
  json["link"] = LinkOf(page, made.secret());
  json["mailed"] = made.mailed();
  return Dump(json);
}

std::string ToJson(const identity_v1::ImportRosterResponse& roster, const std::string& page) {
  constexpr std::array<const char*, 6> kPlans = {"wrong",  "invite", "add",
                                                 "change", "same",   "wrong"};
  Json json;
  json["applied"] = roster.applied();
  json["wrong"] = roster.wrong();
  if (roster.applied()) json["mailed"] = roster.mailed();
  json["rows"] = Json::array();
  for (const identity_v1::RosterRow& row : roster.rows()) {
    Json one;
    one["line"] = row.line();
    one["plan"] = kPlans[static_cast<size_t>(row.plan()) % kPlans.size()];
    Set(one, "email", row.email());
    Set(one, "name", row.name());
    one["role"] = RoleWord(RoleOf(row.role()));
    Set(one, "message", row.message());
    Set(one, "person", row.person());
    if (!row.secret().empty()) one["link"] = LinkOf(page, row.secret());
    json["rows"].push_back(std::move(one));
  }
  return Dump(json);
}

std::string OrganisationPerson(const identity_v1::Person& person) {
  return Dump(OfOrganisation(person));
}

std::string ToJson(const identity_v1::ListPeopleResponse& page) {
  Json json;
  json["people"] = Json::array();
  for (const auto& person : page.people()) json["people"].push_back(OfOrganisation(person));
  Set(json, "next_page_token", page.next_page_token());
  return Dump(json);
}

std::string ToJson(const identity_v1::ListConsentsResponse& consents) {
  Json json;
  json["consents"] = Json::array();
  for (const identity_v1::Consent& consent : consents.consents()) {
    Json one;
    one["purpose"] = consent.purpose();
    one["granted"] = consent.granted();
    SetTime(one, "at", consent.has_at(), consent.at());
    json["consents"].push_back(std::move(one));
  }
  return Dump(json);
}

std::string ToJson(const identity_v1::ListAuditResponse& audit) {
  Json json;
  json["records"] = Json::array();
  for (const identity_v1::AuditRecord& record : audit.records()) {
    Json one;
    one["seq"] = record.seq();
    SetTime(one, "at", record.has_at(), record.at());
    one["actor"] = record.actor();
    one["action"] = record.action();
    one["subjects"] = WordsIn(record.subjects());
    const Json detail = Json::parse(record.detail(), nullptr, false);
    if (detail.is_object()) one["detail"] = detail;
    json["records"].push_back(std::move(one));
  }
  return Dump(json);
}

std::optional<Problem> ReadSignIn(const http::Request& request, identity_v1::SignInRequest& in) {
  nlohmann::json json;
  std::optional<Problem> problem = ParseBody(request, json);
  if (problem) return problem;
  JsonFields fields(json, "", problem);
  in.set_tenant("default");
  fields.String("tenant", 63, *in.mutable_tenant());
  fields.String("email", kMaxWord, *in.mutable_email());
  fields.String("password", kMaxPassword, *in.mutable_password());
  fields.Finish();
  if (in.email().empty()) fields.Wrong("email", "is needed");
  if (in.password().empty()) fields.Wrong("password", "is needed");
  return problem;
}

std::optional<Problem> ReadCode(const http::Request& request,
                                identity_v1::SignInWithCodeRequest& in) {
  nlohmann::json json;
  std::optional<Problem> problem = ParseBody(request, json);
  if (problem) return problem;
  JsonFields fields(json, "", problem);
  fields.String("ticket", kMaxWord, *in.mutable_ticket());
  fields.String("code", 64, *in.mutable_code());
  fields.Finish();
  if (in.ticket().empty()) fields.Wrong("ticket", "is needed");
  if (in.code().empty()) fields.Wrong("code", "is needed");
  return problem;
}

std::optional<Problem> ReadPasswordChange(const http::Request& request,
                                          identity_v1::ChangePasswordRequest& in) {
  nlohmann::json json;
  std::optional<Problem> problem = ParseBody(request, json);
  if (problem) return problem;
  JsonFields fields(json, "", problem);
  fields.String("current", kMaxPassword, *in.mutable_current());
  fields.String("password", kMaxPassword, *in.mutable_next());
  fields.Finish();
  if (in.next().empty()) fields.Wrong("password", "is needed");
  return problem;
}

std::optional<Problem> ReadOne(const http::Request& request, const char* name, std::string& value) {
  nlohmann::json json;
  std::optional<Problem> problem = ParseBody(request, json);
  if (problem) return problem;
  JsonFields fields(json, "", problem);
  fields.String(name, kMaxPassword, value);
  fields.Finish();
  if (value.empty()) fields.Wrong(name, "is needed");
  return problem;
}

std::optional<Problem> ReadNewToken(const http::Request& request,
                                    identity_v1::CreateTokenRequest& in) {
  nlohmann::json json;
  std::optional<Problem> problem = ParseBody(request, json);
  if (problem) return problem;
  JsonFields fields(json, "", problem);
  std::vector<std::string> scopes;
  int64_t lifetime = int64_t{90} * 86'400;
  fields.String("name", 100, *in.mutable_name());
  fields.Strings("scopes", 4, scopes);
  fields.Integer("lifetime_seconds", 60, 31'536'000, lifetime);
  fields.Finish();
  if (in.name().empty()) fields.Wrong("name", "is needed, such as \"laptop\"");
  for (std::string& scope : scopes) in.add_scopes(std::move(scope));
  in.set_lifetime_seconds(lifetime);
  return problem;
}

std::optional<Problem> ReadInvite(const http::Request& request, identity_v1::InviteRequest& in) {
  nlohmann::json json;
  std::optional<Problem> problem = ParseBody(request, json);
  if (problem) return problem;
  JsonFields fields(json, "", problem);
  identity_v1::Person& person = *in.mutable_person();
  std::string course;
  std::string role = "student";
  bool administrator = false;
  bool mail = true;
  int64_t lifetime = 0;
  fields.String("person", kMaxWord, *person.mutable_id());
  fields.String("email", kMaxWord, *person.mutable_email());
  fields.String("name", 200, *person.mutable_name());
  fields.String("course", 100, course);
  fields.String("role", 20, role);
  fields.Bool("administrator", administrator);
  fields.Integer("lifetime_seconds", 300, 5'184'000, lifetime);
  fields.Bool("mail", mail);
  fields.Finish();
  person.set_administrator(administrator);
  in.set_lifetime_seconds(lifetime);
  in.set_without_mail(!mail);
  if (problem) return problem;
  if (!person.id().empty()) {
    const bool alone = person.email().empty() && person.name().empty() && course.empty();
    if (!alone || administrator)
      fields.Wrong("person", "goes with lifetime_seconds and mail alone");
    return problem;
  }
  if (person.email().empty()) fields.Wrong("email", "is needed, or person");
  if (person.name().empty()) person.set_name(person.email().substr(0, person.email().find('@')));
  identity_v1::Role parsed = identity_v1::ROLE_STUDENT;
  if (!ParseRole(role, parsed)) fields.Wrong("role", kRoles);
  if (!course.empty()) {
    identity_v1::CourseRole& added = *person.add_roles();
    added.set_course(course);
    added.set_role(parsed);
  }
  return problem;
}

std::optional<Problem> ReadPerson(const http::Request& request, identity_v1::Person& person) {
  nlohmann::json json;
  std::optional<Problem> problem = ParseBody(request, json);
  if (problem) return problem;
  JsonFields fields(json, "", problem);
  bool administrator = false;
  bool disabled = false;
  fields.String("name", 200, *person.mutable_name());
  fields.String("email", kMaxWord, *person.mutable_email());
  fields.Bool("administrator", administrator);
  fields.Bool("disabled", disabled);
  const nlohmann::json* const roles = fields.Find("roles");
  fields.Finish();
  person.set_administrator(administrator);
  person.set_disabled(disabled);
  if (person.name().empty()) fields.Wrong("name", "is needed");
  // A role that was forgotten would be a role that is taken.
  if (roles == nullptr || !roles->is_array()) fields.Wrong("roles", "is needed: a list");
  if (problem) return problem;
  for (size_t i = 0; i < roles->size() && !problem; ++i) {
    JsonFields one((*roles)[i], "roles[" + std::to_string(i) + "].", problem);
    identity_v1::CourseRole& role = *person.add_roles();
    identity_v1::Role parsed = identity_v1::ROLE_UNSPECIFIED;
    std::string word;
    std::vector<std::string> allowed;
    std::vector<std::string> forbidden;
    one.String("course", 100, *role.mutable_course());
    one.String("role", 20, word);
    one.Strings("allowed", 100, allowed);
    one.Strings("forbidden", 100, forbidden);
    one.Finish();
    if (role.course().empty()) one.Wrong("course", "is needed");
    if (!ParseRole(word, parsed)) one.Wrong("role", kRoles);
    role.set_role(parsed);
    for (std::string& action : allowed) role.add_allowed(std::move(action));
    for (std::string& action : forbidden) role.add_forbidden(std::move(action));
  }
  return problem;
}

std::optional<Problem> ReadAccept(const http::Request& request,
                                  identity_v1::AcceptInvitationRequest& in) {
  nlohmann::json json;
  std::optional<Problem> problem = ParseBody(request, json);
  if (problem) return problem;
  JsonFields fields(json, "", problem);
  fields.String("invitation", kMaxWord, *in.mutable_secret());
  fields.String("name", 200, *in.mutable_name());
  fields.String("password", kMaxPassword, *in.mutable_password());
  fields.Finish();
  if (in.secret().empty()) fields.Wrong("invitation", "is needed");
  if (in.password().empty()) fields.Wrong("password", "is needed");
  return problem;
}

std::optional<Problem> ReadConsent(const http::Request& request,
                                   identity_v1::SetConsentRequest& in) {
  nlohmann::json json;
  std::optional<Problem> problem = ParseBody(request, json);
  if (problem) return problem;
  JsonFields fields(json, "", problem);
  bool granted = false;
  if (fields.Find("granted") == nullptr) fields.Wrong("granted", "is needed");
  fields.Bool("granted", granted);
  fields.Finish();
  in.set_granted(granted);
  return problem;
}

}  // namespace assay::gateway
