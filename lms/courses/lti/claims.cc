#include "lms/courses/lti/claims.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <nlohmann/json.hpp>

#include "common/http/client.h"
#include "common/http/url.h"

namespace assay::courses::lti {
namespace {

using Json = nlohmann::json;

constexpr std::string_view kMembership = "http://purl.imsglobal.org/vocab/lis/v2/membership";
constexpr size_t kMostRoles = 200, kMostMembers = 10'000;

const Json& At(const Json& object, const std::string& name) {
  static const Json kNothing;
  if (!object.is_object()) return kNothing;
  const auto found = object.find(name);
  return found == object.end() ? kNothing : *found;
}
std::string Text(const Json& object, const std::string& name) {
  const Json& value = At(object, name);
  return value.is_string() ? value.get<std::string>() : std::string();
}
bool True(const Json& object, const std::string& name) {
  const Json& value = At(object, name);
  return value.is_boolean() ? value.get<bool>()
                            : value.is_string() && value.get<std::string>() == "true";
}
std::vector<std::string> Texts(const Json& list, size_t most) {
  std::vector<std::string> texts;
  if (!list.is_array()) return texts;
  for (const Json& one : list)
    if (one.is_string() && texts.size() < most) texts.push_back(one.get<std::string>());
  return texts;
}
bool Has(const std::vector<std::string>& texts, std::string_view text) {
  return std::find(texts.begin(), texts.end(), text) != texts.end();
}

Status Wrong(const std::string& claim, const std::string& why) {
  return Unauthenticated("the launch's claim \"" + claim + "\" " + why);
}

// An id that becomes a key: as it is, or refused.
Status CheckId(const std::string& claim, const std::string& text, bool needed) {
  if (text.empty()) return needed ? Wrong(claim, "is missing") : OkStatus();
  if (text.size() > 255) return Wrong(claim, "is longer than 255 bytes");
  for (const char c : text)
    if (static_cast<unsigned char>(c) < ' ' || c == '\x7f')
      return Wrong(claim, "holds a control character");
  return http::IsUtf8(text) ? OkStatus() : Wrong(claim, "is not UTF-8");
}

Status CheckUrl(const std::string& claim, const std::string& url) {
  if (url.empty()) return OkStatus();
  const auto parsed = http::ParseHttpUrl(url);
  if (url.size() > 2000 || !parsed.ok() || parsed->has_user || parsed->has_fragment)
    return Wrong(claim, "is not the address of a service");
  return OkStatus();
}

std::string NameOf(const Json& claims, const std::string& subject) {
  std::string name = Line(Text(claims, "name"), 200);
  if (name.empty())
    name = Line(Text(claims, "given_name") + " " + Text(claims, "family_name"), 200);
  if (name.find_first_not_of(' ') == std::string::npos) name = Line(Text(claims, "email"), 200);
  if (name.empty()) name = "Learner " + Line(subject, 40);
  return name;
}

Status ReadDeepLinking(const Json& claims, DeepLinking& deep) {
  const std::string claim = std::string(kDeepClaim) + "deep_linking_settings";
  const Json& settings = At(claims, claim);
  if (!settings.is_object()) return Wrong(claim, "is missing");
  deep.return_url = Text(settings, "deep_link_return_url");
  if (deep.return_url.empty()) return Wrong(claim, "has no deep_link_return_url");
  ASSAY_RETURN_IF_ERROR(CheckUrl(claim, deep.return_url));
  deep.multiple = True(settings, "accept_multiple");
  deep.links = Has(Texts(At(settings, "accept_types"), 20), "ltiResourceLink");
  if (At(settings, "accept_lineitem").is_boolean())
    deep.line_items = True(settings, "accept_lineitem");
  deep.data = Text(settings, "data");
  if (deep.data.size() > 20'000) return Wrong(claim, "has data of more than 20,000 bytes");
  return OkStatus();
}

Status ReadServices(const Json& claims, LaunchClaims& launch) {
  const std::string ags = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint";
  const Json& endpoint = At(claims, ags);
  if (endpoint.is_object()) {
    const auto scopes = Texts(At(endpoint, "scope"), 20);
    launch.may_make_items = Has(scopes, kScopeLineItem);
    launch.may_score = Has(scopes, kScopeScore);
    launch.line_items = Text(endpoint, "lineitems");
    launch.line_item = Text(endpoint, "lineitem");
    ASSAY_RETURN_IF_ERROR(CheckUrl(ags, launch.line_items));
    ASSAY_RETURN_IF_ERROR(CheckUrl(ags, launch.line_item));
  }
  const std::string nrps = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice";
  launch.members = Text(At(claims, nrps), "context_memberships_url");
  return CheckUrl(nrps, launch.members);
}

int64_t AssignmentOf(const Json& claims) {
  const Json& value = At(At(claims, std::string(kClaim) + "custom"), "assay_assignment");
  if (value.is_number_integer()) return std::max<int64_t>(value.get<int64_t>(), 0);
  if (!value.is_string()) return 0;
  const auto text = value.get<std::string>();
  int64_t id = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  return error == std::errc() && end == text.data() + text.size() && id > 0 ? id : 0;
}

}  // namespace

int RoleOf(const std::vector<std::string>& roles) {
  // By how much it allows here, so that of several the strongest counts, but for the sub-roles.
  constexpr int kInstructor = 2, kAssistant = 3, kGrader = 4, kStudent = 5, kObserver = 6;
  int role = 0;
  bool instructor = false, assistant = false, grader = false;
  const auto consider = [&](int one) { role = role == 0 ? one : std::min(role, one); };
  for (const std::string& whole : roles) {
    std::string word = whole;
    bool of_instructor = false;
    if (word.starts_with(kMembership)) {
      std::string_view rest = std::string_view(whole).substr(kMembership.size());
      // ".../membership#Learner", ".../membership/Instructor#TeachingAssistant"
      of_instructor = rest.starts_with("/Instructor#");
      const size_t hash = rest.find('#');
      if (hash == std::string_view::npos) continue;
      word = std::string(rest.substr(hash + 1));
      // Of sub-roles the main one decides: "Learner#Instructor" is a learner.
      const bool helps = word.starts_with("TeachingAssistant") || word == "Grader";
      if (hash > 0 && !(of_instructor && helps)) word = std::string(rest.substr(1, hash - 1));
    } else if (word.find(':') != std::string::npos || word.find('/') != std::string::npos) {
      continue;  // of the institution or the system
    }
    if (word == "TeachingAssistant" || word.starts_with("TeachingAssistant"))
      assistant = true;
    else if (word == "Grader")
      grader = true;
    else if (word == "Instructor" || word == "Administrator" || word == "ContentDeveloper" ||
             of_instructor)
      instructor = true;
    else if (word == "Learner" || word == "Student" || word == "Member")
      consider(kStudent);
    else if (word == "Mentor" || word == "Observer" || word == "Officer" ||
             word == "NonCreditLearner")
      consider(word == "NonCreditLearner" ? kStudent : kObserver);
  }
  // The simple name of a sub-role's main role is sent beside it.
  if (assistant) return kAssistant;
  if (grader) return kGrader;
  if (instructor) return kInstructor;
  return role;
}

Result<LaunchClaims> ReadLaunch(const Json& claims) {
  const std::string base = kClaim;
  LaunchClaims launch;
  const std::string type = Text(claims, base + "message_type");
  launch.deep = type == "LtiDeepLinkingRequest";
  if (!launch.deep && type != "LtiResourceLinkRequest")
    return Wrong(base + "message_type", "is not one that this server takes");
  if (Text(claims, base + "version") != "1.3.0") return Wrong(base + "version", "is not 1.3.0");
  launch.deployment = Text(claims, base + "deployment_id");
  ASSAY_RETURN_IF_ERROR(CheckId(base + "deployment_id", launch.deployment, true));
  launch.subject = Text(claims, "sub");
  if (launch.subject.empty()) return Wrong("sub", "is missing: launches have to say who it is");
  ASSAY_RETURN_IF_ERROR(CheckId("sub", launch.subject, true));
  launch.target = Text(claims, base + "target_link_uri");
  if (!launch.deep && launch.target.empty()) return Wrong(base + "target_link_uri", "is missing");
  launch.name = NameOf(claims, launch.subject);
  launch.role = RoleOf(Texts(At(claims, base + "roles"), kMostRoles));
  const Json& context = At(claims, base + "context");
  launch.context = Text(context, "id");
  if (launch.context.empty())
    return Wrong(base + "context", "is missing: a launch has to be made in a course");
  ASSAY_RETURN_IF_ERROR(CheckId(base + "context", launch.context, true));
  launch.context_title = Line(Text(context, "title"), 200);
  launch.context_label = Line(Text(context, "label"), 200);
  const Json& link = At(claims, base + "resource_link");
  launch.link = Text(link, "id");
  ASSAY_RETURN_IF_ERROR(CheckId(base + "resource_link", launch.link, !launch.deep));
  launch.link_title = Line(Text(link, "title"), 200);
  launch.assignment = AssignmentOf(claims);
  ASSAY_RETURN_IF_ERROR(ReadServices(claims, launch));
  if (launch.deep) ASSAY_RETURN_IF_ERROR(ReadDeepLinking(claims, launch.deep_linking));
  return launch;
}

Result<std::vector<MemberClaims>> ReadMembers(const Json& page) {
  const Json& members = At(page, "members");
  if (!members.is_array() || members.size() > kMostMembers)
    return FailedPrecondition("the platform answered something that is no membership container");
  std::vector<MemberClaims> all;
  for (const Json& one : members) {
    MemberClaims member;
    member.subject = Text(one, "user_id");
    if (!CheckId("user_id", member.subject, true).ok()) continue;
    const std::string status = Text(one, "status");
    member.active = status.empty() || status == "Active";
    member.name = NameOf(one, member.subject);
    member.email = Line(Text(one, "email"), 254);
    member.role = RoleOf(Texts(At(one, "roles"), kMostRoles));
    all.push_back(std::move(member));
  }
  return all;
}

std::string NextOf(std::string_view header) {
  // <https://…>; rel="next", <…>; rel="differences"
  while (!header.empty()) {
    const size_t open = header.find('<');
    const size_t close = header.find('>', open == std::string_view::npos ? 0 : open);
    if (open == std::string_view::npos || close == std::string_view::npos) return {};
    const std::string url(header.substr(open + 1, close - open - 1));
    header.remove_prefix(close + 1);
    const std::string_view params = header.substr(0, header.find('<'));
    if (params.find("rel=\"next\"") != std::string_view::npos ||
        params.find("rel=next") != std::string_view::npos)
      return url;
  }
  return {};
}

std::string Line(std::string_view text, size_t most) {
  if (!http::IsUtf8(text)) return {};
  std::string line;
  for (const char c : text) line += static_cast<unsigned char>(c) < ' ' || c == '\x7f' ? ' ' : c;
  const size_t first = line.find_first_not_of(' ');
  if (first == std::string::npos) return {};
  line = line.substr(first, line.find_last_not_of(' ') - first + 1);
  if (line.size() <= most) return line;
  // Not through the middle of a character.
  size_t end = most;
  while (end > 0 && (static_cast<unsigned char>(line[end]) & 0xC0U) == 0x80U) --end;
  return line.substr(0, end);
}

std::string OriginOf(const std::string& url) {
  const auto parsed = http::ParseHttpUrl(url);
  if (!parsed.ok()) return {};
  const bool v6 = parsed->host.find(':') != std::string::npos;
  std::string origin = parsed->scheme + "://" + (v6 ? "[" + parsed->host + "]" : parsed->host);
  const bool usual = (parsed->scheme == "https" && parsed->port == "443") ||
                     (parsed->scheme == "http" && parsed->port == "80");
  if (!usual) origin += ":" + parsed->port;
  return IsOrigin(origin) ? origin : std::string();
}

bool IsOrigin(std::string_view text) {
  const size_t scheme = text.starts_with("https://") ? 8 : text.starts_with("http://") ? 7 : 0;
  if (scheme == 0 || text.size() == scheme || text.size() > 300) return false;
  for (const char c : text.substr(scheme)) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
                       c == ':' || c == '[' || c == ']';
    if (!plain) return false;
  }
  return true;
}

}  // namespace assay::courses::lti
