#include "lms/gateway/judge0/routes.h"

#include "lms/gateway/judge0/info.h"
#include "lms/gateway/judge0/submissions.h"

namespace assay::gateway {
namespace {

constexpr judge0::Config kConfig{};

std::string At(const char* path) { return std::string("/judge0") + path; }

// Anybody may see what the installation can do; clients ask before they have a token.
void AddInfo(http::Router& router, const ApiPtr& api) {
  api->AddOpen(router, "GET", At("/languages"),
               [](const CallPtr& c) { judge0::ListLanguages(c, false); });
  api->AddOpen(router, "GET", At("/languages/all"),
               [](const CallPtr& c) { judge0::ListLanguages(c, true); });
  api->AddOpen(router, "GET", At("/languages/{id}"), judge0::GetLanguage);
  api->AddOpen(router, "GET", At("/statuses"), judge0::ListStatuses);
  api->AddOpen(router, "GET", At("/about"), judge0::About);
  api->AddOpen(router, "GET", At("/version"), judge0::Version);
  api->AddOpen(router, "GET", At("/config_info"),
               [](const CallPtr& c) { judge0::ConfigInfo(c, kConfig); });
  api->AddOpen(router, "GET", At("/system_info"), judge0::SystemInfo);
  api->Add(router, "GET", At("/statistics"), Action::kRead, judge0::Statistics);
  api->Add(router, "GET", At("/workers"), Action::kRead, judge0::Workers);
  api->Add(router, "POST", At("/authenticate"), Action::kSelf, [](const CallPtr& c) {
    c->Send({200, {}, ""});
  });
  api->Add(router, "POST", At("/authorize"), Action::kSelf, judge0::Authorize);
}

}  // namespace

void AddJudge0Routes(http::Router& router, const ApiPtr& api) {
  AddInfo(router, api);
  api->Add(router, "POST", At("/submissions"), Action::kSubmit,
           [](const CallPtr& call) { judge0::Create(call, kConfig); });
  api->Add(router, "POST", At("/submissions/batch"), Action::kSubmit,
           [](const CallPtr& call) { judge0::CreateBatch(call, kConfig); });
  api->Add(router, "GET", At("/submissions/batch"), Action::kRead,
           [](const CallPtr& call) { judge0::GetBatch(call, kConfig); });
  api->Add(router, "GET", At("/submissions"), Action::kRead, judge0::List);
  api->Add(router, "GET", At("/submissions/{token}"), Action::kRead, judge0::Get);
  api->Add(router, "DELETE", At("/submissions/{token}"), Action::kCancel, judge0::Delete);
}

}  // namespace assay::gateway
