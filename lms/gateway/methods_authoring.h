#pragma once

#include "assay/judge/v1/authoring.pb.h"
#include "lms/gateway/upstream.h"

// What the gateway calls for authors of packages; as methods.h.
namespace assay::gateway {

namespace judge_v1 = ::assay::judge::v1;

// X(constant, Method, Request, Response)
#define ASSAY_AUTHORING_METHODS(X)                                                              \
  X(kStartVerification, StartVerification, StartVerificationRequest, StartVerificationResponse) \
  X(kGetVerification, GetVerification, GetVerificationRequest, Verification)                    \
  X(kPutProblemFromGit, PutProblemFromGit, PutProblemFromGitRequest, PutProblemFromGitResponse) \
  X(kGetProblemOrigin, GetProblemOrigin, GetProblemOriginRequest, ProblemOrigin)

#define ASSAY_AUTHORING_METHOD(constant, Name, Request, Response)          \
  inline constexpr Method<judge_v1::Request, judge_v1::Response> constant{ \
      "/assay.judge.v1.AuthoringService/" #Name};
namespace methods {
ASSAY_AUTHORING_METHODS(ASSAY_AUTHORING_METHOD)
}  // namespace methods
#undef ASSAY_AUTHORING_METHOD

}  // namespace assay::gateway
