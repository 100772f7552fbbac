// What a platform says, of any form: a launch that is taken has ids that may become keys, addresses
// of services, and a name that is one line; a roster's members have ids; an origin may stand in a
// header.
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>

#include "lms/courses/lti/claims.h"

namespace {

using namespace assay::courses::lti;  // NOLINT(google-build-using-namespace)

void Must(bool right) {
  if (!right) std::abort();
}
bool IsLine(const std::string& text, size_t most) {
  for (const char c : text)
    if (static_cast<unsigned char>(c) < ' ' || c == '\x7f') return false;
  return text.size() <= most;
}
void MustBeService(const std::string& url) {
  if (url.empty()) return;
  const std::string origin = OriginOf(url);
  Must(origin.empty() || IsOrigin(origin));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  MustBeService(text);
  Must(IsLine(Line(text, 50), 50));
  const std::string next = NextOf(text);
  Must(next.empty() || text.find(next) != std::string::npos);
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (json.is_discarded()) return 0;
  if (const auto launch = ReadLaunch(json); launch.ok()) {
    for (const std::string& id : {launch->deployment, launch->subject, launch->context})
      Must(!id.empty() && IsLine(id, 255));
    Must(launch->deep || !launch->link.empty());
    Must(!launch->name.empty() && IsLine(launch->name, 200));
    Must(launch->role == 0 || (launch->role >= 2 && launch->role <= 6));
    Must(launch->assignment >= 0);
    MustBeService(launch->line_items);
    MustBeService(launch->members);
    MustBeService(launch->deep_linking.return_url);
  }
  if (const auto members = ReadMembers(json); members.ok())
    for (const MemberClaims& one : *members) Must(!one.subject.empty() && IsLine(one.name, 200));
  return 0;
}
