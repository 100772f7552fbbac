#include "lms/gateway/test_similarity.h"

#include <google/protobuf/util/time_util.h>
#include <grpcpp/grpcpp.h>

#include "assay/plagiarism/v1/plagiarism.grpc.pb.h"

namespace assay::gateway {
namespace {

namespace v1 = ::assay::plagiarism::v1;
using google::protobuf::util::TimeUtil;
using Context = grpc::CallbackServerContext;
using Unary = grpc::ServerUnaryReactor;

v1::Side SideOf(const std::string& submission, const std::string& person, bool pseudonyms) {
  v1::Side side;
  if (!pseudonyms) {
    side.set_submission(submission);
    side.set_person(person);
  }
  side.set_pseudonym("Student " + submission.substr(1));
  side.set_origin("class");
  side.set_course("algo");
  side.set_problem("sum");
  side.set_language("python");
  side.set_covered(0.5);
  *side.mutable_submitted_at() = TimeUtil::GetCurrentTime();
  return side;
}

v1::Pair PairOf(bool pseudonyms) {
  v1::Pair pair;
  pair.set_key("aabb");
  pair.set_rank(1);
  *pair.mutable_left() = SideOf("s1", "sam", pseudonyms);
  *pair.mutable_right() = SideOf("s2", "sue", pseudonyms);
  pair.set_probability(0.98);
  pair.set_low(0.9);
  pair.set_high(0.99);
  v1::EvidenceScore& score = *pair.add_evidence();
  score.set_kind("tokens");
  score.set_measured(true);
  score.set_similarity(0.7);
  pair.mutable_order()->set_first("unknown");
  pair.set_decision("open");
  return pair;
}

class TestSimilarity final : public v1::PlagiarismService::CallbackService {
 public:
  Unary* GetAssignment(Context* context, const v1::GetAssignmentRequest* request,
                       v1::Assignment* answer) override {
    if (!Ask(request->caller())) return Refuse(context);
    *answer->mutable_assignment() = request->assignment();
    answer->set_indexed(2);
    answer->set_people(2);
    answer->set_following(true);
    *answer->mutable_followed_at() = TimeUtil::GetCurrentTime();
    answer->set_comparison("c1");
    return Answer(context);
  }
  Unary* StartComparison(Context* context, const v1::StartComparisonRequest* request,
                         v1::Comparison* answer) override {
    if (!Ask(request->caller())) return Refuse(context);
    *answer = Comparison(request->assignment(), "waiting");
    answer->set_started_by(request->caller().person());
    return Answer(context);
  }
  Unary* GetComparison(Context* context, const v1::GetComparisonRequest* request,
                       v1::Comparison* answer) override {
    return One(context, *request, "done", *answer);
  }
  Unary* CancelComparison(Context* context, const v1::GetComparisonRequest* request,
                          v1::Comparison* answer) override {
    return One(context, *request, "cancelled", *answer);
  }
  Unary* ListComparisons(Context* context, const v1::ListComparisonsRequest* request,
                         v1::ListComparisonsResponse* answer) override {
    *answer->add_comparisons() = Comparison(request->assignment(), "done");
    return Answer(context);
  }
  Unary* ListPairs(Context* context, const v1::ListPairsRequest* request,
                   v1::ListPairsResponse* answer) override {
    answer->set_comparison("c1");
    *answer->add_pairs() = PairOf(request->pseudonyms());
    answer->set_next_page_token("1");
    return Answer(context);
  }
  Unary* GetPair(Context* context, const v1::GetPairRequest* request,
                 v1::PairDetail* answer) override {
    if (request->pair() != "aabb") return Missing(context);
    answer->set_comparison("c1");
    *answer->mutable_pair() = PairOf(request->pseudonyms());
    v1::Passage& passage = *answer->add_passages();
    passage.set_kind("tokens");
    passage.mutable_left()->set_end(4);
    passage.mutable_right()->set_end(4);
    v1::File& file = *answer->add_left_files();
    file.set_path(request->pseudonyms() ? "file 1.py" : "sam.py");
    file.set_data(std::string("a = \xFF", 5));
    *answer->add_decisions() = Decided("aabb", "open", "ines");
    return Answer(context);
  }
  Unary* ListClusters(Context* context, const v1::ListClustersRequest* request,
                      v1::ListClustersResponse* answer) override {
    answer->set_comparison("c1");
    v1::Cluster& cluster = *answer->add_clusters();
    cluster.set_cohesion(0.9);
    *cluster.add_members() = SideOf("s1", "sam", request->pseudonyms());
    *cluster.add_members() = SideOf("s2", "sue", request->pseudonyms());
    return Answer(context);
  }
  Unary* GetReport(Context* context, const v1::GetReportRequest* request,
                   v1::GetReportResponse* answer) override {
    answer->set_media_type(request->format() == "html"   ? "text/html; charset=utf-8"
                           : request->format() == "json" ? "application/json"
                                                         : "text/csv; charset=utf-8");
    answer->set_data(request->format() == "json" ? "{\"format\":\"assay-similarity\"}" : "report");
    return Answer(context);
  }
  Unary* Decide(Context* context, const v1::DecideRequest* request, v1::Decision* answer) override {
    if (request->pair() != "aabb") return Missing(context);
    *answer = Decided(request->pair(), request->state(), request->caller().person());
    answer->set_note(request->note());
    return Answer(context);
  }
  Unary* ListDecisions(Context* context, const v1::ListDecisionsRequest* request,
                       v1::ListDecisionsResponse* answer) override {
    *answer->add_decisions() =
        Decided(request->pair().empty() ? "aabb" : request->pair(), "dismissed", "ines");
    return Answer(context);
  }
  Unary* ListCommonCode(Context* context, const v1::ListCommonCodeRequest*,
                        v1::ListCommonCodeResponse* answer) override {
    answer->set_comparison("c1");
    v1::CommonCode& code = *answer->add_common();
    code.set_key("k1");
    code.set_people(12);
    code.set_accepted(true);
    code.mutable_region()->set_end(10);
    code.set_text("import sys");
    return Answer(context);
  }
  Unary* DecideCommonCode(Context* context, const v1::DecideCommonCodeRequest* request,
                          v1::DecideCommonCodeResponse*) override {
    return request->key() == "k1" ? Answer(context) : Missing(context);
  }
  Unary* PutTemplate(Context* context, const v1::PutTemplateRequest* request,
                     v1::Template* answer) override {
    *answer = Template(request->name());
    answer->set_files(request->files_size());
    answer->set_put_by(request->caller().person());
    return Answer(context);
  }
  Unary* ListTemplates(Context* context, const v1::ListTemplatesRequest*,
                       v1::ListTemplatesResponse* answer) override {
    *answer->add_templates() = Template("skeleton");
    return Answer(context);
  }
  Unary* DeleteTemplate(Context* context, const v1::DeleteTemplateRequest*,
                        v1::DeleteTemplateResponse*) override {
    return Answer(context);
  }
  Unary* FindSimilar(Context* context, const v1::FindSimilarRequest* request,
                     v1::FindSimilarResponse* answer) override {
    if (!Ask(request->caller())) return Refuse(context);
    answer->mutable_assignment()->set_course("algo");
    answer->mutable_assignment()->set_problem("sum");
    v1::Similar& similar = *answer->add_similar();
    *similar.mutable_side() = SideOf("s2", "sue", false);
    similar.set_score(0.6);
    similar.set_shared(40);
    return Answer(context);
  }
  Unary* ExportFingerprints(Context* context, const v1::ExportFingerprintsRequest*,
                            v1::Fingerprints* answer) override {
    answer->set_version(1);
    answer->set_check("cc");
    v1::FingerprintSet& set = *answer->add_sets();
    set.set_label("l1");
    set.set_hashes(std::string("\0\0\0\0\1", 5));
    return Answer(context);
  }
  Unary* MatchFingerprints(Context* context, const v1::MatchFingerprintsRequest* request,
                           v1::MatchFingerprintsResponse* answer) override {
    if (request->fingerprints().version() != 1) {
      return Answer(context, {grpc::StatusCode::INVALID_ARGUMENT, "fingerprints: no version"});
    }
    v1::FingerprintMatch& match = *answer->add_matches();
    match.set_label(request->fingerprints().sets(0).label());
    *match.mutable_side() = SideOf("s1", "sam", false);
    match.set_score(0.5);
    match.set_shared(20);
    return Answer(context);
  }
  Unary* ErasePerson(Context* context, const v1::ErasePersonRequest* request,
                     v1::Erasure* answer) override {
    if (!request->caller().all_courses()) return Refuse(context);
    answer->set_id("ee");
    *answer->mutable_at() = TimeUtil::GetCurrentTime();
    answer->set_fingerprints_removed(static_cast<int>(request->person().size()));
    return Answer(context);
  }

 private:
  static bool Ask(const v1::Caller& caller) { return caller.staff() && caller.tenant() == "t1"; }
  static Unary* Answer(Context* context, const grpc::Status& status = grpc::Status::OK) {
    Unary* const reactor = context->DefaultReactor();
    reactor->Finish(status);
    return reactor;
  }
  static Unary* Refuse(Context* context) {
    return Answer(context, {grpc::StatusCode::PERMISSION_DENIED, "not staff"});
  }
  static Unary* Missing(Context* context) {
    return Answer(context, {grpc::StatusCode::NOT_FOUND, "there is none"});
  }
  static v1::Comparison Comparison(const v1::AssignmentName& name, const std::string& state) {
    v1::Comparison out;
    out.set_id("c1");
    *out.mutable_assignment() = name;
    out.set_state(state);
    out.set_started_by("ines");
    *out.mutable_created_at() = TimeUtil::GetCurrentTime();
    return out;
  }
  static Unary* One(Context* context, const v1::GetComparisonRequest& request,
                    const std::string& state, v1::Comparison& answer) {
    if (request.id() != "c1") return Missing(context);
    answer = Comparison(request.assignment(), state);
    return Answer(context);
  }
  static v1::Decision Decided(const std::string& pair, const std::string& state,
                              const std::string& who) {
    v1::Decision out;
    out.set_pair(pair);
    out.set_state(state);
    out.set_who(who);
    *out.mutable_at() = TimeUtil::GetCurrentTime();
    return out;
  }
  static v1::Template Template(const std::string& name) {
    v1::Template out;
    out.set_name(name);
    out.set_put_by("ines");
    *out.mutable_put_at() = TimeUtil::GetCurrentTime();
    return out;
  }
};

}  // namespace

std::unique_ptr<grpc::Service> MakeTestSimilarity() { return std::make_unique<TestSimilarity>(); }

}  // namespace assay::gateway
