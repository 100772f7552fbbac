#include "lms/identity/convert.h"

#include <google/protobuf/util/time_util.h>

namespace assay::identity {

using google::protobuf::util::TimeUtil;

std::vector<std::string> ListOf(const google::protobuf::RepeatedPtrField<std::string>& items) {
  return {items.begin(), items.end()};
}

v1::Person ToProto(const Person& person) {
  v1::Person out;
  out.set_id(person.id);
  out.set_tenant(person.tenant);
  out.set_name(person.name);
  out.set_email(person.email);
  out.set_administrator(person.administrator);
  out.set_disabled(person.disabled);
  for (const CourseRole& role : person.roles) {
    v1::CourseRole& added = *out.add_roles();
    added.set_course(role.course);
    added.set_role(static_cast<v1::Role>(role.role));
    for (const std::string& word : role.allowed) added.add_allowed(word);
    for (const std::string& word : role.forbidden) added.add_forbidden(word);
  }
  return out;
}

Person FromProto(const v1::Person& in) {
  Person person{in.id(), in.tenant(), in.name(), in.email(), in.administrator(), {}};
  for (const v1::CourseRole& role : in.roles()) {
    person.roles.push_back({role.course(), static_cast<Role>(role.role()), ListOf(role.allowed()),
                            ListOf(role.forbidden())});
  }
  person.disabled = in.disabled();
  return person;
}

v1::Token ToProto(const Token& token) {
  v1::Token out;
  out.set_id(token.id);
  out.set_person(token.person);
  out.set_name(token.name);
  for (const std::string& scope : token.scopes) out.add_scopes(scope);
  *out.mutable_created_at() = TimeUtil::MicrosecondsToTimestamp(token.created_at_us);
  *out.mutable_expires_at() = TimeUtil::MicrosecondsToTimestamp(token.expires_at_us);
  if (token.last_used_at_us) {
    *out.mutable_last_used_at() = TimeUtil::MicrosecondsToTimestamp(*token.last_used_at_us);
  }
  return out;
}

v1::CreateTokenResponse ToProto(const CreatedToken& created) {
  v1::CreateTokenResponse out;
  out.set_secret(created.secret);
  *out.mutable_token() = ToProto(created.token);
  return out;
}

v1::Principal ToProto(const Principal& who) {
  v1::Principal out;
  *out.mutable_person() = ToProto(who.person);
  for (const std::string& scope : who.scopes) out.add_scopes(scope);
  out.set_token_id(who.token_id);
  *out.mutable_expires_at() = TimeUtil::MicrosecondsToTimestamp(who.expires_at_us);
  out.set_csrf_token(who.csrf_token);
  return out;
}

v1::Session ToProto(const Session& session) {
  v1::Session out;
  out.set_id(session.id);
  out.set_method(session.method);
  out.mutable_client()->set_address(session.client.address);
  out.mutable_client()->set_agent(session.client.agent);
  *out.mutable_created_at() = TimeUtil::MicrosecondsToTimestamp(session.created_at_us);
  *out.mutable_last_seen_at() = TimeUtil::MicrosecondsToTimestamp(session.last_seen_at_us);
  *out.mutable_expires_at() = TimeUtil::MicrosecondsToTimestamp(session.expires_at_us);
  return out;
}

v1::SignInResponse ToProto(const SignedIn& done) {
  v1::SignInResponse out;
  out.set_ticket(done.ticket);
  out.set_browser(done.browser);
  if (!done.session) return out;
  out.set_secret(done.session->secret);
  *out.mutable_session() = ToProto(done.session->session);
  return out;
}

}  // namespace assay::identity
