#include "clients/cli/device_login.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "clients/cli/fields.h"

namespace assay::client {
namespace {

using nlohmann::json;
using std::chrono::seconds;

constexpr const char* kClient = "assay-cli";
constexpr const char* kGrant = "urn:ietf:params:oauth:grant-type:device_code";

struct Wait {
  std::string device_code;
  seconds interval{5};
  seconds left{600};
};

Result<Wait> Begin(Api& api, const std::string& scopes,
                   const std::function<void(std::string_view)>& say) {
  int status = 0;
  ASSAY_ASSIGN_OR_RETURN(const json answer,
                         api.PostForm("/oauth/device_authorization",
                                      {{"client_id", kClient}, {"scope", scopes}}, status));
  const std::string user_code = Text(answer, "user_code");
  const std::string where = Text(answer, "verification_uri");
  Wait wait;
  wait.device_code = RawText(answer, "device_code");
  if (status != 200 || user_code.empty() || where.empty() || wait.device_code.empty()) {
    return Internal("the server does not start a sign-in: " + Text(answer, "error") + " " +
                    Text(answer, "error_description"));
  }
  wait.interval = seconds(std::clamp<int64_t>(Int(answer, "interval", 5), 1, 60));
  wait.left = seconds(std::clamp<int64_t>(Int(answer, "expires_in", 600), 1, 3600));
  say(fmt::format("Open {}\nand type the code  {}", where, user_code));
  const std::string complete = Text(answer, "verification_uri_complete");
  if (!complete.empty()) say(fmt::format("(or open {})", complete));
  return wait;
}

}  // namespace

Result<std::string> LoginByDevice(Api& api, const std::string& scopes,
                                  const std::function<void(std::string_view)>& say) {
  ASSAY_ASSIGN_OR_RETURN(Wait wait, Begin(api, scopes, say));
  while (wait.left.count() > 0) {
    api.options().sleep(wait.interval);
    wait.left -= wait.interval;
    int status = 0;
    const Result<json> answer = api.PostForm(
        "/oauth/token",
        {{"grant_type", kGrant}, {"device_code", wait.device_code}, {"client_id", kClient}},
        status);
    // RFC 8628, 3.5: a connection that fails is a reason to ask less often, not to give up.
    if (!answer.ok() && answer.status().code() == StatusCode::kUnavailable) {
      wait.interval = std::min(wait.interval * 2, seconds(60));
      continue;
    }
    if (!answer.ok()) return answer.status();
    const std::string token = RawText(*answer, "access_token");
    if (status == 200 && !token.empty()) return token;
    const std::string error = Text(*answer, "error");
    if (error == "authorization_pending") continue;
    if (error == "slow_down") {
      wait.interval += seconds(5);
    } else if (error == "access_denied") {
      return Unauthenticated("the sign-in was refused in the browser");
    } else if (error == "expired_token") {
      break;
    } else {
      return Internal("the server answered the sign-in with: " + error + " " +
                      Text(*answer, "error_description"));
    }
  }
  return Unauthenticated("nobody decided in time; run assay login again");
}

}  // namespace assay::client
