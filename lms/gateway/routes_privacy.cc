#include <charconv>

#include "common/archive/make_zip.h"
#include "lms/gateway/callers.h"
#include "lms/gateway/json_accounts.h"
#include "lms/gateway/json_out.h"
#include "lms/gateway/replies.h"
#include "lms/gateway/routes.h"
#include "lms/gateway/sign_in.h"

// What people may ask about what is kept of them: an archive of everything, who saw it, erasure,
// consent; and the audit log.
namespace assay::gateway {
namespace {

constexpr size_t kMaxBody = 8192;
constexpr size_t kMostPages = 100;  // of submissions in an archive, 200 each

using Files = std::vector<std::pair<std::string, std::string>>;

constexpr char kReadme[] =
    "Everything that Assay keeps about one person.\n\n"
    "person.json, groups.json, sessions.json, tokens.json, invitations.json, consents.json: the "
    "account.\n"
    "audit.jsonl: what was done with it and who looked at it, one record a line; times are\n"
    "microseconds since 1970.\n"
    "submissions-*.json: what was handed in, and how it was graded. The sources of each are at\n"
    "/v1/submissions/{id}/source.\n";

void SendZip(const CallPtr& call, const std::string& person, const Files& files) {
  auto zip = MakeZip(files);
  if (!zip.ok()) return call->Fail(Reply{zip.status(), 0});
  call->Send({200,
              {{"Content-Type", "application/zip"},
               {"Content-Disposition", "attachment; filename=\"assay-" + person + ".zip\""}},
              *std::move(zip)});
}

// Page after page of what the person handed in, then the archive.
void AddSubmissions(const CallPtr& call, const std::string& person,
                    const std::shared_ptr<Files>& files, const std::string& page_token,
                    size_t page) {
  judge_v1::ListSubmissionsRequest request;
  *request.mutable_caller() = CallerOf(call->who(), call->who().id != person);
  request.mutable_filter()->set_person(person);
  request.set_page_size(200);
  request.set_page_token(page_token);
  call->api().judge().Call(
      methods::kListSubmissions, request, call->Upstream(),
      [call, person, files, page](const Reply& reply,
                                  const judge_v1::ListSubmissionsResponse& response) {
        if (!reply.ok()) return call->Fail(reply);
        files->emplace_back("submissions-" + std::to_string(page) + ".json", ToJson(response));
        if (response.next_page_token().empty() || page == kMostPages)
          return SendZip(call, person, *files);
        AddSubmissions(call, person, files, response.next_page_token(), page + 1);
      });
}

void Export(const CallPtr& call, const std::string& person) {
  identity_v1::ExportPersonRequest request;
  request.set_tenant(call->who().tenant);
  request.set_person(person);
  *request.mutable_actor() = ActorOf(*call);
  call->api().identity().Call(
      methods::kExportPerson, request, call->Upstream(),
      [call, person](const Reply& reply, const identity_v1::ExportPersonResponse& response) {
        if (!reply.ok()) return call->Fail(reply);
        auto files = std::make_shared<Files>();
        files->emplace_back("README.txt", kReadme);
        for (const auto& file : response.files()) files->emplace_back(file.path(), file.data());
        AddSubmissions(call, person, files, "", 1);
      });
}

void Erase(const CallPtr& call) {
  std::string name;
  if (const auto problem = ReadOne(call->request(), "confirm", name)) return call->Fail(*problem);
  if (name != call->Param("id"))
    return call->Fail(BadField("confirm", "must be the person's id: this cannot be undone"));
  identity_v1::ErasePersonRequest request;
  request.set_tenant(call->who().tenant);
  request.set_person(call->Param("id"));
  *request.mutable_actor() = ActorOf(*call);
  call->api().identity().Call(
      methods::kErasePerson, request, call->Upstream(),
      [call](const Reply& reply, const identity_v1::ErasePersonResponse& erased) {
        if (!reply.ok()) return call->Fail(reply);
        call->api().parts().authenticator->ForgetPerson(call->Param("id"));
        call->Json(200, erased.receipt());
      });
}

void Consents(const CallPtr& call) {
  identity_v1::ListConsentsRequest request;
  request.set_person(call->who().id);
  call->api().identity().Call(
      methods::kListConsents, request, call->Upstream(),
      [call](const Reply& reply, const identity_v1::ListConsentsResponse& consents) {
        if (!reply.ok()) return call->Fail(reply);
        call->Json(200, ToJson(consents));
      });
}

void SetConsent(const CallPtr& call) {
  identity_v1::SetConsentRequest request;
  if (const auto problem = ReadConsent(call->request(), request)) return call->Fail(*problem);
  request.set_person(call->who().id);
  request.set_purpose(call->Param("purpose"));
  *request.mutable_actor() = ActorOf(*call);
  call->api().identity().Call(methods::kSetConsent, request, call->Upstream(),
                              [call](const Reply& reply, identity_v1::SetConsentResponse&) {
                                if (!reply.ok()) return call->Fail(reply);
                                call->Send({204, {}, {}});
                              });
}

void ListAudit(const CallPtr& call, const std::string& subject, const std::string& by) {
  identity_v1::ListAuditRequest request;
  request.set_tenant(call->who().tenant);
  request.set_subject(subject);
  request.set_by(by);
  const std::string before = call->Query("before");
  int64_t number = 0;
  const auto [end, error] = std::from_chars(before.data(), before.data() + before.size(), number);
  if (!before.empty() &&
      (error != std::errc() || end != before.data() + before.size() || number < 1))
    return call->Fail(BadField("before", "is the seq of a record"));
  request.set_before(number);
  *request.mutable_actor() = ActorOf(*call);
  call->api().identity().Call(
      methods::kListAudit, request, call->Upstream(),
      [call](const Reply& reply, const identity_v1::ListAuditResponse& audit) {
        if (!reply.ok()) return call->Fail(reply);
        call->Json(200, ToJson(audit));
      });
}

}  // namespace

void AddPrivacyRoutes(http::Router& router, const ApiPtr& api) {
  api->Add(router, "GET", "/v1/me/export", Action::kExportSelf,
           Background([](const CallPtr& call) { Export(call, call->who().id); }));
  api->Add(router, "GET", "/v1/me/audit", Action::kExportSelf,
           [](const CallPtr& call) { ListAudit(call, call->who().id, ""); });
  api->Add(router, "GET", "/v1/me/consents", Action::kExportSelf, &Consents);
  api->Add(router, "PUT", "/v1/me/consents/{purpose}", Action::kSecurity, &SetConsent, kMaxBody);
  api->Add(router, "GET", "/v1/people/{id}/export", Action::kExportOthers,
           Background([](const CallPtr& call) { Export(call, call->Param("id")); }));
  api->Add(router, "POST", "/v1/people/{id}/erase", Action::kErasePerson, &Erase, kMaxBody);
  api->Add(router, "GET", "/v1/audit", Action::kReadAudit, Background([](const CallPtr& call) {
             ListAudit(call, call->Query("subject"), call->Query("actor"));
           }));
}

}  // namespace assay::gateway
