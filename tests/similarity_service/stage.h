#pragma once

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "assay/plagiarism/v1/plagiarism.pb.h"
#include "common/process/child.h"
#include "judge/service/test_judge.h"

// A judge with workers, and assay-plagiarism as it is run: a role of its own, an index on disk,
// kill -9 at any moment. Both services share one database server, as under assay up.
namespace assay::plagiarism {

using judge::Eventually;
using judge::Must;

class ServiceTest : public judge::JudgeTest {
 protected:
  // The suites of judge::JudgeTest own the database.
  static void SetUpTestSuite() { judge::JudgeTest::SetUpTestSuite(); }
  static void TearDownTestSuite() { judge::JudgeTest::TearDownTestSuite(); }
  void SetUp() override;
  void TearDown() override;

  std::string Path(const std::string& name) { return (folder_->path() / name).string(); }
  std::string Log();
  void Launch();
  void Kill();       // -9
  void Terminate();  // in order, which it must manage

  // Hands in for a problem of course "cs101", as that person; gives the submission.
  std::string HandIn(const std::string& person, const std::string& text,
                     const std::string& problem = "sum", const std::string& course = "");
  // The small class of examples/similarity; by person the submission.
  // The first `with` of it hand in `also` besides.
  std::map<std::string, std::string> HandInTheClass(const std::string& problem = "sum",
                                                    const std::string& also = "", size_t with = 0);
  void WaitUntilIndexed(int submissions, const std::string& problem = "sum");

  v1::Caller Staff(const std::string& person = "teacher");
  template <typename Request>
  Request For(const std::string& problem = "sum") {
    Request request;
    *request.mutable_caller() = Staff();
    request.mutable_assignment()->set_course("cs101");
    request.mutable_assignment()->set_problem(problem);
    return request;
  }
  // Of the newest comparison that is done.
  v1::GetComparisonRequest Newest(const std::string& problem = "sum") {
    return For<v1::GetComparisonRequest>(problem);
  }
  v1::Comparison Compare(v1::StartComparisonRequest request);

#define ASSAY_CALL(Method, Request, Response) \
  Result<v1::Response> Method(const v1::Request& request, const std::string& who = "gateway");
  ASSAY_CALL(GetAssignment, GetAssignmentRequest, Assignment)
  ASSAY_CALL(StartComparison, StartComparisonRequest, Comparison)
  ASSAY_CALL(GetComparison, GetComparisonRequest, Comparison)
  ASSAY_CALL(ListComparisons, ListComparisonsRequest, ListComparisonsResponse)
  ASSAY_CALL(CancelComparison, GetComparisonRequest, Comparison)
  ASSAY_CALL(ListPairs, ListPairsRequest, ListPairsResponse)
  ASSAY_CALL(GetPair, GetPairRequest, PairDetail)
  ASSAY_CALL(ListClusters, ListClustersRequest, ListClustersResponse)
  ASSAY_CALL(GetReport, GetReportRequest, GetReportResponse)
  ASSAY_CALL(Decide, DecideRequest, Decision)
  ASSAY_CALL(ListDecisions, ListDecisionsRequest, ListDecisionsResponse)
  ASSAY_CALL(ListCommonCode, ListCommonCodeRequest, ListCommonCodeResponse)
  ASSAY_CALL(DecideCommonCode, DecideCommonCodeRequest, DecideCommonCodeResponse)
  ASSAY_CALL(PutTemplate, PutTemplateRequest, Template)
  ASSAY_CALL(ListTemplates, ListTemplatesRequest, ListTemplatesResponse)
  ASSAY_CALL(DeleteTemplate, DeleteTemplateRequest, DeleteTemplateResponse)
  ASSAY_CALL(FindSimilar, FindSimilarRequest, FindSimilarResponse)
  ASSAY_CALL(ExportFingerprints, ExportFingerprintsRequest, Fingerprints)
  ASSAY_CALL(MatchFingerprints, MatchFingerprintsRequest, MatchFingerprintsResponse)
  ASSAY_CALL(ErasePerson, ErasePersonRequest, Erasure)
#undef ASSAY_CALL

  // One value of the service's own schema.
  std::string One(const std::string& sql);

  std::optional<TempDir> folder_;
  std::unique_ptr<database::Connection> admin_;
  process::Command command_;
  process::Child service_;
  std::unique_ptr<judge::TestWorker> worker_;
  int handed_in_ = 0, statements_ = 0;

 private:
  template <typename Request, typename Response, typename Call>
  Result<Response> Ask(Call call, const Request& request, const std::string& who);
  std::map<std::string, rpc::TlsFiles> identities_;
};

// A program of its own for each seed, in Python, long enough to be told from others.
std::string ProgramOf(unsigned seed);

}  // namespace assay::plagiarism
