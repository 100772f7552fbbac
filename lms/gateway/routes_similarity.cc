#include <algorithm>
#include <charconv>
#include <chrono>

#include "lms/gateway/callers.h"
#include "lms/gateway/methods_similarity.h"
#include "lms/gateway/proto_json.h"
#include "lms/gateway/replies.h"
#include "lms/gateway/routes.h"

// Below /v1/similarity/{course}/{problem}; "-" is no course. What is asked and answered are the
// messages of assay.plagiarism.v1; who asks, of which assignment, is filled in here.
namespace assay::gateway {
namespace {

namespace v1 = plagiarism_v1;

constexpr std::chrono::minutes kLong{3};  // reports, exchanges: every source is fetched

v1::Caller SimilarityCaller(const Principal& who) {
  v1::Caller caller;
  caller.set_tenant(who.tenant);
  caller.set_person(who.id);
  caller.set_staff(true);
  caller.set_all_courses(who.administrator);
  for (std::string& course : CoursesFor(who, Action::kReadSimilarity)) caller.add_courses(course);
  return caller;
}

std::string CourseOf(const CallPtr& call) {
  const std::string& course = call->Param("course");
  return course == "-" ? "" : course;
}

// Whether this person may do that in the course of the address; answers where not.
bool Allowed(const CallPtr& call, Action action) {
  const Verdict verdict = MayIn(call->who(), action, CourseOf(call));
  if (!verdict.allowed) call->Forbid(verdict);
  return verdict.allowed;
}

// Sets who asks, and of which assignment.
template <typename Request>
void Address(const CallPtr& call, Request& request) {
  *request.mutable_caller() = SimilarityCaller(call->who());
  request.mutable_assignment()->set_course(CourseOf(call));
  request.mutable_assignment()->set_problem(call->Param("problem"));
}

template <typename Request, typename Response>
void Ask(const CallPtr& call, const Method<Request, Response>& method, const Request& request,
         std::type_identity_t<std::function<void(Response&)>> done, bool slow = false) {
  const Upstream* const service = call->api().plagiarism();
  if (service == nullptr)
    return call->Fail(Problem{501, "this installation has no similarity service", {}, 0});
  CallOptions options = call->Upstream();
  if (slow) options.timeout = kLong;
  service->Call(method, request, options,
                [call, done = std::move(done)](const Reply& reply, Response& response) {
                  if (!reply.ok()) return call->Fail(reply);
                  done(response);
                });
}

template <typename Request, typename Response>
void AskJson(const CallPtr& call, const Method<Request, Response>& method, const Request& request,
             int status = 200, bool slow = false) {
  Ask(
      call, method, request,
      [call, status](Response& response) { call->Json(status, ProtoJson(response)); }, slow);
}

// --- what stands in the address after '?' ---

class Query {
 public:
  explicit Query(const CallPtr& call) : call_(call) {}

  std::string Text(const char* name) {
    known_.emplace_back(name);
    return call_->Query(name);
  }
  bool Flag(const char* name) {
    const std::string text = Text(name);
    if (!text.empty() && text != "true" && text != "false") Wrong(name, "is true or false");
    return text == "true";
  }
  double Share(const char* name) {
    const std::string text = Text(name);
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool fits =
        error == std::errc() && end == text.data() + text.size() && value >= 0 && value <= 1;
    if (!text.empty() && !fits) Wrong(name, "is a number from 0 to 1");
    return fits ? value : 0;
  }
  int Number(const char* name, int most) {
    const std::string text = Text(name);
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool fits =
        error == std::errc() && end == text.data() + text.size() && value >= 1 && value <= most;
    if (!text.empty() && !fits) Wrong(name, "is a number from 1 to " + std::to_string(most));
    return fits ? value : 0;
  }
  // After all others: false where something was wrong, which is answered then.
  bool Good() {
    for (const auto& [name, value] : call_->request().query) {
      if (std::find(known_.begin(), known_.end(), name) == known_.end())
        Wrong(name.substr(0, 60), "is not known here");
    }
    if (problem_) call_->Fail(*problem_);
    return !problem_;
  }

 private:
  void Wrong(const std::string& name, std::string message) {
    if (!problem_) problem_ = BadField(name, std::move(message));
  }
  const CallPtr& call_;
  std::vector<std::string> known_;
  std::optional<Problem> problem_;
};

// The body into `request`, which may not say who asks and of what.
template <typename Request>
bool Read(const CallPtr& call, bool needed, Request& request) {
  if (const auto problem = ReadProtoJson(call->request(), needed, request)) {
    call->Fail(*problem);
    return false;
  }
  if (!request.has_caller()) return true;
  call->Fail(BadField("caller", "is not known here"));
  return false;
}

template <typename Request>
bool ReadOf(const CallPtr& call, bool needed, Request& request) {
  if (!Read(call, needed, request)) return false;
  if (request.has_assignment()) {
    call->Fail(BadField("assignment", "stands in the address"));
    return false;
  }
  Address(call, request);
  return true;
}

// --- the assignment and its comparisons ---

void State(const CallPtr& call) {
  if (!Allowed(call, Action::kReadSimilarity)) return;
  v1::GetAssignmentRequest request;
  Address(call, request);
  AskJson(call, methods::kGetAssignment, request);
}

std::string Below(const CallPtr& call, const std::string& rest) {
  return "/v1/similarity/" + call->Param("course") + "/" + call->Param("problem") + rest;
}

void Start(const CallPtr& call) {
  if (!Allowed(call, Action::kRunSimilarity)) return;
  v1::StartComparisonRequest request;
  if (!ReadOf(call, false, request)) return;
  Ask(call, methods::kStartComparison, request, [call](const v1::Comparison& comparison) {
    call->Json(201, ProtoJson(comparison),
               {{"Location", Below(call, "/comparisons/" + comparison.id())}});
  });
}

void ListAll(const CallPtr& call) {
  if (!Allowed(call, Action::kReadSimilarity)) return;
  v1::ListComparisonsRequest request;
  Address(call, request);
  AskJson(call, methods::kListComparisons, request);
}

ApiHandler One(const Method<v1::GetComparisonRequest, v1::Comparison>& method, Action action) {
  return [&method, action](const CallPtr& call) {
    if (!Allowed(call, action)) return;
    v1::GetComparisonRequest request;
    Address(call, request);
    request.set_id(call->Param("id"));
    AskJson(call, method, request);
  };
}

// --- what one found ---

void Pairs(const CallPtr& call) {
  if (!Allowed(call, Action::kReadSimilarity)) return;
  Query query(call);
  v1::ListPairsRequest request;
  Address(call, *request.mutable_comparison());
  request.mutable_comparison()->set_id(query.Text("comparison"));
  request.set_pseudonyms(query.Flag("pseudonyms"));
  request.set_min_probability(query.Share("min_probability"));
  request.set_person(query.Text("person"));
  request.set_page_size(query.Number("page_size", 200));
  request.set_page_token(query.Text("page_token"));
  if (!query.Good()) return;
  Ask(call, methods::kListPairs, request, [call](const v1::ListPairsResponse& page) {
    call->Json(200, ProtoJson(page), NextLink(call->request(), page.next_page_token()));
  });
}

void OnePair(const CallPtr& call) {
  if (!Allowed(call, Action::kReadSimilarity)) return;
  Query query(call);
  v1::GetPairRequest request;
  Address(call, *request.mutable_comparison());
  request.mutable_comparison()->set_id(query.Text("comparison"));
  request.set_pseudonyms(query.Flag("pseudonyms"));
  request.set_pair(call->Param("pair"));
  if (query.Good()) AskJson(call, methods::kGetPair, request);
}

void Clusters(const CallPtr& call) {
  if (!Allowed(call, Action::kReadSimilarity)) return;
  Query query(call);
  v1::ListClustersRequest request;
  Address(call, *request.mutable_comparison());
  request.mutable_comparison()->set_id(query.Text("comparison"));
  request.set_pseudonyms(query.Flag("pseudonyms"));
  if (query.Good()) AskJson(call, methods::kListClusters, request);
}

// The page runs its own script and loads nothing; it is not to be trusted with this origin, since
// it shows what students wrote.
constexpr char kPagePolicy[] =
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'; sandbox allow-scripts allow-downloads "
    "allow-modals";

void Report(const CallPtr& call) {
  if (!Allowed(call, Action::kReadSimilarity)) return;
  Query query(call);
  v1::GetReportRequest request;
  Address(call, *request.mutable_comparison());
  request.mutable_comparison()->set_id(query.Text("comparison"));
  request.set_pseudonyms(query.Flag("pseudonyms"));
  const std::string format = query.Text("format");
  request.set_format(format.empty() ? "html" : format);
  if (!query.Good()) return;
  Ask(
      call, methods::kGetSimilarityReport, request,
      [call](v1::GetReportResponse& report) {
        http::Response response;
        response.body = std::move(*report.mutable_data());
        response.headers = {{"Content-Type", report.media_type()}};
        if (report.media_type().starts_with("text/html"))
          response.headers.emplace_back("Content-Security-Policy", kPagePolicy);
        if (report.media_type().starts_with("text/csv"))
          response.headers.emplace_back("Content-Disposition",
                                        "attachment; filename=\"similarity.csv\"");
        SendCacheable(call, std::move(response));
      },
      true);
}

// --- decisions ---

void AddDecision(const CallPtr& call) {
  if (!Allowed(call, Action::kDecideSimilarity)) return;
  v1::DecideRequest request;
  if (!ReadOf(call, true, request)) return;
  if (!request.pair().empty()) return call->Fail(BadField("pair", "stands in the address"));
  request.set_pair(call->Param("pair"));
  AskJson(call, methods::kDecide, request, 201);
}

void Decisions(const CallPtr& call) {
  if (!Allowed(call, Action::kReadSimilarity)) return;
  v1::ListDecisionsRequest request;
  Address(call, request);
  request.set_pair(call->Param("pair"));  // empty for those of all
  AskJson(call, methods::kListDecisions, request);
}

// --- code that counts less ---

void Common(const CallPtr& call) {
  if (!Allowed(call, Action::kReadSimilarity)) return;
  Query query(call);
  v1::ListCommonCodeRequest request;
  Address(call, *request.mutable_comparison());
  request.mutable_comparison()->set_id(query.Text("comparison"));
  if (query.Good()) AskJson(call, methods::kListCommonCode, request);
}

void DecideCommon(const CallPtr& call) {
  if (!Allowed(call, Action::kDecideSimilarity)) return;
  v1::DecideCommonCodeRequest request;
  if (!ReadOf(call, true, request)) return;
  if (!request.key().empty()) return call->Fail(BadField("key", "stands in the address"));
  request.set_key(call->Param("key"));
  Ask(call, methods::kDecideCommonCode, request, [call](const v1::DecideCommonCodeResponse&) {
    call->Send({204, {}, {}});
  });
}

void Templates(const CallPtr& call) {
  if (!Allowed(call, Action::kReadSimilarity)) return;
  v1::ListTemplatesRequest request;
  Address(call, request);
  AskJson(call, methods::kListTemplates, request);
}

void PutTemplate(const CallPtr& call) {
  if (!Allowed(call, Action::kRunSimilarity)) return;
  v1::PutTemplateRequest request;
  if (!ReadOf(call, true, request)) return;
  if (!request.name().empty()) return call->Fail(BadField("name", "stands in the address"));
  request.set_name(call->Param("name"));
  AskJson(call, methods::kPutTemplate, request);
}

void DeleteTemplate(const CallPtr& call) {
  if (!Allowed(call, Action::kRunSimilarity)) return;
  v1::DeleteTemplateRequest request;
  Address(call, request);
  request.set_name(call->Param("name"));
  Ask(call, methods::kDeleteTemplate, request, [call](const v1::DeleteTemplateResponse&) {
    call->Send({204, {}, {}});
  });
}

// --- beyond the assignment ---

void Similar(const CallPtr& call) {
  Query query(call);
  const int most = query.Number("most", 100);
  if (!query.Good()) return;
  // The judge knows whose and of which course it is.
  WithCaller(call, Action::kReadSimilarity, [call, most](const judge_v1::Caller& caller) {
    if (!caller.staff())
      return call->Fail(Reply{NotFound("no submission " + call->Param("id")), 0});
    v1::FindSimilarRequest request;
    *request.mutable_caller() = SimilarityCaller(call->who());
    request.set_submission(call->Param("id"));
    request.set_most(most);
    AskJson(call, methods::kFindSimilar, request);
  });
}

void Export(const CallPtr& call) {
  if (!Allowed(call, Action::kRunSimilarity)) return;
  v1::ExportFingerprintsRequest request;
  if (ReadOf(call, true, request)) AskJson(call, methods::kExportFingerprints, request, 200, true);
}

void Match(const CallPtr& call) {
  if (!Allowed(call, Action::kRunSimilarity)) return;
  v1::MatchFingerprintsRequest request;
  if (ReadOf(call, true, request)) AskJson(call, methods::kMatchFingerprints, request, 200, true);
}

void Erase(const CallPtr& call) {
  const Verdict verdict = MayIn(call->who(), Action::kErasePerson, "");
  if (!verdict.allowed) return call->Forbid(verdict);
  v1::ErasePersonRequest request;
  if (!Read(call, true, request)) return;
  *request.mutable_caller() = SimilarityCaller(call->who());
  AskJson(call, methods::kErasePersonMethod, request, 200, true);
}

}  // namespace

void AddSimilarityRoutes(http::Router& router, const ApiPtr& api) {
  const std::string base = "/v1/similarity/{course}/{problem}";
  const auto see = [&](const char* path, ApiHandler handler) {
    api->Add(router, "GET", base + path, Action::kReadSimilarity, std::move(handler));
  };
  const auto change = [&](const char* method, const char* path, ApiHandler handler) {
    api->Add(router, method, base + path, Action::kRunSimilarity, std::move(handler));
  };
  const auto decide = [&](const char* method, const char* path, ApiHandler handler) {
    api->Add(router, method, base + path, Action::kDecideSimilarity, std::move(handler));
  };
  see("", &State);
  change("POST", "/comparisons", &Start);
  see("/comparisons", &ListAll);
  see("/comparisons/{id}", One(methods::kGetComparison, Action::kReadSimilarity));
  change("POST", "/comparisons/{id}/cancel",
         One(methods::kCancelComparison, Action::kRunSimilarity));
  see("/pairs", &Pairs);
  see("/pairs/{pair}", &OnePair);
  see("/pairs/{pair}/decisions", &Decisions);
  decide("POST", "/pairs/{pair}/decisions", &AddDecision);
  see("/decisions", &Decisions);
  see("/clusters", &Clusters);
  see("/report", Background(&Report));
  see("/common-code", &Common);
  decide("PUT", "/common-code/{key}", &DecideCommon);
  see("/templates", &Templates);
  change("PUT", "/templates/{name}", &PutTemplate);
  change("DELETE", "/templates/{name}", &DeleteTemplate);
  change("POST", "/fingerprints", Background(&Export));
  api->Add(router, "POST", base + "/fingerprints/match", Action::kRunSimilarity, Background(&Match),
           api->parts().max_upload_bytes);
  api->Add(router, "GET", "/v1/submissions/{id}/similar", Action::kReadSimilarity, &Similar);
  api->Add(router, "POST", "/v1/similarity/erasures", Action::kErasePerson, &Erase);
}

}  // namespace assay::gateway
