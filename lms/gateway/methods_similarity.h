#pragma once

#include "assay/plagiarism/v1/plagiarism.pb.h"
#include "lms/gateway/upstream.h"

// What the gateway calls of the similarity service; as methods.h.
namespace assay::gateway {

namespace plagiarism_v1 = ::assay::plagiarism::v1;

// X(constant, Method, Request, Response)
#define ASSAY_SIMILARITY_METHODS(X)                                                             \
  X(kGetAssignment, GetAssignment, GetAssignmentRequest, Assignment)                            \
  X(kStartComparison, StartComparison, StartComparisonRequest, Comparison)                      \
  X(kGetComparison, GetComparison, GetComparisonRequest, Comparison)                            \
  X(kListComparisons, ListComparisons, ListComparisonsRequest, ListComparisonsResponse)         \
  X(kCancelComparison, CancelComparison, GetComparisonRequest, Comparison)                      \
  X(kListPairs, ListPairs, ListPairsRequest, ListPairsResponse)                                 \
  X(kGetPair, GetPair, GetPairRequest, PairDetail)                                              \
  X(kListClusters, ListClusters, ListClustersRequest, ListClustersResponse)                     \
  X(kGetSimilarityReport, GetReport, GetReportRequest, GetReportResponse)                       \
  X(kDecide, Decide, DecideRequest, Decision)                                                   \
  X(kListDecisions, ListDecisions, ListDecisionsRequest, ListDecisionsResponse)                 \
  X(kListCommonCode, ListCommonCode, ListCommonCodeRequest, ListCommonCodeResponse)             \
  X(kDecideCommonCode, DecideCommonCode, DecideCommonCodeRequest, DecideCommonCodeResponse)     \
  X(kPutTemplate, PutTemplate, PutTemplateRequest, Template)                                    \
  X(kListTemplates, ListTemplates, ListTemplatesRequest, ListTemplatesResponse)                 \
  X(kDeleteTemplate, DeleteTemplate, DeleteTemplateRequest, DeleteTemplateResponse)             \
  X(kFindSimilar, FindSimilar, FindSimilarRequest, FindSimilarResponse)                         \
  X(kExportFingerprints, ExportFingerprints, ExportFingerprintsRequest, Fingerprints)           \
  X(kMatchFingerprints, MatchFingerprints, MatchFingerprintsRequest, MatchFingerprintsResponse) \
  X(kErasePersonMethod, ErasePerson, ErasePersonRequest, Erasure)

#define ASSAY_SIMILARITY_METHOD(constant, Name, Request, Response)                   \
  inline constexpr Method<plagiarism_v1::Request, plagiarism_v1::Response> constant{ \
      "/assay.plagiarism.v1.PlagiarismService/" #Name};
namespace methods {
ASSAY_SIMILARITY_METHODS(ASSAY_SIMILARITY_METHOD)
}  // namespace methods
#undef ASSAY_SIMILARITY_METHOD

}  // namespace assay::gateway
