#pragma once

#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "assay/courses/v1/lti.pb.h"
#include "assay/identity/v1/linked.pb.h"
#include "common/http/client.h"
#include "common/jwt/remote_keys.h"
#include "lms/courses/lti/tool_keys.h"
#include "lms/courses/service/core.h"

// LTI 1.3 Advantage, as the tool: docs/lti.md.
namespace assay::courses::lti {

// What identity is asked. Thread-safe.
class Directory {
 public:
  virtual ~Directory() = default;
  virtual Result<identity::v1::LinkPeopleResponse> Link(
      const identity::v1::LinkPeopleRequest& request) = 0;
  virtual Status Record(const identity::v1::RecordAuditRequest& request) = 0;
};

// A platform as it stands in the database.
struct Platform {
  v1::LtiPlatform value;
  std::string tenant;
};

// What all calls share; thread-safe, and what it is given outlives it. `client` asks platforms: its
// policy says where they may stand.
class Lti {
 public:
  struct Parts {
    Core& core;
    Directory& directory;
    http::Client& client;
    jwt::RemoteKeys& keys;
    ToolKeys& tool;
    bool plain_http = false;  // also http://, for platforms of a test
  };
  explicit Lti(const Parts& parts) : parts_(parts) {}

  Core& core() { return parts_.core; }
  Directory& directory() { return parts_.directory; }
  http::Client& client() { return parts_.client; }
  jwt::RemoteKeys& keys() { return parts_.keys; }
  ToolKeys& tool() { return parts_.tool; }
  // kInvalidArgument "FIELD: …" for what is no address of a platform.
  Status CheckUrl(const std::string& field, const std::string& url) const;

  // A bearer token of the platform for these scopes (RFC 7523), kept until shortly before it
  // expires.
  Result<std::string> AccessToken(const Platform& platform, const std::string& scopes,
                                  const std::stop_token& stop = {});
  // The platform did not take it.
  void ForgetAccessToken(const Platform& platform, const std::string& scopes);

  Status Record(const std::string& tenant, const std::string& action, const std::string& person,
                const std::string& address, const nlohmann::json& detail);

 private:
  struct Kept {
    std::string token;
    Micros until = 0;
  };
  Parts parts_;
  std::mutex mutex_;
  std::map<std::string, Kept> tokens_;  // by platform and scopes
};

// kNotFound: the tenant has none. An empty tenant: whosever it is.
Result<Platform> ReadPlatform(database::Connection& connection, const std::string& tenant,
                              const std::string& id);
std::vector<std::string> FramesOf(const v1::LtiPlatform& platform);
// kInvalidArgument names the field. Fills in what was left empty.
Status CheckPlatform(const Lti& lti, v1::LtiPlatform& value);
Result<v1::LtiPlatform> MakePlatform(database::Connection& connection, const std::string& tenant,
                                     const v1::LtiPlatform& value);
// What of a line of an answer may stand in a message.
std::string Said(const http::ClientResponse& response);

}  // namespace assay::courses::lti

namespace assay::courses::lti::calls {

// The calls of LtiService without gRPC. X(Name, Request, Response)
#define ASSAY_LTI_CALLS(X)                                      \
  X(ListLtiPlatforms, TenantRequest, LtiPlatforms)              \
  X(PutLtiPlatform, PutLtiPlatformRequest, LtiPlatform)         \
  X(DeleteLtiPlatform, LtiPlatformRequest, Empty)               \
  X(InviteLtiPlatform, InviteLtiPlatformRequest, LtiInvitation) \
  X(DescribeLtiRegistration, RegisterLtiRequest, LtiPlatform)   \
  X(RegisterLti, RegisterLtiRequest, LtiPlatform)               \
  X(BeginLti, BeginLtiRequest, LtiLogin)                        \
  X(LaunchLti, LaunchLtiRequest, LtiLaunch)                     \
  X(GetLtiKeys, Empty, Document)                                \
  X(GetLtiLaunch, LtiLaunchRequest, LtiLaunchPage)              \
  X(LinkLtiCourse, LinkLtiCourseRequest, LtiLaunchPage)         \
  X(PickLtiContent, PickLtiContentRequest, LtiContent)          \
  X(ListLtiLinks, CourseRequest, LtiLinks)                      \
  X(UnlinkLti, ItemRequest, Empty)                              \
  X(ResendLtiScores, ItemRequest, LtiLinks)                     \
  X(SyncLtiRoster, SyncLtiRosterRequest, LtiRoster)
#define ASSAY_LTI_DECLARE(Name, Request, Response) \
  Result<v1::Response> Name(Lti& lti, const v1::Request& request);
ASSAY_LTI_CALLS(ASSAY_LTI_DECLARE)
#undef ASSAY_LTI_DECLARE

}  // namespace assay::courses::lti::calls
