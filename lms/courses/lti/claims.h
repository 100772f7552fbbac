#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "common/status.h"

// What a platform says in a launch (LTI 1.3 Core, Deep Linking 2.0, AGS 2.0, NRPS 2.0). The token
// was verified before; what it says is still the word of a platform that one tenant trusts, and its
// form is checked here. Pure.
namespace assay::courses::lti {

inline constexpr char kClaim[] = "https://purl.imsglobal.org/spec/lti/claim/";
inline constexpr char kDeepClaim[] = "https://purl.imsglobal.org/spec/lti-dl/claim/";
inline constexpr char kScopeLineItem[] = "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem";
inline constexpr char kScopeScore[] = "https://purl.imsglobal.org/spec/lti-ags/scope/score";
inline constexpr char kScopeMembers[] =
    "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly";

// Of assay.identity.v1.Role. Only what is said of the context counts: who administers a platform
// administers nothing here. 0: no role that is known. Sub-roles come before the role that they
// belong to: a teaching assistant is an Instructor by LTI, and an assistant here.
int RoleOf(const std::vector<std::string>& roles);

struct DeepLinking {
  std::string return_url;
  bool multiple = false;
  bool links = false;      // ltiResourceLink is taken
  bool line_items = true;  // accept_lineitem; absent: taken
  std::string data;        // given back as it is
};

struct LaunchClaims {
  bool deep = false;  // LtiDeepLinkingRequest
  std::string deployment, subject, target;
  std::string name;  // always one
  int role = 0;
  std::string context, context_title, context_label;
  std::string link, link_title;
  int64_t assignment = 0;             // of the link's custom parameters; 0: it says none
  std::string line_items, line_item;  // URLs; empty: none
  bool may_make_items = false, may_score = false;
  std::string members;  // URL; empty: none
  DeepLinking deep_linking;
};

// kUnauthenticated, naming the claim.
Result<LaunchClaims> ReadLaunch(const nlohmann::json& claims);

struct MemberClaims {
  std::string subject, name, email;
  bool active = false;
  int role = 0;
};
// One page of a membership container. kFailedPrecondition: it is none.
Result<std::vector<MemberClaims>> ReadMembers(const nlohmann::json& page);

// The URL of rel="next" of a Link header; empty where there is none.
std::string NextOf(std::string_view link_header);

// A line of at most `most` bytes of UTF-8 without control characters.
std::string Line(std::string_view text, size_t most);

// "https://lms.example.org:8443" of a URL; empty where it has none.
std::string OriginOf(const std::string& url);
// Only such an origin, which may stand in a header.
bool IsOrigin(std::string_view text);

}  // namespace assay::courses::lti
