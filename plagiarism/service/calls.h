#pragma once

#include <mutex>
#include <set>

#include "assay/plagiarism/v1/plagiarism.pb.h"
#include "plagiarism/report/report.h"
#include "plagiarism/service/assignments.h"
#include "plagiarism/service/comparisons.h"
#include "plagiarism/service/follower.h"
#include "plagiarism/service/judge_link.h"
#include "plagiarism/service/runner.h"
#include "plagiarism/service/tenants.h"

namespace assay::plagiarism {

// The calls of PlagiarismService, without gRPC. Each may wait for the database, the index and the
// judge. Everything is bound to the caller's tenant, and for staff; nobody, staff or not, is shown
// a pair of their own. Thread-safe.
class Calls {
 public:
  struct Parts {
    JudgeLink& judge;
    Tenants& tenants;
    Assignments& assignments;
    Comparisons& comparisons;
    Follower& follower;
    Runner& runner;
    std::mutex& changing;  // as of Follower
  };
  explicit Calls(const Parts& parts) : p_(parts) {}

  Result<v1::Assignment> GetAssignment(const v1::GetAssignmentRequest& request);

  Result<v1::Comparison> StartComparison(const v1::StartComparisonRequest& request);
  Result<v1::Comparison> GetComparison(const v1::GetComparisonRequest& request);
  Result<v1::ListComparisonsResponse> ListComparisons(const v1::ListComparisonsRequest& request);
  Result<v1::Comparison> CancelComparison(const v1::GetComparisonRequest& request);

  Result<v1::ListPairsResponse> ListPairs(const v1::ListPairsRequest& request);
  Result<v1::PairDetail> GetPair(const v1::GetPairRequest& request);
  Result<v1::ListClustersResponse> ListClusters(const v1::ListClustersRequest& request);
  Result<v1::GetReportResponse> GetReport(const v1::GetReportRequest& request);

  Result<v1::Decision> Decide(const v1::DecideRequest& request);
  Result<v1::ListDecisionsResponse> ListDecisions(const v1::ListDecisionsRequest& request);

  Result<v1::ListCommonCodeResponse> ListCommonCode(const v1::ListCommonCodeRequest& request);
  Result<v1::DecideCommonCodeResponse> DecideCommonCode(const v1::DecideCommonCodeRequest& request);
  Result<v1::Template> PutTemplate(const v1::PutTemplateRequest& request);
  Result<v1::ListTemplatesResponse> ListTemplates(const v1::ListTemplatesRequest& request);
  Result<v1::DeleteTemplateResponse> DeleteTemplate(const v1::DeleteTemplateRequest& request);

  Result<v1::FindSimilarResponse> FindSimilar(const v1::FindSimilarRequest& request);
  Result<v1::Fingerprints> ExportFingerprints(const v1::ExportFingerprintsRequest& request);
  Result<v1::MatchFingerprintsResponse> MatchFingerprints(
      const v1::MatchFingerprintsRequest& request);

  Result<v1::Erasure> ErasePerson(const v1::ErasePersonRequest& request);
  // What a crash interrupted; before the feed is followed.
  Status FinishErasures();

 private:
  struct Sourced {
    IndexedSubmission submission;
    std::vector<uint64_t> hashes;
  };

  Result<StoredComparison> Load(const v1::GetComparisonRequest& request, const TenantPtr& tenant,
                                const std::string& only_pair = "");
  // Fetches the files of these submissions; those that are gone stay empty.
  Status AddSources(StoredComparison& stored, const Tenant& tenant,
                    const std::set<uint32_t>& wanted);
  Result<std::vector<Sourced>> HashAll(const AssignmentKey& assignment, const std::string& secret);
  Result<v1::Erasure> Erase(const std::string& tenant, const std::string& person);

  Parts p_;
};

// kPermissionDenied: not staff. kInvalidArgument: no tenant.
Status CheckCaller(const v1::Caller& caller);
Result<AssignmentKey> KeyOf(const v1::Caller& caller, const v1::AssignmentName& name);
bool MaySee(const v1::Caller& caller, const std::string& course);
v1::AssignmentName ToProto(const AssignmentKey& assignment);
void SetTime(google::protobuf::Timestamp& time, int64_t micros);
// By which report and calls name people and pairs of an assignment in the same way.
ReportOptions NamingOf(const AssignmentKey& assignment, const Tenant& tenant, bool pseudonyms);

}  // namespace assay::plagiarism
